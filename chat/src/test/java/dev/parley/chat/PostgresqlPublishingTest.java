package dev.parley.chat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresqlPublishingTest extends PublishingContract {
    private static EmbeddedPostgres server;
    private static int databases;

    @BeforeAll
    static void startTheServer() throws Exception {
        server = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopTheServer() throws Exception {
        server.close();
    }

    @Override
    String emptyDatabase() throws Exception {
        String name = "chat" + ++databases;
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return "jdbc:postgresql://localhost:" + server.getPort() + "/" + name + "?user=postgres&password=any";
    }
}
