package dev.parley.server.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.Hub;
import dev.parley.hub.HubOptions;
import dev.parley.hub.Namespace;
import dev.parley.hub.NamespaceRules;
import dev.parley.hub.Namespaces;
import dev.parley.hub.memory.MemoryEngine;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The chat on a real hub.
class ChatTest {

    private static final String ANN = "{\"name\":\"Ann\"}";
    private static final String BOB = "{\"name\":\"Bob\"}";

    private final InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(1_790_000_000_000L));
    private final OneLoop loop = new OneLoop();
    private long nanos;

    private Hub hub(int textLimit, int rate, int burst, int roomLimit) {
        Namespaces namespaces =
                new Namespaces(Namespaces.Syntax.DEFAULT, Namespace.named(""), List.of(ChatNamespace.NAMESPACE));
        List<Hub> made = new ArrayList<>();
        ChatRpc rpc = new ChatRpc(
                (channel, draft, answer) -> made.getFirst().publish(channel, draft, answer),
                textLimit,
                rate,
                burst,
                roomLimit,
                clock,
                () -> nanos);
        NamespaceRules others = new NamespaceRules(namespaces, false, false, NamespaceRules.Tokens.NONE);
        made.add(new Hub(
                HubOptions.DEFAULT,
                namespaces,
                new MemoryEngine(clock, new Random(1)),
                new ChatDecisions(others, new ChatEntrance(textLimit), rpc),
                List.of(loop),
                clock));
        return made.getFirst();
    }

    private Guest guest(Hub hub, String data, String room) {
        Guest guest = new Guest(loop, hub);
        guest.connects(data);
        assertThat(guest.enters(room)).startsWith("Subscribed");
        return guest;
    }

    private static String message(String id, String text) {
        return "{\"room\":\"lobby\",\"id\":\"" + id + "\",\"text\":\"" + text + "\"}";
    }

    @Test
    void twoPeopleTalkComeAndGo() {
        Hub hub = hub(1_024, 10, 10, 10);
        Guest ann = guest(hub, ANN, "lobby");
        ann.hears();
        Guest bob = guest(hub, BOB, "lobby");
        assertThat(ann.hears()).containsExactly("+" + BOB);
        bob.hears();

        assertThat(bob.says(message("m1", "hi 🙂"))).startsWith("{\"id\":\"m1\",\"offset\":1,\"epoch\":\"");
        String said = "1 {\"id\":\"m1\",\"text\":\"hi 🙂\",\"from\":\"Bob\"} by " + BOB + " tags {time=1790000000000}";
        assertThat(ann.hears()).containsExactly(said);
        assertThat(bob.hears()).containsExactly(said);

        bob.goes();
        assertThat(ann.hears()).containsExactly("-" + BOB);
    }

    @Test
    void aNameIsComposedAndTrimmedAndTheClientIsToldTheLimits() {
        Guest ann = new Guest(loop, hub(77, 10, 10, 10));
        assertThat(ann.connects("{\"name\":\"  Ame\\u0301lie \"}"))
                .contains("info={\"name\":\"Amélie\"}", "{\"chat\":{\"text_limit\":77,\"name_limit\":32}}");
    }

    @Test
    void aNameThatCantBeIsRefusedAndSoIsNoneWhereNobodyIsLetInWithout() {
        Hub hub = hub(1_024, 10, 10, 10);
        assertThat(new Guest(loop, hub).connects("{\"name\":\"\\u202e\"}")).startsWith("1004 Choose a name");
        assertThat(new Guest(loop, hub).connects("{\"name\":5}")).startsWith("101 ");
        assertThat(new Guest(loop, hub).connects(null)).startsWith("101 ");
    }

    @Test
    void onlyRoomsThatCanBeAreEntered() {
        Guest ann = new Guest(loop, hub(1_024, 10, 10, 10));
        ann.connects(ANN);
        for (String room : List.of("a b", "..", "é", "x".repeat(65))) {
            assertThat(ann.enters(room)).as(room).startsWith("107 ");
        }
        assertThat(ann.enters("x".repeat(64))).startsWith("Subscribed");
    }

    @Test
    void whatIsRefusedIsRefusedWithACodeAndASentenceAndNobodyHearsIt() {
        Guest ann = guest(hub(5, 10, 10, 10), ANN, "lobby");
        ann.hears();
        assertThat(ann.says("{}")).startsWith("1000 Name the room");
        assertThat(ann.says(message("1", " \\u200b "))).isEqualTo("1001 Write something first.");
        assertThat(ann.says(message("2", "1234567")))
                .isEqualTo("1002 Shorten it by 2 characters: a message may have 5.");
        assertThat(ann.says("{\"room\":\"other\",\"id\":\"3\",\"text\":\"x\"}"))
                .isEqualTo("1005 Subscribe to chat:other first.");
        assertThat(ann.publishes("lobby", "{\"text\":\"x\"}")).startsWith("103 ");
        assertThat(ann.hears()).isEmpty();
        assertThat(ann.says(message("4", "🙂🙂🙂🙂🙂"))).startsWith("{\"id\":\"4\"");
    }

    @Test
    void whoIsTooFastIsToldToWait() {
        Guest ann = guest(hub(1_024, 1, 2, 10), ANN, "lobby");
        assertThat(ann.says(message("1", "x"))).startsWith("{");
        assertThat(ann.says(message("2", "x"))).startsWith("{");
        assertThat(ann.says(message("3", "x"))).isEqualTo("1003 Wait 1 s, then send it again.");
        nanos = 1_000_000_000L;
        assertThat(ann.says(message("3", "x"))).startsWith("{");
    }

    @Test
    void namesAndTextsAreDataHoweverTheyLook() {
        Guest ann = guest(hub(1_024, 10, 10, 10), "{\"name\":\"\\\",\\\"x\\\":\\\"<script>\"}", "lobby");
        ann.hears();
        ann.says(message("\\\",\\\"from\\\":\\\"Bob", "\\\"}{\\\"type\\\":\\\"left\\\"\\n"));
        assertThat(ann.hears().getFirst())
                .startsWith("1 {\"id\":\"\\\",\\\"from\\\":\\\"Bob\",\"text\":\"\\\"}{\\\"type\\\":\\\"left\\\"\\n\","
                        + "\"from\":\"\\\",\\\"x\\\":\\\"<script>\"}");
    }

    @Test
    void pastTheLimitOfRoomsNobodyBeginsToTalkInAnother() {
        Guest ann = guest(hub(1_024, 10, 10, 1), ANN, "lobby");
        assertThat(ann.enters("other")).startsWith("Subscribed");
        assertThat(ann.says(message("1", "x"))).startsWith("{");
        assertThat(ann.says("{\"room\":\"other\",\"id\":\"2\",\"text\":\"x\"}")).startsWith("1006 Too many rooms");
        assertThat(ann.says(message("3", "x"))).startsWith("{");
    }
}
