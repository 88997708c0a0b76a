package dev.parley.server.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.Peer;
import dev.parley.server.Started;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatEndpointTest {

    @Test
    void twoPeopleTalkComeAndGo() throws Exception {
        try (Started server = Started.with();
                Peer ann = join(server, "lobby", "Ann")) {
            assertThat(ann.hears())
                    .matches("\\{\"type\":\"welcome\",\"room\":\"lobby\",\"name\":\"Ann\",\"you\":\\d+,"
                            + "\"limit\":1024,\"nameLimit\":32,\"here\":1}");
            Peer bob = join(server, "lobby", "Bob");
            assertThat(bob.hears()).contains("\"name\":\"Bob\"", "\"here\":2");
            assertThat(ann.hears()).isEqualTo("{\"type\":\"joined\",\"from\":\"Bob\",\"here\":2}");

            bob.say(message("m1", "hi 🙂"));
            for (Peer peer : List.of(ann, bob)) {
                assertThat(peer.hears())
                        .matches("\\{\"type\":\"message\",\"id\":\"m1\",\"from\":\"Bob\",\"sender\":\\d+,"
                                + "\"text\":\"hi 🙂\",\"time\":\\d{13}}");
            }
            bob.close();
            assertThat(ann.hears()).isEqualTo("{\"type\":\"left\",\"from\":\"Bob\",\"here\":1}");
        }
    }

    @Test
    void roomsDoNotHearEachOther() throws Exception {
        try (Started server = Started.with();
                Peer ann = join(server, "a", "Ann");
                Peer bob = join(server, "b", "Bob")) {
            ann.hears();
            bob.hears();
            ann.say(message("1", "to a"));
            assertThat(ann.hears()).contains("to a");
            bob.say(message("2", "to b"));
            assertThat(bob.hears()).contains("to b");
        }
    }

    @Test
    void whatIsRefusedIsRefusedWithACodeAndASentenceAndToTheSenderOnly() throws Exception {
        try (Started server = Started.with("chat.text_limit", "5");
                Peer ann = join(server, "lobby", "Ann")) {
            assertThat(ann.hears()).contains("\"limit\":5");
            try (Peer bob = join(server, "lobby", "Bob")) {
                assertThat(ann.hears()).contains("joined");
                assertThat(bob.hears()).contains("welcome");

                assertThat(ann.say(message("1", " \u200b ")).hears())
                        .isEqualTo("{\"type\":\"refused\",\"id\":\"1\",\"code\":\"empty\","
                                + "\"message\":\"Write something first.\"}");
                assertThat(ann.say(message("2", "1234567")).hears())
                        .isEqualTo("{\"type\":\"refused\",\"id\":\"2\",\"code\":\"too_long\","
                                + "\"message\":\"Shorten it by 2 characters: a message may have 5.\"}");
                assertThat(ann.say("nonsense").hears())
                        .startsWith("{\"type\":\"refused\",\"id\":\"\",\"code\":\"bad_message\"");
                assertThat(ann.say(new byte[] {1}).hears())
                        .startsWith("{\"type\":\"refused\",\"id\":\"\",\"code\":\"bad_message\"");
                assertThat(ann.say(message("3", "🙂🙂🙂🙂🙂")).hears()).contains("🙂🙂🙂🙂🙂");
                assertThat(bob.hears()).contains("\"id\":\"3\"");
                assertThat(bob.heardNothingMore()).isTrue();
            }
        }
    }

    @Test
    void aTextOfTheWholeLimitPassesHoweverItIsEscaped() throws Exception {
        try (Started server = Started.with("websocket.message_size_limit", "1KiB");
                Peer ann = join(server, "lobby", "Ann")) {
            ann.hears();
            String escaped = "\\ud83d\\ude42".repeat(1024);
            assertThat(ann.say("{\"type\":\"message\",\"id\":\"1\",\"text\":\"" + escaped + "\"}")
                            .hears())
                    .contains("🙂".repeat(1024));
        }
    }

    @Test
    void whoIsTooFastIsToldToWait() throws Exception {
        try (Started server = Started.with("chat.burst", "3", "chat.rate", "1");
                Peer ann = join(server, "lobby", "Ann")) {
            ann.hears();
            for (int i = 0; i < 4; i++) {
                ann.say(message("m" + i, "x"));
            }
            List<String> answers = new ArrayList<>(hear(ann, 4));
            assertThat(answers)
                    .contains("{\"type\":\"refused\",\"id\":\"m3\",\"code\":\"too_fast\","
                            + "\"message\":\"Wait 1 s, then send it again.\"}");
            answers.removeIf(answer -> answer.contains("refused"));
            assertThat(answers).hasSize(3).allMatch(answer -> answer.contains("\"type\":\"message\""));
        }
    }

    @Test
    void namesAndTextsAreDataHoweverTheyLook() throws Exception {
        String name = "\",\"x\":\"<script>";
        try (Started server = Started.with();
                Peer ann = join(server, "lobby", name)) {
            assertThat(ann.hears()).contains("\"name\":\"\\\",\\\"x\\\":\\\"<script>\"");
            ann.say(message("\\\",\\\"type\\\":\\\"left", "\\\"}{\\\"type\\\":\\\"left\\\"\\n"));
            assertThat(ann.hears())
                    .startsWith("{\"type\":\"message\",\"id\":\"\\\",\\\"type\\\":\\\"left\","
                            + "\"from\":\"\\\",\\\"x\\\":\\\"<script>\"")
                    .contains("\"text\":\"\\\"}{\\\"type\\\":\\\"left\\\"\\n\"");
        }
    }

    @Test
    void badNamesAndRoomsAreRefusedBeforeTheUpgrade() throws Exception {
        try (Started server = Started.with()) {
            assertThat(server.upgrade("/chat/lobby"))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("?name=NAME");
            assertThat(server.upgrade("/chat/lobby?name=%E2%80%AEx")).startsWith("HTTP/1.1 400 ");
            assertThat(server.upgrade("/chat/lobby?name=%zz")).startsWith("HTTP/1.1 400 ");
            assertThat(server.upgrade("/chat/lobby?name=%0a")).startsWith("HTTP/1.1 400 ");
            assertThat(server.upgrade("/chat/a%20b?name=Ann"))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("1 to 64");
            assertThat(server.upgrade("/chat/lobby?name=Ann")).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void aNameIsComposedAndTrimmed() throws Exception {
        try (Started server = Started.with();
                Peer ann = join(server, "lobby", "  Ame\u0301lie ")) {
            assertThat(ann.hears()).contains("\"name\":\"Amélie\"");
        }
    }

    @Test
    void pastTheLimitOfRoomsANewOneIsRefused() throws Exception {
        try (Started server = Started.with("chat.room_limit", "1");
                Peer ann = join(server, "one", "Ann")) {
            ann.hears();
            assertThat(server.upgrade("/chat/two?name=Bob"))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("Retry-After");
            assertThat(server.upgrade("/chat/one?name=Bob")).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void everybodySeesTheSameOrderAndTheSameCount() throws Exception {
        try (Started server = Started.with("server.loops", "4", "chat.burst", "100")) {
            List<Peer> peers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Peer peer = join(server, "lobby", "P" + i);
                assertThat(peer.hears()).contains("welcome", "\"here\":" + (i + 1));
                for (Peer before : peers) {
                    assertThat(before.hears()).contains("joined", "\"here\":" + (i + 1));
                }
                peers.add(peer);
            }
            for (int i = 0; i < 20; i++) {
                for (Peer peer : peers) {
                    peer.say(message("m" + i, "x"));
                }
            }
            List<List<String>> all = new ArrayList<>();
            for (Peer peer : peers) {
                all.add(hear(peer, 160));
            }
            assertThat(all).allMatch(all.getFirst()::equals);
            peers.forEach(Peer::close);
        }
    }

    private static List<String> hear(Peer peer, int count) throws InterruptedException {
        List<String> heard = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            heard.add(peer.hears());
        }
        return heard;
    }

    private static Peer join(Started server, String room, String name) {
        return Peer.open(server.ws("/chat/" + room + "?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8)));
    }

    /// `id` and `text` are already escaped where they need to be.
    private static String message(String id, String text) {
        return "{\"type\":\"message\",\"id\":\"" + id + "\",\"text\":\"" + text + "\"}";
    }
}
