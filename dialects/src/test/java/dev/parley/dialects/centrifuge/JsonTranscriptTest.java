package dev.parley.dialects.centrifuge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.dialects.centrifuge.Talk.Client;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Draft;
import dev.parley.hub.Grant;
import dev.parley.hub.Payload;
import dev.parley.hub.Unsubscribe;
import dev.parley.hub.UserId;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client says in JSON, and what it hears.
class JsonTranscriptTest {

    private final Talk talk = new Talk();

    private void publish(String channel, Payload payload, Map<String, String> tags) {
        talk.hub.publish(
                new ChannelName(channel),
                Draft.of(payload).withTags(tags).withDelta(true),
                new dev.parley.hub.Answer<>() {
                    @Override
                    public void succeeded(dev.parley.hub.Published value) {}

                    @Override
                    public void failed(dev.parley.hub.HubError error) {
                        throw new AssertionError(error.toString());
                    }
                });
        talk.loops.settle();
    }

    @Test
    void connect() {
        Client client = talk.client(Wire.JSON);
        client.say("{\"id\":1,\"connect\":{\"name\":\"js\",\"version\":\"5\",\"token\":\"ann\",\"unknown\":[1,{}]}}");
        assertThat(client.heard())
                .containsExactly(
                        "{\"id\":1,\"connect\":{\"client\":\"c1\",\"version\":\"v\",\"ping\":25,\"pong\":true,\"node\":\"n\"}}");
        assertThat(client.session.session().user()).isEqualTo(new UserId("ann"));
    }

    @Test
    void connectWithServerSideSubscriptions() {
        talk.rules.channels.put(
                new ChannelName("kept:a"), new Grant.Subscription(null, Payload.json("[1]"), 0, true, true));
        talk.rules.sessionExpiresAt = talk.loops.nowMillis / 1000 + 60;
        Client client = talk.client(Wire.JSON);
        client.say("{\"connect\":{},\"id\":7}");
        String epoch = talk.epoch("kept:a");
        assertThat(client.heard())
                .containsExactly(
                        "{\"id\":7,\"connect\":{\"client\":\"c1\",\"version\":\"v\",\"expires\":true,\"ttl\":60,"
                                + "\"subs\":{\"kept:a\":{\"recoverable\":true,\"epoch\":\"" + epoch
                                + "\",\"positioned\":true,\"data\":[1]}},\"ping\":25,\"pong\":true,\"node\":\"n\"}}");
        publish("kept:a", Payload.json("1"), Map.of());
        assertThat(client.heard())
                .containsExactly("{\"push\":{\"channel\":\"kept:a\",\"pub\":{\"data\":1,\"offset\":1}}}");
        client.drop();
        publish("kept:a", Payload.json("2"), Map.of());
        Client again = talk.client(Wire.JSON);
        again.say("{\"id\":1,\"connect\":{\"subs\":{\"kept:a\":{\"recover\":true,\"epoch\":\"" + epoch
                + "\",\"offset\":1}}}}");
        assertThat(again.heard().getFirst())
                .contains("\"publications\":[{\"data\":2,\"offset\":2}],\"recovered\":true,\"offset\":1");
    }

    @Test
    void subscribePublishUnsubscribe() {
        Client client = talk.connected();
        client.say(
                "{\"id\":2,\"subscribe\":{\"channel\":\"news\"}}\n{\"id\":3,\"publish\":{\"channel\":\"news\",\"data\": {\"a\": [1, 2]} }}\n");
        assertThat(client.heard())
                .containsExactlyInAnyOrder(
                        "{\"id\":2,\"subscribe\":{}}",
                        "{\"id\":3,\"publish\":{}}",
                        "{\"push\":{\"channel\":\"news\",\"pub\":{\"data\":{\"a\": [1, 2]},\"info\":{\"user\":\"\",\"client\":\"c1\"}}}}");
        client.say("{\"id\":4,\"unsubscribe\":{\"channel\":\"news\"}}");
        client.say("{\"id\":5,\"publish\":{\"channel\":\"news\",\"data\":1}}");
        assertThat(client.heard()).containsExactly("{\"id\":4,\"unsubscribe\":{}}", "{\"id\":5,\"publish\":{}}");
    }

