package dev.parley.chat.storage;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PostgresqlChatStorageTest extends ChatStorageContract {
    private static EmbeddedPostgres server;
    private static int databases;

    @BeforeAll
    static void startTheServer() throws IOException {
        server = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopTheServer() throws IOException {
        server.close();
    }

    @Override
    String aMillion() {
        return "SELECT n FROM generate_series(1, 1000000) AS s(n)";
    }

    @Override
    String emptyDatabase() throws SQLException {
        String name = "chat" + ++databases;
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return "jdbc:postgresql://localhost:" + server.getPort() + "/" + name + "?user=postgres&password=any";
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aServerThatFallsSilentIsGivenUp() throws Exception {
        SilentServer.isGivenUpAndTakenUpAgain(emptyDatabase());
    }
}
