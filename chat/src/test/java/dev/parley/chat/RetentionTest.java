package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.Draft;
import dev.parley.chat.storage.JdbcChatStorage;
import dev.parley.chat.storage.Limits;
import dev.parley.chat.storage.Message;
import dev.parley.chat.storage.Room;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();

    @TempDir
    Path folder;

    private final Clockwork time = new Clockwork();
    private ChatStorage storage;

    @BeforeEach
    void open() throws ChatException {
        storage = JdbcChatStorage.open("jdbc:sqlite:" + folder.resolve("chat.db"), time);
        storage.createRoom("short", "Short", Room.Kind.PUBLIC, "", "olga");
        storage.createRoom("long", "Long", Room.Kind.PUBLIC, "", "olga");
        storage.createRoom("ever", "Ever", Room.Kind.PUBLIC, "", "olga");
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private Retention retention() {
        return new Retention(
                storage,
                room -> switch (room.id()) {
                    case "short" -> 1;
                    case "long" -> 30;
                    default -> 0;
                },
                time,
                time);
    }

    private void sendEverywhere(String id) throws ChatException {
        for (String room : List.of("short", "long", "ever")) {
            storage.send(new Draft(room, "ann", id, "text " + id));
        }
    }

    private List<String> texts(String room) throws ChatException {
        return storage.before(room, Long.MAX_VALUE, 10, "").stream()
                .map(Message::text)
                .toList();
    }

    @Test
    void eachRoomKeepsItsMessagesAsLongAsItSays() throws Exception {
        Retention retention = retention();
        sendEverywhere("a");
        time.pass(12 * HOUR);
        sendEverywhere("b");
        time.pass(13 * HOUR);

        assertThat(texts("short")).containsExactly("text b");
        assertThat(texts("long")).hasSize(2);

        time.pass(31 * 24 * HOUR);

        assertThat(texts("short")).isEmpty();
        assertThat(texts("long")).isEmpty();
        assertThat(texts("ever")).hasSize(2);
        retention.close();
        assertThat(time.tasks()).isZero();
    }

    @Test
    void allRoomsHaveTheirTurnHoweverManyThereAre() throws Exception {
        for (int i = 0; i <= Limits.PAGE; i++) {
            storage.createRoom("m" + i, "M", Room.Kind.PUBLIC, "", "olga");
        }
        storage.createRoom("zzz", "Z", Room.Kind.PUBLIC, "", "olga");
        storage.send(new Draft("zzz", "ann", "1", "text"));
        time.pass(48 * HOUR);
        try (Retention retention = new Retention(storage, _ -> 1, time, time)) {
            time.pass(HOUR - 1);
            assertThat(texts("zzz")).hasSize(1);
            time.pass(1);
            assertThat(texts("zzz")).isEmpty();
        }
    }

    @Test
    void visitorsWhoNeverSaidAnythingAreForgotten() throws Exception {
        storage.openTalk("vera", "talk", "-");
        try (Retention retention = retention()) {
            time.pass(29 * 24 * HOUR);
            assertThat(storage.talk("talk")).isNotNull();
            time.pass(2 * 24 * HOUR);
            assertThat(storage.talk("talk")).isNull();
        }
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsAskedAgain() throws Exception {
        sendEverywhere("a");
        storage.close();
        Retention retention = retention();
        time.pass(30 * HOUR);

        assertThat(time.tasks()).isEqualTo(1);
        retention.close();
    }
}
