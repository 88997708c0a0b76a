package dev.parley.chat.people;

import dev.parley.chat.storage.MariadbServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class MariadbPeopleTest extends PeopleContract {
    @TempDir
    static Path folder;

    private static MariadbServer server;

    @BeforeAll
    static void startTheServer() throws IOException, InterruptedException {
        server = MariadbServer.start(folder);
    }

    @AfterAll
    static void stopTheServer() throws InterruptedException {
        server.close();
    }

    @Override
    String emptyDatabase() throws SQLException {
        return server.emptyDatabase();
    }
}
