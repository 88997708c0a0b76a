package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.chat.storage.AuditEntry;
import dev.parley.chat.storage.AuditEntry.Act;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.JdbcChatStorage;
import dev.parley.chat.storage.Member;
import dev.parley.chat.storage.Room;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActsTest {
    @TempDir
    Path folder;

    private final List<AuditEntry> heard = new CopyOnWriteArrayList<>();
    private ChatStorage storage;
    private ChatStorage other;

    @BeforeEach
    void twoOnOneDatabase() throws ChatException {
        storage = open();
        other = open();
        storage.createRoom("lobby", "Lobby", Room.Kind.PUBLIC, "", "olga");
        storage.join("lobby", "bob", Member.Role.MEMBER);
        storage.setRole("lobby", "bob", Member.Role.MODERATOR, "olga");
    }

    @AfterEach
    void close() {
        storage.close();
        other.close();
    }

    private ChatStorage open() throws ChatException {
        return JdbcChatStorage.open("jdbc:sqlite:" + folder.resolve("chat.db"), InstantSource.system());
    }

    @Test
    void whatAnotherProcessDoesIsHeardInOrderAndOnce() throws Exception {
        Instant hence = Instant.now().plusSeconds(60);
        try (Acts acts = new Acts(storage, heard::add, InstantSource.system())) {
            acts.start();
            other.mute("lobby", "bob", hence, "operator:root");
            other.ban("lobby", "bob", hence, "operator:root");
            await().until(() -> heard.size() == 3);
            for (int i = 0; i < 150; i++) {
                other.mute("lobby", "u" + i, hence, "olga");
            }
            acts.poke();
            await().until(() -> heard.size() >= 153);
            acts.poke();
        }

        assertThat(heard)
                .extracting(AuditEntry::act)
                .startsWith(Act.MUTE, Act.REMOVE, Act.BAN)
                .hasSize(153);
        assertThat(heard).isSortedAccordingTo((a, b) -> Long.compare(a.sequence(), b.sequence()));
    }

    @Test
    void whatBreaksOverOneActStillHearsTheNext() throws Exception {
        Acts.Listener fragile = act -> {
            if (act.subject().equals("bob")) {
                throw new IllegalStateException("broken on purpose");
            }
            heard.add(act);
        };
        try (Acts acts = new Acts(storage, fragile, InstantSource.system())) {
            acts.start();
            other.mute("lobby", "bob", null, "olga");
            other.mute("lobby", "eve", null, "olga");
            acts.poke();
            await().until(() -> !heard.isEmpty());
        }

        assertThat(heard).extracting(AuditEntry::subject).containsExactly("eve");
    }

    @Test
    void whatCouldNotBeHeededComesAgain() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        Acts.Listener unlucky = act -> {
            if (attempts.incrementAndGet() == 1) {
                storage.setRole("lobby", "nobody", Member.Role.OWNER, "olga"); // throws
            }
            heard.add(act);
        };
        try (Acts acts = new Acts(storage, unlucky, InstantSource.system())) {
            acts.start();
            other.mute("lobby", "bob", null, "olga");
            other.mute("lobby", "eve", null, "olga");
            acts.poke();
            await().until(() -> heard.size() == 2);
        }

        assertThat(heard).extracting(AuditEntry::subject).containsExactly("bob", "eve");
    }
}
