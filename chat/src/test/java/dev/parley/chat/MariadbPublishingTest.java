package dev.parley.chat;

import dev.parley.chat.storage.MariadbServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class MariadbPublishingTest extends PublishingContract {
    @TempDir
    static Path folder;

    private static MariadbServer server;

    @BeforeAll
    static void startTheServer() throws Exception {
        server = MariadbServer.start(folder);
    }

    @AfterAll
    static void stopTheServer() throws Exception {
        server.close();
    }

    @Override
    String emptyDatabase() throws Exception {
        return server.emptyDatabase();
    }
}