    @Test
    void subscribeAndRecover() {
        Client client = talk.connected();
        client.say("{\"id\":2,\"subscribe\":{\"channel\":\"kept:a\",\"recoverable\":true}}");
        String epoch = talk.epoch("kept:a");
        assertThat(client.heard())
                .containsExactly("{\"id\":2,\"subscribe\":{\"recoverable\":true,\"epoch\":\"" + epoch
                        + "\",\"positioned\":true}}");
        publish("kept:a", Payload.text("a\"b"), Map.of());
        publish("kept:a", Payload.binary(ByteBuffer.wrap(new byte[] {1, 2})), Map.of("k", "v"));
        assertThat(client.heard())
                .containsExactly(
                        "{\"push\":{\"channel\":\"kept:a\",\"pub\":{\"data\":\"a\\\"b\",\"offset\":1}}}",
                        "{\"push\":{\"channel\":\"kept:a\",\"pub\":{\"data\":{\"base64\":\"AQI=\"},\"offset\":2,\"tags\":{\"k\":\"v\"}}}}");
        Client other = talk.connected();
        other.say("{\"id\":2,\"subscribe\":{\"channel\":\"kept:a\",\"recover\":true,\"epoch\":\"" + epoch
                + "\",\"offset\":1}}");
        assertThat(other.heard())
                .containsExactly("{\"id\":2,\"subscribe\":{\"recoverable\":true,\"epoch\":\"" + epoch
                        + "\",\"publications\":[{\"data\":{\"base64\":\"AQI=\"},\"offset\":2,\"tags\":{\"k\":\"v\"}}],\"recovered\":true,"
                        + "\"offset\":1,\"positioned\":true,\"was_recovering\":true}}");
        Client late = talk.connected();
        late.say("{\"id\":2,\"subscribe\":{\"channel\":\"kept:a\",\"recover\":true,\"epoch\":\"xyz\",\"offset\":1}}");
        assertThat(late.heard())
                .containsExactly("{\"id\":2,\"subscribe\":{\"recoverable\":true,\"epoch\":\"" + epoch
                        + "\",\"offset\":2,\"positioned\":true,\"was_recovering\":true}}");
    }

