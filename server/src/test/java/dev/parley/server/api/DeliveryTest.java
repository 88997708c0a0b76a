package dev.parley.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.server.Caller;
import dev.parley.server.Peer;
import dev.parley.server.Started;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What a backend says arrives, and what it asks is answered as things are.
class DeliveryTest {

    private static Started server;

    @BeforeAll
    static void start() throws Exception {
        server = Started.with(
                "channel.without_namespace.presence",
                "true",
                "channel.namespaces",
                "[{name: kept, history_size: 5, history_ttl: 1h, force_recovery: true}, {name: bare}, "
                        + "{name: open, history_size: 5, history_ttl: 1h, allow_subscribe_for_client: true, "
                        + "allow_subscribe_for_anonymous: true}]");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Caller.Answer call(String method, String json) throws Exception {
        return server.api().call(method, json);
    }

    /// The sessions of a user by the ids of their clients.
    private static List<String> clients(String user) throws Exception {
        List<String> clients = new ArrayList<>();
        call("connections", "{'user':'" + user + "'}")
                .result()
                .path("connections")
                .forEach(connection -> clients.add(connection.path("client").asString()));
        return clients;
    }

    private static void awaitSubscribers(String channel, int number) {
        await().untilAsserted(() -> assertThat(call("channels", "{}")
                        .result()
                        .path("channels")
                        .path(channel)
                        .path("num_clients")
                        .asInt(0))
                .isEqualTo(number));
    }

    @Test
    void publishReachesWhoIsOnTheChannelAndCountsThem() throws Exception {
        try (Peer one = Peer.open(server.ws("/raw/publish"));
                Peer two = Peer.open(server.ws("/raw/publish"));
                Peer other = Peer.open(server.ws("/raw/elsewhere"))) {
            awaitSubscribers("publish", 2);
            awaitSubscribers("elsewhere", 1);
            assertThat(call("publish", "{'channel':'publish','data':{'a': [1, 2]}}")
                            .result()
                            .path("sessions")
                            .asInt())
                    .isEqualTo(2);
            call("publish", "{'channel':'publish','text':'bare, with “quotes”'}");
            call("publish", "{'channel':'publish','b64data':'AAH/'}");
            for (Peer peer : List.of(one, two)) {
                assertThat(peer.hears()).isEqualTo("{\"a\": [1, 2]}");
                assertThat(peer.hears()).isEqualTo("bare, with “quotes”");
                assertThat(peer.hears()).isEqualTo("hex:0001ff");
            }
            call("publish", "{'channel':'elsewhere','text':'only here'}");
            assertThat(other.hears()).isEqualTo("only here");
            assertThat(call("publish", "{'channel':'nobody','data':1}")
                            .result()
                            .path("sessions")
                            .asInt())
                    .isZero();
        }
    }

    @Test
    void onlyANewerVersionArrives() throws Exception {
        try (Peer peer = Peer.open(server.ws("/raw/open:version"))) {
            awaitSubscribers("open:version", 1);
            assertThat(version(7, "", "seven")).isEqualTo("1 1");
            assertThat(version(7, "", "seven again")).isEqualTo("1 0");
            assertThat(version(6, "", "six")).isEqualTo("1 0");
            assertThat(version(0, "", "whatever")).isEqualTo("2 1");
            assertThat(version(7, "", "seven at last")).isEqualTo("2 0");
            assertThat(version(1, "anew", "one")).isEqualTo("3 1");
            assertThat(version(1, "anew", "one again")).isEqualTo("3 0");
            assertThat(version(Long.MAX_VALUE, "anew", "the last")).isEqualTo("4 1");
            for (String text : List.of("seven", "whatever", "one", "the last")) {
                assertThat(peer.hears()).isEqualTo(text);
            }
        }
        assertThat(offsets("{'channel':'open:version','limit':-1}")).containsExactly(1, 2, 3, 4);
    }

    /// The offset and the sessions that a publish is answered with.
    private static String version(long version, String epoch, String text) throws Exception {
        JsonNode result = call(
                        "publish",
                        "{'channel':'open:version','text':'" + text + "','version':" + version + ",'version_epoch':'"
                                + epoch + "'}")
                .result();
        assertThat(result.path("epoch").asString()).isNotEmpty();
        return result.path("offset").asLong() + " " + result.path("sessions").asInt();
    }

    @Test
    void aVersionOfABroadcastIsComparedInEachChannel() throws Exception {
        call("publish", "{'channel':'kept:version1','text':'two','version':2}");
        JsonNode responses = call(
                        "broadcast",
                        "{'channels':['kept:version1','kept:version2','bare:version'],'text':'one','version':1}")
                .result()
                .path("responses");
        assertThat(offsets("{'channel':'kept:version1','limit':-1}")).containsExactly(1);
        assertThat(responses.path(0).path("result").path("offset").asInt()).isEqualTo(1);
        assertThat(offsets("{'channel':'kept:version2','limit':-1}")).containsExactly(1);
        assertThat(responses.path(2).path("error").path("code").asInt()).isEqualTo(108);
        assertThat(responses.path(2).path("error").path("message").asString())
                .startsWith("not available: a version is compared with the channel's history");
    }

    @Test
    void broadcastReachesSeveralChannelsInTheirOrder() throws Exception {
        try (Peer one = Peer.open(server.ws("/raw/cast1"));
                Peer two = Peer.open(server.ws("/raw/cast2"))) {
            awaitSubscribers("cast1", 1);
            awaitSubscribers("cast2", 1);
            JsonNode responses = call("broadcast", "{'channels':['cast1','nowhere:x','cast2'],'text':'to all'}")
                    .result()
                    .path("responses");
            assertThat(responses.path(0).path("result").path("sessions").asInt())
                    .isEqualTo(1);
            assertThat(responses.path(1).path("error").path("code").asInt()).isEqualTo(102);
            assertThat(responses.path(2).path("result").path("sessions").asInt())
                    .isEqualTo(1);
            assertThat(one.hears()).isEqualTo("to all");
            assertThat(two.hears()).isEqualTo("to all");
        }
    }

    @Test
    void userPublishReachesEveryTabOfThatUserAndNobodyElse() throws Exception {
        try (Peer tab = Peer.open(server.ws("/user?user=push1"));
                Peer phone = Peer.open(server.ws("/user?user=push1"));
                Peer other = Peer.open(server.ws("/user?user=push2"))) {
            server.awaitSessions("push1", 2);
            server.awaitSessions("push2", 1);
            assertThat(call("user_publish", "{'user':'push1','data':{'title':'You have mail'}}")
                            .result()
                            .path("sessions")
                            .asInt())
                    .isEqualTo(2);
            JsonNode responses = call("user_publish", "{'users':['push1','push2','away'],'text':'hello'}")
                    .result()
                    .path("responses");
            assertThat(responses
                            .valueStream()
                            .map(response ->
                                    response.path("result").path("sessions").asInt()))
                    .containsExactly(2, 1, 0);
            for (Peer peer : List.of(tab, phone)) {
                assertThat(peer.hears()).isEqualTo("{\"title\":\"You have mail\"}");
                assertThat(peer.hears()).isEqualTo("hello");
            }
            assertThat(other.hears()).isEqualTo("hello");
        }
    }

    @Test
    void allPublishReachesEveryUser() throws Exception {
        try (Started alone = Started.with();
                Peer one = Peer.open(alone.ws("/user?user=1"));
                Peer two = Peer.open(alone.ws("/user?user=2"))) {
            alone.awaitSessions("1", 1);
            alone.awaitSessions("2", 1);
            assertThat(alone.api()
                            .call("all_publish", "{'text':'We restart at 3'}")
                            .result()
                            .path("sessions")
                            .asInt())
                    .isEqualTo(2);
            assertThat(one.hears()).isEqualTo("We restart at 3");
            assertThat(two.hears()).isEqualTo("We restart at 3");
        }
    }

    @Test
    void historyShowsEachKindAsItIsAndReadsInBothDirections() throws Exception {
        call("publish", "{'channel':'kept:h','data':{'n':1},'tags':{'lang':'de'}}");
        call("publish", "{'channel':'kept:h','text':'two'}");
        call("publish", "{'channel':'kept:h','b64data':'AwM='}");
        call("publish", "{'channel':'kept:h','data':4,'skip_history':true}");
        JsonNode all = call("history", "{'channel':'kept:h','limit':-1}").result();
        assertThat(all.path("offset").asInt()).isEqualTo(3);
        JsonNode publications = all.path("publications");
        assertThat(publications).hasSize(3);
        assertThat(publications.path(0).path("data").toString()).isEqualTo("{\"n\":1}");
        assertThat(publications.path(0).path("tags").path("lang").asString()).isEqualTo("de");
        assertThat(publications.path(0).path("time").asLong()).isBetween(1_700_000_000_000L, 4_000_000_000_000L);
        assertThat(publications.path(1).path("data").asString()).isEqualTo("two");
        assertThat(publications.path(2).path("b64data").asString()).isEqualTo("AwM=");
        assertThat(publications.path(2).has("data")).isFalse();
        assertThat(call("history", "{'channel':'kept:h'}").result().path("publications"))
                .isEmpty();
        String since = "'since':{'offset':1,'epoch':'" + all.path("epoch").asString() + "'}";
        assertThat(offsets("{'channel':'kept:h','limit':-1," + since + "}")).containsExactly(2, 3);
        assertThat(offsets("{'channel':'kept:h','limit':1," + since + "}")).containsExactly(2);
        assertThat(offsets("{'channel':'kept:h','limit':2,'reverse':true}")).containsExactly(3, 2);
        assertThat(call("history", "{'channel':'kept:h','limit':1,'since':{'offset':1,'epoch':'other'}}")
                        .code())
                .isEqualTo(112);
        assertThat(call("history_remove", "{'channel':'kept:h'}").result()).isEmpty();
        JsonNode empty = call("history", "{'channel':'kept:h','limit':-1}").result();
        assertThat(empty.path("publications")).isEmpty();
        assertThat(empty.path("offset").asInt()).isEqualTo(3);
    }

    private static List<Integer> offsets(String query) throws Exception {
        return call("history", query)
                .result()
                .path("publications")
                .valueStream()
                .map(publication -> publication.path("offset").asInt())
                .toList();
    }

    @Test
    void presenceNamesWhoIsThere() throws Exception {
        try (Peer one = Peer.open(server.ws("/user?user=present"));
                Peer two = Peer.open(server.ws("/user?user=present"))) {
            server.awaitSessions("present", 2);
            call("subscribe", "{'user':'present','channel':'room','info':{'seat':7}}");
            await().untilAsserted(() -> assertThat(
                            call("presence", "{'channel':'room'}").result().path("presence"))
                    .hasSize(2));
            for (JsonNode who : call("presence", "{'channel':'room'}").result().path("presence")) {
                assertThat(who.path("user").asString()).isEqualTo("present");
                assertThat(who.path("chan_info").path("seat").asInt()).isEqualTo(7);
                assertThat(clients("present")).contains(who.path("client").asString());
            }
            JsonNode stats = call("presence_stats", "{'channel':'room'}").result();
            assertThat(stats.path("num_clients").asInt()).isEqualTo(2);
            assertThat(stats.path("num_users").asInt()).isEqualTo(1);
            assertThat(call("presence", "{'channel':'bare:room'}").code()).isEqualTo(108);
            assertThat(call("presence", "{'channel':'nowhere:room'}").code()).isEqualTo(102);
        }
    }

    @Test
    void theSitePutsAUserOnAChannelAndTakesItOff() throws Exception {
        try (Peer one = Peer.open(server.ws("/user?user=sub"));
                Peer two = Peer.open(server.ws("/user?user=sub"))) {
            server.awaitSessions("sub", 2);
            String first = clients("sub").getFirst();
            assertThat(call("subscribe", "{'user':'sub','channel':'letters','client':'" + first + "'}")
                            .result())
                    .isEmpty();
            awaitSubscribers("letters", 1);
            call("subscribe", "{'user':'sub','channel':'letters','client':'somebody else'}");
            call("subscribe", "{'user':'sub','channel':'letters'}");
            awaitSubscribers("letters", 2);
            call("publish", "{'channel':'letters','text':'a'}");
            assertThat(one.hears()).isEqualTo("a");
            assertThat(two.hears()).isEqualTo("a");
            call("unsubscribe", "{'user':'sub','channel':'letters','client':'" + first + "'}");
            awaitSubscribers("letters", 1);
            call("unsubscribe", "{'user':'sub','channel':'letters'}");
            awaitSubscribers("letters", 0);
            assertThat(call("subscribe", "{'user':'sub','channel':'nowhere:x'}").code())
                    .isEqualTo(102);
            assertThat(call("subscribe", "{'user':'nobody','channel':'letters'}")
                            .result())
                    .isEmpty();
        }
    }

    @Test
    void aSubscriptionOfTheSitesStartsWithWhatWasMissed() throws Exception {
        call("publish", "{'channel':'kept:missed','text':'first'}");
        JsonNode second =
                call("publish", "{'channel':'kept:missed','text':'second'}").result();
        try (Peer peer = Peer.open(server.ws("/user?user=missed"))) {
            server.awaitSessions("missed", 1);
            call(
                    "subscribe",
                    "{'user':'missed','channel':'kept:missed','recover_since':{'offset':1,'epoch':'"
                            + second.path("epoch").asString() + "'}}");
            assertThat(peer.hears()).isEqualTo("second");
        }
    }

    @Test
    void disconnectEndsTheNamedSessionsWithTheGivenWords() throws Exception {
        try (Peer one = Peer.open(server.ws("/user?user=bye"));
                Peer two = Peer.open(server.ws("/user?user=bye"));
                Peer three = Peer.open(server.ws("/user?user=bye"))) {
            server.awaitSessions("bye", 3);
            List<String> clients = clients("bye");
            call(
                    "disconnect",
                    "{'user':'bye','client':'" + clients.get(0) + "','disconnect':{'code':4501,'reason':'out'}}");
            server.awaitSessions("bye", 2);
            call("disconnect", "{'user':'bye','whitelist':['" + clients.get(1) + "']}");
            server.awaitSessions("bye", 1);
            assertThat(clients("bye")).containsExactly(clients.get(1));
            call("disconnect", "{'user':'bye','disconnect':{'code':4001,'reason':'last'}}");
            assertThat(List.of(one.hears(), two.hears(), three.hears()))
                    .containsExactlyInAnyOrder("close 4501 out", "close 3503 force disconnect", "close 4001 last");
        }
    }

    @Test
    void refreshEndsWhatHasExpiredAndChangesWhatOthersSee() throws Exception {
        try (Peer one = Peer.open(server.ws("/user?user=fresh"));
                Peer two = Peer.open(server.ws("/user?user=fresh"))) {
            server.awaitSessions("fresh", 2);
            call("subscribe", "{'user':'fresh','channel':'who'}");
            awaitSubscribers("who", 2);
            call("refresh", "{'user':'fresh','info':{'name':'Ann'},'expire_at':4000000000}");
            call("unsubscribe", "{'user':'fresh','channel':'who'}");
            call("subscribe", "{'user':'fresh','channel':'who'}");
            await().untilAsserted(() -> assertThat(call("presence", "{'channel':'who'}")
                            .result()
                            .path("presence")
                            .valueStream()
                            .map(who -> who.path("conn_info").path("name").asString("")))
                    .containsExactly("Ann", "Ann"));
            String first = clients("fresh").getFirst();
            call("refresh", "{'user':'fresh','client':'" + first + "','expired':true}");
            server.awaitSessions("fresh", 1);
            call("refresh", "{'user':'fresh','expired':true}");
            assertThat(one.hears()).startsWith("close 3005");
            assertThat(two.hears()).startsWith("close 3005");
        }
    }

    @Test
    void connectionsAreListedWithWhatIsKnownOfThem() throws Exception {
        try (Peer one = Peer.open(server.ws("/user?user=listed"));
                Peer two = Peer.open(server.ws("/user?user=listed"))) {
            server.awaitSessions("listed", 2);
            call("subscribe", "{'user':'listed','channel':'listed'}");
            awaitSubscribers("listed", 2);
            JsonNode connections =
                    call("connections", "{'user':'listed'}").result().path("connections");
            for (JsonNode connection : connections) {
                assertThat(connection.path("user").asString()).isEqualTo("listed");
                assertThat(connection.path("address").asString()).isEqualTo("127.0.0.1");
                assertThat(connection.path("name").asString()).isEqualTo("user");
                assertThat(connection.path("channels").valueStream().map(JsonNode::asString))
                        .contains("listed", "user:#listed", "@all");
            }
            JsonNode first = call("connections", "{'user':'listed','limit':1}").result();
            assertThat(first.path("total").asInt()).isEqualTo(2);
            assertThat(first.path("connections")).hasSize(1);
            String after = first.at("/connections/0/client").asString();
            JsonNode second = call("connections", "{'user':'listed','limit':1,'after':'" + after + "'}")
                    .result();
            String last = second.at("/connections/0/client").asString();
            assertThat(last).isGreaterThan(after);
            assertThat(call("connections", "{'user':'listed','after':'" + last + "'}")
                            .result()
                            .path("connections"))
                    .isEmpty();
            assertThat(call("channels", "{'pattern':'lis*'}")
                            .result()
                            .path("channels")
                            .toString())
                    .isEqualTo("{\"listed\":{\"num_clients\":2}}");
        }
    }

    @Test
    void statusSaysWhoIsOnlineAndWhenWhoWasSeen() throws Exception {
        try (Peer one = Peer.open(server.ws("/user?user=status"))) {
            server.awaitSessions("status", 1);
            JsonNode statuses =
                    call("user_status", "{'users':['status','never']}").result().path("statuses");
            assertThat(statuses.path(0).path("online").asBoolean()).isTrue();
            assertThat(statuses.path(0).path("sessions").asInt()).isEqualTo(1);
            assertThat(statuses.path(0).path("last_seen").asLong()).isPositive();
            assertThat(statuses.path(1).toString())
                    .isEqualTo("{\"user\":\"never\",\"online\":false,\"sessions\":0,\"last_seen\":0}");
        }
    }

    @Test
    void infoCountsAndItsIdIsNotTheNodesName() throws Exception {
        try (Started alone = Started.with();
                Peer one = Peer.open(alone.ws("/user?user=1"));
                Peer two = Peer.open(alone.ws("/user?user=1"));
                Peer raw = Peer.open(alone.ws("/raw/a"))) {
            alone.awaitSessions("1", 2);
            await().untilAsserted(() -> {
                JsonNode node =
                        alone.api().call("info", "{}").result().path("nodes").path(0);
                assertThat(node.path("num_clients").asInt()).isEqualTo(3);
                assertThat(node.path("num_users").asInt()).isEqualTo(1);
                assertThat(node.path("num_channels").asInt()).isEqualTo(3);
                assertThat(node.path("uid").asString())
                        .isNotEqualTo(node.path("name").asString());
            });
        }
    }

    @Test
    void aBatchIsDoneInOrderAndInParallelAnsweredInOrder() throws Exception {
        StringBuilder commands = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            commands.append("{'publish':{'channel':'kept:batch','data':")
                    .append(i)
                    .append("}},");
        }
        String last = "{'history':{'channel':'kept:batch','limit':-1}}";
        JsonNode replies =
                call("batch", "{'commands':[" + commands + last + "]}").json().path("replies");
        for (int i = 0; i < 50; i++) {
            assertThat(replies.path(i).path("publish").path("offset").asInt()).isEqualTo(i + 1);
        }
        assertThat(replies.path(50)
                        .path("history")
                        .path("publications")
                        .valueStream()
                        .map(publication -> publication.path("data").asInt()))
                .containsExactly(45, 46, 47, 48, 49);
        JsonNode parallel = call("batch", "{'commands':[{'info':{}},{'channels':{}},{'nothing':{}}],'parallel':true}")
                .json();
        assertThat(parallel.path("error").path("code").asInt()).isEqualTo(107);
        JsonNode mixed = call(
                        "batch",
                        "{'commands':[{'info':{}},{'publish':{'channel':'bare:a','data':1}},{'channels':{}}],'parallel':true}")
                .json()
                .path("replies");
        assertThat(mixed.valueStream()
                        .map(reply -> reply.propertyNames().iterator().next()))
                .containsExactly("info", "publish", "channels");
    }
}
