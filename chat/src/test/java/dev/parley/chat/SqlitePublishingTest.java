package dev.parley.chat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqlitePublishingTest extends PublishingContract {
    @TempDir
    Path folder;

    private int databases;

    @Override
    String emptyDatabase() {
        return "jdbc:sqlite:" + folder.resolve("chat" + ++databases + ".db");
    }
}
