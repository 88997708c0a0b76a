package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.Device.Heard;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who is here and who types, over a real hub.
class LiveTest {
    @TempDir
    Path folder;

    private ChatNode node;
    private Device ann;

    @BeforeEach
    void start() throws Exception {
        ChatOptions fast = ChatNode.FAST;
        ChatOptions options = new ChatOptions(
                fast.textLimit(),
                fast.rate(),
                fast.burst(),
                fast.roomLimit(),
                Set.of(),
                Set.of(),
                false,
                fast.creators(),
                Duration.ofSeconds(1),
                0,
                fast.rooms());
        node = new ChatNode("jdbc:sqlite:" + folder.resolve("chat.db"), options);
        ann = node.device("ann");
        ann.enter("lobby");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private void passes(Duration time) {
        node.now.updateAndGet(now -> now.plus(time));
        node.nanos.addAndGet(time.toNanos());
    }

    private static boolean says(Heard heard, String list, String user) {
        return heard.type().equals("presence")
                && heard.data()
                        .path(list)
                        .valueStream()
                        .anyMatch(each -> each.isString()
                                ? each.asString().equals(user)
                                : each.path("id").asString().equals(user));
    }

    private List<String> heard(String type) {
        return ann.heard.stream()
                .filter(each -> each.type().equals(type))
                .map(each -> each.data().toString())
                .toList();
    }

    @Test
    void onePersonComesOnceHoweverManyDevicesAndGoesWithTheLast() throws Exception {
        ann.hears(each -> says(each, "here", "ann"));
        Device bob = node.device("bob");
        bob.enter("lobby");
        Device other = node.device("bob");
        passes(Duration.ofSeconds(5));
        Heard came = ann.hears(each -> says(each, "here", "bob"));
        assertThat(came.data().path("count").asInt()).isEqualTo(2);
        assertThat(came.data().path("here").path(0).path("name").asString()).isEqualTo("Bob");
        assertThat(ann.rpc("members", "{'room':'lobby'}")
                        .path("members")
                        .valueStream()
                        .map(each -> each.path("here").asBoolean()))
                .containsExactly(true, true);

        bob.goes();
        other.goes();
        passes(Duration.ofSeconds(5));

        Heard gone = ann.hears(each -> says(each, "gone", "bob"));
        assertThat(gone.data().path("count").asInt()).isEqualTo(1);
        assertThat(heard("presence").stream().filter(each -> each.contains("bob")))
                .hasSize(2);
        assertThat(ann.rpc("enter", "{'room':'lobby'}").path("here_count").asInt())
                .isEqualTo(1);
    }

    @Test
    void whoComesBackAtOnceWasNeverGone() throws Exception {
        Device bob = node.device("bob");
        bob.enter("lobby");
        passes(Duration.ofSeconds(5));
        ann.hears(each -> says(each, "here", "bob"));
        bob.goes();
        Device again = node.device("bob");
        passes(Duration.ofSeconds(60));
        Device carl = node.device("carl");
        carl.enter("lobby");

        Heard last = ann.hears(each -> says(each, "here", "carl"));
        assertThat(last.data().path("count").asInt()).isEqualTo(3);
        assertThat(heard("presence").stream().filter(each -> each.contains("bob")))
                .hasSize(1);
        assertThat(carl.rpc("enter", "{'room':'lobby'}")
                        .path("here")
                        .valueStream()
                        .map(each -> each.asString()))
                .containsExactlyInAnyOrder("ann", "bob", "carl");
        again.goes();
    }

    @Test
    void typingIsToldNowAndThenAndNotOfWhoMayNotWrite() throws Exception {
        Device bob = node.device("bob");
        assertThat(bob.code("typing", "{'room':'lobby'}")).isEqualTo(ChatError.NOT_HERE.code());
        bob.enter("lobby");
        bob.rpc("typing", "{'room':'lobby'}");
        bob.rpc("typing", "{'room':'lobby'}");
        bob.send("lobby", "one");
        ann.hearsText("one");
        assertThat(heard("typing")).containsExactly("{\"type\":\"typing\",\"user\":\"bob\",\"name\":\"Bob\"}");

        passes(Duration.ofSeconds(3));
        bob.rpc("typing", "{'room':'lobby'}");
        bob.send("lobby", "two");
        ann.hearsText("two");
        assertThat(heard("typing")).hasSize(2);

        Instant later = node.now.get().plusSeconds(600);
        node.storage.mute("lobby", "bob", later, "olga");
        passes(Duration.ofSeconds(3));
        bob.rpc("typing", "{'room':'lobby'}");
        ann.send("lobby", "three");
        ann.hearsText("three");
        assertThat(heard("typing")).hasSize(2);
    }
}