    @Test
    void deltas() {
        Client client = talk.connected();
        client.say("{\"id\":2,\"subscribe\":{\"channel\":\"kept:a\",\"delta\":\"fossil\"}}");
        assertThat(client.heard()).containsExactly("{\"id\":2,\"subscribe\":{\"delta\":true}}");
        String base = "{\"text\":\"" + "0123456789abcdef".repeat(4) + "\",\"n\":1}";
        publish("kept:a", Payload.json(base), Map.of());
        publish("kept:a", Payload.json(base.replace("\"n\":1", "\"n\":2")), Map.of());
        publish("kept:a", Payload.json("7"), Map.of());
        assertThat(client.heard())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .contains("\"pub\":{\"data\":\"{\\\"text\\\":")
                                .doesNotContain("\"delta\""),
                        second -> assertThat(second).contains("\"delta\":true").hasSizeLessThan(base.length() + 60),
                        third -> assertThat(third).contains("\"data\":\"7\"").doesNotContain("\"delta\""));
    }

    @Test
    void filters() {
        Client client = talk.connected();
        client.say(
                "{\"id\":2,\"subscribe\":{\"channel\":\"kept:a\",\"recoverable\":true,\"tf\":{\"op\":\"and\",\"nodes\":["
                        + "{\"key\":\"city\",\"cmp\":\"in\",\"vals\":[\"a\",\"b\"]},{\"op\":\"not\",\"nodes\":[{\"key\":\"old\",\"cmp\":\"ex\"}]}]}}}");
        client.heard();
        publish("kept:a", Payload.json("1"), Map.of("city", "b"));
        publish("kept:a", Payload.json("2"), Map.of("city", "c"));
        publish("kept:a", Payload.json("3"), Map.of("city", "a", "old", ""));
        publish("kept:a", Payload.json("4"), Map.of("city", "a"));
        assertThat(client.heard())
                .containsExactly(
                        "{\"push\":{\"channel\":\"kept:a\",\"pub\":{\"data\":1,\"offset\":1,\"tags\":{\"city\":\"b\"}}}}",
                        "{\"push\":{\"channel\":\"kept:a\",\"pub\":{\"data\":4,\"offset\":4,\"tags\":{\"city\":\"a\"}}}}");
        client.say(
                "{\"id\":3,\"subscribe\":{\"channel\":\"kept:b\",\"delta\":\"fossil\",\"tf\":{\"key\":\"a\",\"cmp\":\"ex\"}}}");
        client.say("{\"id\":4,\"subscribe\":{\"channel\":\"kept:b\",\"delta\":\"other\"}}");
        client.say("{\"id\":5,\"subscribe\":{\"channel\":\"news\",\"tf\":{\"key\":\"a\",\"cmp\":\"ex\"}}}");
        assertThat(client.heard()).hasSize(3).allMatch(reply -> reply.contains("\"error\":{\"code\":107"));
    }

    @Test
    void presenceJoinLeave() {
        Client ann = talk.connected();
        ann.say("{\"id\":2,\"subscribe\":{\"channel\":\"kept:a\",\"join_leave\":true}}");
        ann.heard();
        Client bob = talk.connected();
        bob.say("{\"id\":2,\"subscribe\":{\"channel\":\"kept:a\"}}");
        ann.say("{\"id\":3,\"presence_stats\":{\"channel\":\"kept:a\"}}");
        bob.drop();
        ann.say("{\"id\":4,\"presence\":{\"channel\":\"kept:a\"}}");
        assertThat(ann.heard())
                .containsExactly(
                        "{\"push\":{\"channel\":\"kept:a\",\"join\":{\"info\":{\"user\":\"\",\"client\":\"c2\"}}}}",
                        "{\"id\":3,\"presence_stats\":{\"num_clients\":2,\"num_users\":1}}",
                        "{\"push\":{\"channel\":\"kept:a\",\"leave\":{\"info\":{\"user\":\"\",\"client\":\"c2\"}}}}",
                        "{\"id\":4,\"presence\":{\"presence\":{\"c1\":{\"user\":\"\",\"client\":\"c1\"}}}}");
    }

    @Test
    void history() {
        Client client = talk.connected();
        for (int i = 1; i <= 3; i++) {
            publish("kept:a", Payload.json("" + i), Map.of());
        }
        String epoch = talk.epoch("kept:a");
        client.say("{\"id\":2,\"history\":{\"channel\":\"kept:a\"}}");
        client.say("{\"id\":3,\"history\":{\"channel\":\"kept:a\",\"limit\":1,\"reverse\":true}}");
        client.say("{\"id\":4,\"history\":{\"channel\":\"kept:a\",\"limit\":-1,\"since\":{\"offset\":1,\"epoch\":\""
                + epoch + "\"}}}");
        client.say(
                "{\"id\":5,\"history\":{\"channel\":\"kept:a\",\"limit\":-1,\"since\":{\"offset\":1,\"epoch\":\"no\"}}}");
        client.say("{\"id\":6,\"history\":{\"channel\":\"news\",\"limit\":1}}");
        assertThat(client.heard())
                .containsExactly(
                        "{\"id\":2,\"history\":{\"publications\":[],\"epoch\":\"" + epoch + "\",\"offset\":3}}",
                        "{\"id\":3,\"history\":{\"publications\":[{\"data\":3,\"offset\":3}],\"epoch\":\"" + epoch
                                + "\",\"offset\":3}}",
                        "{\"id\":4,\"history\":{\"publications\":[{\"data\":2,\"offset\":2},{\"data\":3,\"offset\":3}],\"epoch\":\""
                                + epoch + "\",\"offset\":3}}",
                        "{\"id\":5,\"error\":{\"code\":112,\"message\":\"unrecoverable position\"}}",
                        "{\"id\":6,\"error\":{\"code\":108,\"message\":\"not available\"}}");
    }

    @Test
    void rpcSendPing() {
        Client client = talk.connected();
        client.say(
                "{\"id\":2,\"rpc\":{\"method\":\"echo\",\"data\":{\"x\":1}}}\n{\"id\":3,\"ping\":{}}\n{\"send\":{\"data\":1}}");
        assertThat(client.heard()).containsExactly("{\"id\":2,\"rpc\":{\"data\":{\"x\":1}}}", "{\"id\":3,\"ping\":{}}");
        assertThat(client.raw.getLast().remaining()).as("both in one message").isGreaterThan(40);
        assertThat(client.closed).isNull();
    }

    @Test
    void refreshes() {
        Client client = talk.connected();
        client.say("{\"id\":2,\"subscribe\":{\"channel\":\"news\"}}");
        client.heard();
        long until = talk.loops.nowMillis / 1000 + 30;
        client.say("{\"id\":3,\"refresh\":{\"token\":\"" + until + "\"}}");
        client.say("{\"id\":4,\"sub_refresh\":{\"channel\":\"news\",\"token\":\"" + until + "\"}}");
        client.say("{\"id\":5,\"sub_refresh\":{\"channel\":\"other\",\"token\":\"1\"}}");
        assertThat(client.heard())
                .containsExactly(
                        "{\"id\":3,\"refresh\":{\"client\":\"c1\",\"version\":\"v\",\"expires\":true,\"ttl\":30}}",
                        "{\"id\":4,\"sub_refresh\":{\"expires\":true,\"ttl\":30}}",
                        "{\"id\":5,\"error\":{\"code\":107,\"message\":\"bad request\"}}");
    }

    @Test
    void whatTheServerSays() {
        Client client = talk.client(Wire.JSON);
        client.say("{\"id\":1,\"connect\":{\"token\":\"ann\"}}");
        client.heard();
        UserId ann = new UserId("ann");
        talk.hub.subscribe(ann, new ChannelName("kept:a"), new Grant.Subscription(null, null, 0, true, true));
        talk.loops.settle();
        talk.hub.unsubscribe(ann, new ChannelName("kept:a"), Unsubscribe.SERVER);
        client.session.session().tell(Payload.json("{\"a\":1}"));
        client.session.session().refreshed(talk.loops.nowMillis / 1000 + 5);
        talk.loops.settle();
        assertThat(client.heard())
                .containsExactly(
                        "{\"push\":{\"channel\":\"kept:a\",\"subscribe\":{\"recoverable\":true,\"epoch\":\""
                                + talk.epoch("kept:a") + "\",\"offset\":0,\"positioned\":true}}}",
                        "{\"push\":{\"channel\":\"kept:a\",\"unsubscribe\":{\"code\":2000,\"reason\":\"server unsubscribe\"}}}",
                        "{\"push\":{\"message\":{\"data\":{\"a\":1}}}}",
                        "{\"push\":{\"refresh\":{\"expires\":true,\"ttl\":5}}}");
    }

    @Test
    void pingsArePongedOrTheSessionEnds() {
        Client client = talk.connected();
        talk.loops.pass(25_000);
        assertThat(client.heard()).containsExactly("{}");
        client.say("{}");
        talk.loops.pass(8_000);
        assertThat(client.closed).isNull();
        talk.loops.pass(17_000);
        assertThat(client.heard()).containsExactly("{}");
        talk.loops.pass(8_000);
        assertThat(client.closed).isEqualTo("3012 no pong");
    }

    @Test
    void aPingThatIsStillOnItsWayIsWaitedFor() {
        Client client = talk.connected();
        talk.loops.pass(25_000);
        client.buffered = 1000;
        talk.loops.pass(8_000);
        client.buffered = 500;
        talk.loops.pass(8_000);
        assertThat(client.closed).isNull();
        talk.loops.pass(8_000);
        assertThat(client.closed).isEqualTo("3012 no pong");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "{",
                "[]",
                "{\"id\":2}",
                "{}",
                "{\"id\":2,\"nope\":{}}",
                "{\"publish\":{\"channel\":\"a\",\"data\":1}}",
                "{\"id\":-1,\"ping\":{}}",
                "{\"id\":99999999999,\"ping\":{}}",
                "{\"id\":2,\"publish\":{\"channel\":\"\",\"data\":1}}",
                "{\"id\":2,\"subscribe\":{}}",
                "{\"id\":2,\"subscribe\":\"x\"}",
                "{\"id\":2,\"ping\":{}}garbage",
                "{\"id\":1,\"connect\":{}}",
                "{\"id\":2,\"subscribe\":{\"channel\":\"a\",\"offset\":-1,\"recover\":true}}"
            })
    void whatMeansNothingIsABadRequest(String message) {
        Client client = talk.connected();
        client.say(message);
        assertThat(client.closed).isEqualTo("3501 bad request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":2,\"publish\":{\"channel\":\"a\"}}",
                        "{\"id\":2,\"publish\":{\"channel\":\"a\",\"data\":{\"x\" 1}}}",
                "{\"id\":2,\"publish\":{\"channel\":\"a\",\"data\":tru}}",
                        "{\"id\":2,\"publish\":{\"channel\":\"a\\u0000\",\"data\":1}}",
                "{\"id\":2,\"publish\":{\"channel\":\"\\ud800\",\"data\":1}}",
                        "{\"id\":2,\"rpc\":{\"method\":\"m\",\"data\":01}}"
            })
    void whatCantBeHadIsAnError(String message) {
        Client client = talk.connected();
        client.say(message);
        assertThat(client.heard()).containsExactly("{\"id\":2,\"error\":{\"code\":107,\"message\":\"bad request\"}}");
        assertThat(client.closed).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"op\":\"xor\"}",
                "{}",
                "{\"key\":\"a\",\"cmp\":\"like\"}",
                "{\"key\":\"a\",\"cmp\":\"eq\"}",
                "{\"cmp\":\"eq\",\"val\":\"b\"}",
                "{\"key\":\"a\",\"cmp\":\"in\"}",
                "{\"key\":\"a\",\"cmp\":\"in\",\"val\":\"b\",\"vals\":[\"c\"]}",
                "{\"key\":\"a\",\"cmp\":\"eq\",\"val\":\"b\",\"vals\":[\"c\"]}",
                "{\"key\":\"a\",\"cmp\":\"ex\",\"val\":\"b\"}",
                "{\"op\":\"and\",\"nodes\":[]}",
                "{\"op\":\"not\",\"nodes\":[{\"key\":\"a\",\"cmp\":\"ex\"},{\"key\":\"a\",\"cmp\":\"ex\"}]}"
            })
    void aFilterThatMakesNoSenseIsAnError(String filter) {
        Client client = talk.connected();
        client.say("{\"id\":2,\"subscribe\":{\"channel\":\"kept:a\",\"tf\":" + filter + "}}");
        assertThat(client.heard()).containsExactly("{\"id\":2,\"error\":{\"code\":107,\"message\":\"bad request\"}}");
        assertThat(client.closed).isNull();
    }

    @Test
    void aFilterHasLimits() {
        Client client = talk.connected();
        String leaf = "{\"key\":\"a\",\"cmp\":\"ex\"}";
        for (int nots : new int[] {7, 8, 40}) {
            client.say("{\"id\":2,\"subscribe\":{\"channel\":\"kept:" + nots + "\",\"tf\":"
                    + "{\"op\":\"not\",\"nodes\":[".repeat(nots) + leaf + "]}".repeat(nots) + "}}");
        }
        for (int nodes : new int[] {127, 128, 1000}) {
            client.say("{\"id\":2,\"subscribe\":{\"channel\":\"kept:n" + nodes + "\",\"tf\":{\"op\":\"or\",\"nodes\":["
                    + (leaf + ",").repeat(nodes - 1) + leaf + "]}}}");
        }
        assertThat(client.heard())
                .satisfiesExactly(
                        reply -> assertThat(reply).contains("\"subscribe\""),
                        reply -> assertThat(reply).contains("107"),
                        reply -> assertThat(reply).contains("107"),
                        reply -> assertThat(reply).contains("\"subscribe\""),
                        reply -> assertThat(reply).contains("107"),
                        reply -> assertThat(reply).contains("107"));
        assertThat(client.closed).isNull();
    }

    @Test
    void whatIsNoTextToSomeIsATag() {
        Client client = talk.connected();
        client.say(
                "{\"id\":2,\"subscribe\":{\"channel\":\"kept:a\",\"tf\":{\"key\":\"a\",\"cmp\":\"eq\",\"val\":\"\uFFFD\"}}}");
        client.heard();
        publish("kept:a", Payload.json("1"), Map.of("a", "\uFFFD"));
        assertThat(client.heard()).hasSize(1);
    }

    @Test
    void kindsOfChannelsThatAreNotHereAreNotAvailable() {
        Client client = talk.connected();
        client.say("{\"id\":2,\"subscribe\":{\"channel\":\"a\",\"type\":1}}");
        client.say("{\"id\":3,\"publish\":{\"channel\":\"a\",\"data\":1,\"type\":1,\"key\":\"k\"}}");
        client.say("{\"id\":4,\"sub_refresh\":{\"channel\":\"a\",\"type\":1}}");
        assertThat(client.heard())
                .hasSize(3)
                .allMatch(reply -> reply.contains("\"error\":{\"code\":108,\"message\":\"not available\"}"));
    }

    @Test
    void aMessageWithNothingInItIsAMessage() {
        Client client = talk.connected();
        client.say("{\"send\":{}}");
        assertThat(client.closed).isNull();
        assertThat(client.heard()).isEmpty();
    }

    @Test
    void dataBesideSubscribingIsJsonOrAnError() {
        Client client = talk.connected();
        client.say("{\"id\":2,\"subscribe\":{\"channel\":\"a\",\"data\":{\"x\" 1}}}");
        assertThat(client.heard()).containsExactly("{\"id\":2,\"error\":{\"code\":107,\"message\":\"bad request\"}}");
    }

    @Test
    void dataNestsAsDeepAsPayloadsMay() {
        Client client = talk.connected();
        client.say("{\"id\":2,\"publish\":{\"channel\":\"a\",\"data\":" + "[".repeat(64) + "]".repeat(64) + "}}");
        client.say("{\"id\":3,\"publish\":{\"channel\":\"a\",\"data\":" + "[".repeat(65) + "]".repeat(65) + "}}");
        assertThat(client.heard())
                .containsExactly(
                        "{\"id\":2,\"publish\":{}}", "{\"id\":3,\"error\":{\"code\":107,\"message\":\"bad request\"}}");
    }

    @Test
    void whoRecoversNothingOfWhatWasMissedGoesOnBehindIt() {
        Client client = talk.connected();
        publish("kept:a", Payload.json("1"), Map.of("a", "1"));
        publish("kept:a", Payload.json("2"), Map.of("a", "2"));
        client.say("{\"id\":2,\"subscribe\":{\"channel\":\"kept:a\",\"recover\":true,\"epoch\":\""
                + talk.epoch("kept:a") + "\",\"offset\":1,\"tf\":{\"key\":\"a\",\"cmp\":\"eq\",\"val\":\"1\"}}}");
        assertThat(client.heard().getFirst())
                .contains("\"recovered\":true,\"offset\":2")
                .doesNotContain("publications");
    }

    @Test
    void nothingComesBeforeConnecting() {
        Client client = talk.client(Wire.JSON);
        client.say("{\"id\":1,\"subscribe\":{\"channel\":\"news\"}}");
        assertThat(client.closed).isEqualTo("3501 bad request");
    }
}
