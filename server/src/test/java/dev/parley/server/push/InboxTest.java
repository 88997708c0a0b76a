package dev.parley.server.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.Caller;
import dev.parley.server.Peer;
import dev.parley.server.Started;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Pushes that wait for a user: the next session gets them first, until one has taken them.
class InboxTest {

    @TempDir
    Path folder;

    private static long keep(Started server, String user, String text) throws Exception {
        return server.api()
                .call("user_publish", "{'user':'" + user + "','text':'" + text + "','keep':true}")
                .result()
                .path("id")
                .asLong();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private static List<String> waiting(Started server, String user) throws Exception {
        return server.api()
                .call("rpc", "{'method':'inbox.list','user':'" + user + "'}")
                .result()
                .path("data")
                .path("messages")
                .valueStream()
                .map(message -> message.path("data").asString())
                .toList();
    }

    @Test
    void whatWasKeptComesFirstInItsOrderAndWhatHappensNowBehindIt() throws Exception {
        try (Started server = Started.with()) {
            keep(server, "42", "one");
            server.api().call("user_publish", "{'user':'42','text':'nobody hears this'}");
            keep(server, "42", "two");
            try (Peer peer = Peer.open(server.ws("/user?user=42"))) {
                assertThat(peer.hears()).isEqualTo("one");
                assertThat(peer.hears()).isEqualTo("two");
                server.api().call("user_publish", "{'user':'42','text':'now'}");
                assertThat(peer.hears()).isEqualTo("now");
            }
        }
    }

    @Test
    void theEnvelopeNamesTheIdUnderWhichItIsKept() throws Exception {
        try (Started server = Started.with()) {
            long id = keep(server, "42", "one");
            try (Peer peer = Peer.open(server.ws("/user?user=42&envelope=json"))) {
                JsonNode heard = json(peer.hears());
                while (!heard.has("text")) {
                    heard = json(peer.hears());
                }
                assertThat(heard.path("text").asString()).isEqualTo("one");
                assertThat(heard.path("tags").path("inbox_id").asString()).isEqualTo(Long.toString(id));
                long next = keep(server, "42", "two");
                JsonNode live = json(peer.hears());
                assertThat(live.path("text").asString()).isEqualTo("two");
                assertThat(live.path("tags").path("inbox_id").asString()).isEqualTo(Long.toString(next));
            }
        }
    }

    @Test
    void whatIsKeptIsHeardOnceByWhoIsThereAndAgainByEachNewSessionUntilItIsTaken() throws Exception {
        try (Started server = Started.with();
                Peer first = Peer.open(server.ws("/user?user=42"))) {
            server.awaitSessions("42", 1);
            long one = keep(server, "42", "one");
            long two = keep(server, "42", "two");
            assertThat(first.hears()).isEqualTo("one");
            assertThat(first.hears()).isEqualTo("two");
            try (Peer second = Peer.open(server.ws("/user?user=42"))) {
                assertThat(second.hears()).isEqualTo("one");
                assertThat(second.hears()).isEqualTo("two");
                second.say("{\"id\":1,\"method\":\"inbox.ack\",\"params\":{\"ids\":[" + one + "]}}");
                assertThat(second.hears()).isEqualTo("{\"id\":1,\"result\":{\"acknowledged\":1}}");
            }
            try (Peer third = Peer.open(server.ws("/user?user=42"))) {
                assertThat(third.hears()).isEqualTo("two");
                third.say("{\"id\":\"a\",\"method\":\"inbox.ack\",\"params\":{\"up_to\":" + two + "}}");
                assertThat(third.hears()).isEqualTo("{\"id\":\"a\",\"result\":{\"acknowledged\":1}}");
            }
            try (Peer fourth = Peer.open(server.ws("/user?user=42"))) {
                fourth.say("{\"id\":2,\"method\":\"inbox.list\",\"params\":{}}");
                assertThat(fourth.hears()).isEqualTo("{\"id\":2,\"result\":{\"messages\":[]}}");
            }
            assertThat(first.heardNothingMore()).isTrue();
        }
    }

    @Test
    void theListShowsWhatWaitsInPagesAndInEveryKind() throws Exception {
        try (Started server = Started.with();
                Peer peer = Peer.open(server.ws("/user?user=42"))) {
            server.awaitSessions("42", 1);
            server.api().call("user_publish", "{'user':'42','data':{'n':1},'keep':true,'tags':{'lang':'de'}}");
            server.api().call("user_publish", "{'user':'42','text':'two','keep':true}");
            server.api().call("user_publish", "{'user':'42','b64data':'AwM=','keep':true}");
            assertThat(List.of(peer.hears(), peer.hears(), peer.hears()))
                    .containsExactly("{\"n\":1}", "two", "hex:0303");
            peer.say("{\"id\":1,\"method\":\"inbox.list\",\"params\":{\"limit\":2}}");
            JsonNode page = json(peer.hears()).path("result").path("messages");
            assertThat(page).hasSize(2);
            assertThat(page.path(0).path("data").toString()).isEqualTo("{\"n\":1}");
            assertThat(page.path(0).path("tags").path("lang").asString()).isEqualTo("de");
            assertThat(page.path(0).path("time").asLong()).isBetween(1_700_000_000_000L, 4_000_000_000_000L);
            assertThat(page.path(1).path("data").asString()).isEqualTo("two");
            peer.say("{\"id\":2,\"method\":\"inbox.list\",\"params\":{\"after\":"
                    + page.path(1).path("id").asLong() + "}}");
            JsonNode rest = json(peer.hears()).path("result").path("messages");
            assertThat(rest).hasSize(1);
            assertThat(rest.path(0).path("b64data").asString()).isEqualTo("AwM=");
        }
    }

    @Test
    void aCallThatMakesNoSenseIsAnsweredAndOneWithoutIdOnlyThen() throws Exception {
        try (Started server = Started.with();
                Peer peer = Peer.open(server.ws("/user?user=42"))) {
            peer.say("{\"id\":1,\"method\":\"inbox.ack\",\"params\":{}}");
            assertThat(peer.hears())
                    .isEqualTo("{\"id\":1,\"error\":{\"code\":107,"
                            + "\"message\":\"bad request: give one of `id`, `ids` and `up_to`\"}}");
            peer.say("{\"id\":2,\"method\":\"inbox.ack\",\"params\":{\"idz\":[1]}}");
            assertThat(peer.hears()).contains("did you mean `id`?");
            peer.say("{\"id\":3,\"method\":\"inbox.none\",\"params\":{}}");
            assertThat(peer.hears()).startsWith("{\"id\":3,\"error\":{\"code\":104");
            peer.say("{\"method\":\"inbox.ack\",\"params\":{\"id\":99}}");
            peer.say("{\"method\":\"inbox.ack\",\"params\":{\"id\":0}}");
            assertThat(peer.hears()).startsWith("{\"error\":{\"code\":107");
            peer.say("{\"id\":4,\"method\":\"inbox.ack\",\"params\":{\"id\":99}}");
            assertThat(peer.hears()).isEqualTo("{\"id\":4,\"result\":{\"acknowledged\":0}}");
        }
    }

    @Test
    void nobodyTakesWhatWaitsForAnother() throws Exception {
        try (Started server = Started.with();
                Peer thief = Peer.open(server.ws("/user?user=43"))) {
            long id = keep(server, "42", "one");
            thief.say("{\"id\":1,\"method\":\"inbox.ack\",\"params\":{\"ids\":[" + id + "]}}");
            assertThat(thief.hears()).isEqualTo("{\"id\":1,\"result\":{\"acknowledged\":0}}");
            assertThat(waiting(server, "42")).containsExactly("one");
        }
    }

    @Test
    void pastTheLimitOfAUserNothingMoreIsKept() throws Exception {
        try (Started server = Started.with("inbox.per_user_limit", "2")) {
            long first = keep(server, "42", "one");
            keep(server, "42", "two");
            Caller.Answer full = server.api().call("user_publish", "{'user':'42','text':'three','keep':true}");
            assertThat(full.refusal()).startsWith("200 106 limit exceeded: ");
            assertThat(server.api()
                            .call("user_publish", "{'user':'43','text':'other','keep':true}")
                            .code())
                    .isZero();
            assertThat(waiting(server, "42")).containsExactly("one", "two");
            server.api().call("rpc", "{'method':'inbox.ack','user':'42','params':{'id':" + first + "}}");
            assertThat(keep(server, "42", "three")).isGreaterThan(first);
        }
    }

    @Test
    void aRepeatedKeyKeepsOnce() throws Exception {
        try (Started server = Started.with()) {
            String push = "{'user':'42','text':'%s','keep':true,'idempotency_key':'k'}";
            String first =
                    server.api().call("user_publish", push.formatted("one")).body();
            assertThat(server.api()
                            .call("user_publish", push.formatted("one"))
                            .result()
                            .path("id"))
                    .isEqualTo(json(first).path("result").path("id"));
            assertThat(server.api().call("user_publish", push.formatted("two")).code())
                    .isEqualTo(150);
            assertThat(waiting(server, "42")).containsExactly("one");
        }
    }

    @Test
    void whatIsKeptHasOneTagLessThanOthers() throws Exception {
        try (Started server = Started.with()) {
            StringBuilder tags = new StringBuilder("'t0':''");
            for (int i = 1; i < 32; i++) {
                tags.append(",'t").append(i).append("':''");
            }
            assertThat(server.api()
                            .call("user_publish", "{'user':'42','data':1,'tags':{" + tags + "}}")
                            .code())
                    .isZero();
            assertThat(server.api()
                            .call("user_publish", "{'user':'42','data':1,'keep':true,'tags':{" + tags + "}}")
                            .refusal())
                    .startsWith("200 107 ")
                    .contains("at most 31 tags");
        }
    }

    @Test
    void itSurvivesARestart() throws Exception {
        String[] kept = {
            "engine.type",
            "sqlite",
            "engine.sqlite.path",
            folder.resolve("data").toString()
        };
        try (Started server = Started.with(kept)) {
            long one = keep(server, "42", "one");
            keep(server, "42", "two");
            server.api().call("rpc", "{'method':'inbox.ack','user':'42','params':{'id':" + one + "}}");
        }
        try (Started server = Started.with(kept);
                Peer peer = Peer.open(server.ws("/user?user=42"))) {
            assertThat(peer.hears()).isEqualTo("two");
        }
    }

    @Test
    void whoComesBackHearsWhatWasMissedThenWhatNobodyHasAcknowledged() throws Exception {
        try (Started server = Started.with()) {
            String since;
            try (Peer peer = Peer.open(server.ws("/user?user=42&envelope=json"))) {
                JsonNode start = json(peer.hears());
                while (!start.path("channel").asString().equals("user:#42")) {
                    start = json(peer.hears());
                }
                keep(server, "42", "one");
                JsonNode heard = json(peer.hears());
                while (!heard.has("text")) {
                    heard = json(peer.hears());
                }
                assertThat(heard.path("text").asString()).isEqualTo("one");
                since = start.path("epoch").asString() + ":"
                        + heard.path("offset").asLong();
            }
            server.awaitSessions("42", 0);
            keep(server, "42", "two");
            try (Peer peer = Peer.open(server.ws("/user?user=42&since=" + since))) {
                assertThat(peer.hears()).isEqualTo("two");
                assertThat(peer.hears()).isEqualTo("one");
                peer.say("{\"id\":1,\"method\":\"inbox.list\",\"params\":{\"limit\":1}}");
                assertThat(peer.hears()).startsWith("{\"id\":1,\"result\"");
            }
        }
    }

    /// An owner's own rules for these channels may keep no history: then what happens can't be read again.
    @Test
    void whereUsersChannelsKeepNoHistoryWhatWaitsComesToo() throws Exception {
        try (Started server = Started.with("channel.namespaces", "[{name: user}]")) {
            for (int i = 1; i <= 250; i++) {
                keep(server, "42", "kept " + i);
            }
            try (Peer peer = Peer.open(server.ws("/user?user=42"))) {
                for (int i = 1; i <= 250; i++) {
                    assertThat(peer.hears()).isEqualTo("kept " + i);
                }
                keep(server, "42", "live");
                assertThat(peer.hears()).isEqualTo("live");
            }
        }
    }

    @Test
    void moreThanFitsIntoTheQueueComesAsTheClientReads() throws Exception {
        try (Started server = Started.with("client.queue_max_size", "64KiB")) {
            String large = "x".repeat(30_000);
            for (int i = 1; i <= 20; i++) {
                keep(server, "42", i + large);
            }
            try (Peer peer = Peer.open(server.ws("/user?user=42"))) {
                for (int i = 1; i <= 20; i++) {
                    assertThat(peer.hears()).isEqualTo(i + large);
                }
            }
        }
    }
}
