package dev.parley.chat.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteChatStorageTest extends ChatStorageContract {
    @TempDir
    Path folder;

    private int databases;

    @Override
    String aMillion() {
        return "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 1000000) SELECT n FROM s";
    }

    @Override
    String emptyDatabase() {
        return "jdbc:sqlite:" + folder.resolve("of/chat" + ++databases + ".db");
    }

    @Test
    void erasedAndDeletedTextIsInNoFile() throws Exception {
        Message first = send("ann", "confidential 机密");
        storage.edit(first.id(), "undisclosed", Set.of(), "ann");
        send("ann", "classified " + "secretly ".repeat(1_000));
        Message byBob = send("bob", "regrettable");
        send("bob", "harmless");
        assertThat(files()).contains("classified", "harmless");

        storage.delete(byBob.id(), "bob");
        storage.erase("ann", "olga");

        String files = files();
        assertThat(files.contains("harmless")).isTrue();
        for (String gone : List.of("confidential", "机密", "undisclosed", "classified", "secretly", "regrettable")) {
            assertThat(files.contains(gone)).as(gone).isFalse();
        }
    }

    @Test
    void aPageOfAnyRoomIsARangeOfAnIndex() throws Exception {
        for (String page : List.of(Pages.BEFORE, Pages.AFTER)) {
            try (var connection = DriverManager.getConnection(url);
                    var statement = connection.prepareStatement("EXPLAIN QUERY PLAN " + page);
                    var plan = statement.executeQuery()) {
                StringBuilder text = new StringBuilder();
                while (plan.next()) {
                    text.append(plan.getString("detail")).append('\n');
                }
                assertThat(text.toString())
                        .contains("SEARCH m USING INDEX", "room_id=? AND position")
                        .doesNotContain("SCAN", "TEMP B-TREE");
            }
        }
    }

    private String files() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
        }
        return all.toString();
    }
}
