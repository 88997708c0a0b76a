package dev.parley.dialects.centrifuge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.dialects.centrifuge.Talk.Client;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Draft;
import dev.parley.hub.Grant;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import dev.parley.hub.Published;
import dev.parley.hub.Unsubscribe;
import dev.parley.hub.UserId;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client says in Protobuf, and what it hears. What is said is written byte by byte.
class ProtobufTranscriptTest {

    private final Talk talk = new Talk();

    /// Behind its length.
    private static String delimited(String hex) {
        hex = hex.replace(" ", "");
        return HexFormat.of().toHexDigits((byte) (hex.length() / 2)) + hex;
    }

    private static String text(String text) {
        return delimited(HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// A command with that id and, in that field, that request.
    private static String command(int id, int field, String request) {
        return delimited("08" + HexFormat.of().toHexDigits((byte) id)
                + HexFormat.of().toHexDigits((byte) (field << 3 | 2)) + delimited(request));
    }

    private static List<String> heard(Client client) {
        return client.heard().stream().map(Plain::of).toList();
    }

    private void publish(String channel, String json, Map<String, String> tags) {
        Draft draft = Draft.of(Payload.json(json)).withTags(tags).withDelta(true);
        talk.hub.publish(new ChannelName(channel), draft, new Answer<>() {
            @Override
            public void succeeded(Published value) {}

            @Override
            public void failed(HubError error) {
                throw new AssertionError(error.toString());
            }
        });
        talk.loops.settle();
    }

    @Test
    void connect() {
        talk.rules.channels.put(new ChannelName("kept:a"), new Grant.Subscription(null, null, 0, true, true));
        talk.rules.sessionExpiresAt = talk.loops.nowMillis / 1000 + 60;
        publish("kept:a", "1", Map.of());
        Client client = talk.client(Wire.PROTOBUF);
        client.sayHex(command(1, 4, "0a" + text("ann") + "22" + text("go") + "3a02ffff"));
        assertThat(heard(client))
                .containsExactly("{1=1 5{1\"c1\" 2\"v\" 3=1 4=60 6{1\"kept:a\" 2{3=1 6\"" + talk.epoch("kept:a")
                        + "\" 9=1 10=1}} 7=25 8=1 10\"n\"}}");
        assertThat(client.session.session().user()).isEqualTo(new UserId("ann"));
    }

    @Test
    void subscribePublishRecover() {
        Client client = talk.connectedInProtobuf();
        client.sayHex(command(2, 5, "0a" + text("kept:a") + "5001"));
        String epoch = talk.epoch("kept:a");
        client.sayHex(command(3, 7, "0a" + text("kept:a") + "12" + text("[1]"))
                + command(4, 7, "0a" + text("kept:a") + "12020102"));
        assertThat(heard(client))
                .containsExactlyInAnyOrder(
                        "{1=2 6{3=1 6\"" + epoch + "\" 10=1}}",
                        "{1=3 8{}} {1=4 8{}}",
                        "{4{2\"kept:a\" 4{4\"[1]\" 5{2\"c1\"} 6=1}}}",
                        "{4{2\"kept:a\" 4{4\"\u0001\u0002\" 5{2\"c1\"} 6=2}}}");
        Client again = talk.connectedInProtobuf();
        again.sayHex(command(2, 5, "0a" + text("kept:a") + "1801 32" + text(epoch) + "3801"));
        assertThat(heard(again))
                .containsExactly(
                        "{1=2 6{3=1 6\"" + epoch + "\" 7{4\"\u0001\u0002\" 5{2\"c1\"} 6=2} 8=1 9=1 10=1 12=1}}");
        again.sayHex(command(3, 6, "0a" + text("kept:a")));
        assertThat(heard(again)).containsExactly("{1=3 7{}}");
    }

    @Test
    void deltas() {
        Client client = talk.connectedInProtobuf();
        client.sayHex(command(2, 5, "0a" + text("kept:a") + "62" + text("fossil")));
        String base = "{\"text\":\"" + "0123456789abcdef".repeat(4) + "\",\"n\":1}";
        publish("kept:a", base, Map.of());
        publish("kept:a", base.replace("\"n\":1", "\"n\":2"), Map.of());
        List<String> heard = heard(client);
        assertThat(heard.get(0)).isEqualTo("{1=2 6{13=1}}");
        assertThat(heard.get(1)).contains(base).doesNotContain(" 8=1");
        assertThat(heard.get(2)).endsWith(" 8=1}}}").hasSizeLessThan(80);
    }

    @Test
    void filters() {
        Client client = talk.connectedInProtobuf();
        String in = "12" + text("city") + "1a" + text("in") + "2a" + text("a") + "2a" + text("b");
        String not = "0a" + text("not") + "32" + delimited("12" + text("old") + "1a" + text("ex"));
        String and = "0a" + text("and") + "32" + delimited(in) + "32" + delimited(not);
        client.sayHex(command(2, 5, "0a" + text("kept:a") + "6a" + delimited(and)));
        client.heard();
        publish("kept:a", "1", Map.of("city", "b"));
        publish("kept:a", "2", Map.of("city", "c"));
        publish("kept:a", "3", Map.of("city", "a", "old", ""));
        assertThat(heard(client)).containsExactly("{4{2\"kept:a\" 4{4\"1\" 6=1 7{1\"city\" 2\"b\"}}}}");
    }

    @Test
    void aFilterThatMakesNoSenseIsAnError() {
        Client client = talk.connectedInProtobuf();
        String xor = "0a" + text("xor");
        String eqWithoutValue = "12" + text("a") + "1a" + text("eq");
        String deep = "12" + text("a") + "1a" + text("ex");
        for (int i = 0; i < 8; i++) {
            deep = "0a" + text("not") + "32" + delimited(deep);
        }
        for (String filter : List.of(xor, eqWithoutValue, deep)) {
            client.sayHex(command(2, 5, "0a" + text("kept:a") + "6a" + delimited(filter)));
        }
        String fine = "12" + text("a") + "1a" + text("ex");
        client.sayHex(command(2, 5, "0a" + text("kept:a") + "62" + text("fossil") + "6a" + delimited(fine)));
        assertThat(heard(client)).hasSize(4).containsOnly("{1=2 2{1=107 2\"bad request\"}}");
        assertThat(client.closed).isNull();
    }

    @Test
    void kindsOfChannelsThatAreNotHereAreNotAvailable() {
        Client client = talk.connectedInProtobuf();
        client.sayHex(command(2, 5, "0a" + text("a") + "7801"));
        client.sayHex(command(2, 7, "0a" + text("a") + "1801"));
        client.sayHex(command(2, 15, "0a" + text("a") + "1801"));
        assertThat(heard(client)).hasSize(3).containsOnly("{1=2 2{1=108 2\"not available\"}}");
    }

    @Test
    void presenceHistoryRpc() {
        Client client = talk.connectedInProtobuf();
        client.sayHex(command(2, 5, "0a" + text("kept:a") + "5801"));
        client.heard();
        publish("kept:a", "1", Map.of());
        publish("kept:a", "2", Map.of());
        Client bob = talk.connectedInProtobuf();
        bob.sayHex(command(2, 5, "0a" + text("kept:a")));
        bob.drop();
        String epoch = talk.epoch("kept:a");
        client.heard();
        client.sayHex(command(3, 8, "0a" + text("kept:a")));
        client.sayHex(command(4, 9, "0a" + text("kept:a")));
        client.sayHex(command(5, 10, "0a" + text("kept:a") + "3801 4801"));
        client.sayHex(command(
                6, 10, "0a" + text("kept:a") + "38ffffffffffffffffff01 42" + delimited("0801 12" + text(epoch))));
        client.sayHex(command(7, 13, "0a" + text("[7]") + "12" + text("echo")));
        client.sayHex(command(8, 11, ""));
        client.sayHex(command(9, 7, "0a" + text("no:a") + "12" + text("1")));
        assertThat(heard(client))
                .containsExactly(
                        "{1=3 9{1{1\"c1\" 2{2\"c1\"}}}}",
                        "{1=4 10{1=1 2=1}}",
                        "{1=5 11{1{4\"2\" 6=2} 2\"" + epoch + "\" 3=2}}",
                        "{1=6 11{1{4\"2\" 6=2} 2\"" + epoch + "\" 3=2}}",
                        "{1=7 13{1\"[7]\"}}",
                        "{1=8 12{}}",
                        "{1=9 2{1=102 2\"unknown channel\"}}");
    }

    @Test
    void joinsAndLeaves() {
        Client ann = talk.connectedInProtobuf();
        ann.sayHex(command(2, 5, "0a" + text("kept:a") + "5801"));
        ann.heard();
        Client bob = talk.connectedInProtobuf();
        bob.sayHex(command(2, 5, "0a" + text("kept:a")));
        bob.drop();
        assertThat(heard(ann)).containsExactly("{4{2\"kept:a\" 5{1{2\"c2\"}}}}", "{4{2\"kept:a\" 6{1{2\"c2\"}}}}");
    }

    @Test
    void whatTheServerSays() {
        Client client = talk.client(Wire.PROTOBUF);
        client.sayHex(command(1, 4, "0a" + text("ann")));
        client.heard();
        UserId ann = new UserId("ann");
        talk.hub.subscribe(ann, new ChannelName("kept:a"), new Grant.Subscription(null, null, 0, true, true));
        talk.loops.settle();
        talk.hub.unsubscribe(ann, new ChannelName("kept:a"), Unsubscribe.SERVER);
        client.session.session().tell(Payload.json("[1]"));
        client.session.session().refreshed(talk.loops.nowMillis / 1000 + 5);
        talk.loops.settle();
        long until = talk.loops.nowMillis / 1000 + 30;
        client.sayHex(command(5, 14, "0a" + text("" + until)));
        assertThat(heard(client))
                .containsExactly(
                        "{4{2\"kept:a\" 9{1=1 4\"" + talk.epoch("kept:a") + "\" 6=1}}}",
                        "{4{2\"kept:a\" 7{2=2000 3\"server unsubscribe\"}}}",
                        "{4{8{1\"[1]\"}}}",
                        "{4{12{1=1 2=5}}}",
                        "{1=5 14{1\"c1\" 2\"v\" 3=1 4=30}}");
    }

    @Test
    void pings() {
        Client client = talk.connectedInProtobuf();
        talk.loops.pass(25_000);
        assertThat(client.heard()).containsExactly("00");
        client.sayHex("00");
        talk.loops.pass(8_000);
        assertThat(client.closed).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01",
                "0308",
                "05ff",
                "020802",
                "0208",
                "030a0161",
                "03080200",
                "04080222ff",
                "0b0802ffffffffffffffffffff",
                "06080232020a05",
                "06080232020a80",
                "04080232 00",
                "0207 00",
                "00"
            })
    void whatMeansNothingIsABadRequest(String hex) {
        Client client = talk.connectedInProtobuf();
        client.sayHex(hex);
        assertThat(client.closed).isEqualTo("3501 bad request");
    }
}
