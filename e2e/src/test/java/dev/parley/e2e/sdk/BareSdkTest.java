package dev.parley.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What no SDK does: names and sizes at and past each limit, lines that are wrong, pings without an answer.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BareSdkTest {

    private static final int MESSAGE_LIMIT = 64 * 1024;

    private static final String IMPATIENT = """
            client:
              allow_anonymous_connect_without_token: true
              ping_interval: 2s
              pong_timeout: 1900ms
              stale_close_delay: 3s
            """;

    private Served plain;
    private Served impatient;

    @BeforeAll
    void start(@TempDir Path plainFolder, @TempDir Path impatientFolder) throws Exception {
        plain = Served.plain(plainFolder);
        impatient = Served.configured(impatientFolder, IMPATIENT);
    }

    @AfterAll
    void stop() {
        plain.close();
        impatient.close();
    }

    private static String subscribe(long id, String channel) {
        return "{\"id\":" + id + ",\"subscribe\":{\"channel\":\"" + channel + "\"}}";
    }

    private static String publish(long id, String channel, String data) {
        return "{\"id\":" + id + ",\"publish\":{\"channel\":\"" + channel + "\",\"data\":" + data + "}}";
    }

    private static int errorOf(JsonNode reply, long id) {
        assertThat(reply.path("id").asLong()).as("id of %s", reply).isEqualTo(id);
        return reply.path("error").path("code").asInt();
    }

    /// What a publisher that is subscribed hears of its publication, in either order.
    ///
    /// @return the push
    private static JsonNode pushAndReply(BareSdkClient client, long id) throws InterruptedException {
        JsonNode one = client.hears();
        JsonNode other = client.hears();
        JsonNode reply = one.has("push") ? other : one;
        assertThat(reply.has("publish")).as("%s", reply).isTrue();
        assertThat(reply.path("id").asLong()).isEqualTo(id);
        return one.has("push") ? one : other;
    }

    // ---- names and sizes

    @ParameterizedTest
    @ValueSource(strings = {"x", "ß", "世", "🙂"})
    void aNameHas255BytesAndNoMore(String letter) throws Exception {
        int bytes = letter.getBytes(StandardCharsets.UTF_8).length;
        String longest = letter.repeat(255 / bytes) + "x".repeat(255 % bytes);
        try (BareSdkClient client = BareSdkClient.connected(plain.url())) {
            JsonNode subscribed = client.says(subscribe(2, longest)).hears();
            assertThat(subscribed.has("subscribe")).as("%s", subscribed).isTrue();
            assertThat(errorOf(client.says(subscribe(3, longest + "x")).hears(), 3))
                    .isEqualTo(107);
            assertThat(errorOf(client.says(publish(4, longest + "x", "1")).hears(), 4))
                    .isEqualTo(107);
            assertThat(pushAndReply(client.says(publish(5, longest, "1")), 5)
                            .at("/push/channel")
                            .asString())
                    .isEqualTo(longest);
        }
    }

    @Test
    void aMessageHas64KibibytesAndNoMore(TestInfo test) throws Exception {
        String channel = test.getTestMethod().orElseThrow().getName();
        try (BareSdkClient client = BareSdkClient.connected(plain.url())) {
            client.says(subscribe(2, channel));
            client.hears();
            String rest = publish(3, channel, "\"\"");
            client.says(publish(3, channel, '"' + "x".repeat(MESSAGE_LIMIT - rest.length()) + '"'));
            assertThat(pushAndReply(client, 3).at("/push/pub/data").asString()).hasSize(MESSAGE_LIMIT - rest.length());
            client.says(publish(4, channel, '"' + "x".repeat(MESSAGE_LIMIT - rest.length() + 1) + '"'));
            assertThat(client.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void theHundredAndTwentyNinthChannelIsTooMany() throws Exception {
        try (BareSdkClient client = BareSdkClient.connected(plain.url())) {
            for (int i = 1; i <= 128; i++) {
                assertThat(client.says(subscribe(i + 1, "many" + i)).hears().has("subscribe"))
                        .isTrue();
            }
            assertThat(errorOf(client.says(subscribe(200, "many129")).hears(), 200))
                    .isEqualTo(106);
            client.says("{\"id\":201,\"unsubscribe\":{\"channel\":\"many1\"}}").hears();
            assertThat(client.says(subscribe(202, "many129")).hears().has("subscribe"))
                    .isTrue();
        }
    }

    @Test
    void subscribingTwiceIsAnError() throws Exception {
        try (BareSdkClient client = BareSdkClient.connected(plain.url())) {
            client.says(subscribe(2, "twice")).hears();
            assertThat(errorOf(client.says(subscribe(3, "twice")).hears(), 3)).isEqualTo(105);
        }
    }

    // ---- lines

    @Test
    void commandsOfOneMessageAreAnsweredInOrder() throws Exception {
        try (BareSdkClient client = BareSdkClient.open(plain.url())) {
            client.says("{\"id\":7,\"connect\":{}}\n" + subscribe(8, "lines")
                    + "\n{\"id\":9,\"rpc\":{\"method\":\"m\"}}\n");
            assertThat(client.hears().path("id").asLong()).isEqualTo(7);
            // A call is not held up by a subscription that waits for its history.
            assertThat(new long[] {
                        client.hears().path("id").asLong(),
                        client.hears().path("id").asLong()
                    })
                    .containsExactlyInAnyOrder(8, 9);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "nonsense",
                "[]",
                "\"connect\"",
                "{\"id\":1,\"connect\":[]}",
                "{\"id\":\"one\",\"connect\":{}}",
                "{\"id\":1,\"connect\":{}",
                "{\"id\":1}",
                "{\"connect\":{}}",
                "{}",
                "{\"id\":1,\"subscribe\":{\"channel\":\"x\"}}",
                "{\"id\":1,\"nobody_knows\":{}}",
                "\u0000",
            })
    void whoBeginsWithNonsenseIsDisconnected(String message) throws Exception {
        try (BareSdkClient client = BareSdkClient.open(plain.url())) {
            assertThat(client.says(message).closeCode()).isEqualTo(3501);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "nonsense",
                "{\"id\":2,\"subscribe\":{\"channel\":3}}",
                "{\"id\":2,\"subscribe\":{\"channel\":\"\"}}",
                "{\"id\":2,\"subscribe\":{}}",
                "{\"id\":2,\"publish\":{\"channel\":\"x\",\"data\":{}}",
                "{\"id\":2,\"publish\":{\"data\":1}}",
                "{\"id\":2,\"connect\":{}}",
                "{\"id\":2}",
                "{\"id\":2,\"nobody_knows\":{}}",
                "{}", // an answer to no ping
                "{\"id\":2,\"presence\":{\"channel\":\"x\"}}\nnonsense",
            })
    void whoGoesOnWithNonsenseIsDisconnected(String message) throws Exception {
        try (BareSdkClient client = BareSdkClient.connected(plain.url())) {
            client.says(message);
            assertThat(client.closeCode()).isEqualTo(3501);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":}", "[1,]", "01", "{\"a\" 1}", "nul", "\"\\x\"", "{]"})
    void aPayloadThatIsNoJsonIsNotPublished(String data) throws Exception {
        try (BareSdkClient client = BareSdkClient.connected(plain.url())) {
            client.says(subscribe(2, "payloads")).hears();
            assertThat(errorOf(client.says(publish(3, "payloads", data)).hears(), 3))
                    .isEqualTo(107);
            assertThat(pushAndReply(client.says(publish(4, "payloads", "\"good\"")), 4)
                            .at("/push/pub/data")
                            .asString())
                    .isEqualTo("good");
        }
    }

    @Test
    void oneClientsNonsenseIsNobodyElsesTrouble() throws Exception {
        try (BareSdkClient good = BareSdkClient.connected(plain.url());
                BareSdkClient bad = BareSdkClient.connected(plain.url())) {
            good.says(subscribe(2, "calm")).hears();
            bad.says(subscribe(2, "calm")).hears();
            assertThat(bad.says("nonsense").closeCode()).isEqualTo(3501);
            pushAndReply(good.says(publish(3, "calm", "{}")), 3);
        }
    }

    // ---- time

    @Test
    void whoAnswersPingsStays() throws Exception {
        try (BareSdkClient client = BareSdkClient.open(impatient.url())) {
            JsonNode reply = client.says("{\"id\":1,\"connect\":{}}").hears();
            assertThat(reply.at("/connect/ping").asInt()).isEqualTo(2);
            assertThat(reply.at("/connect/pong").asBoolean()).isTrue();
            for (int i = 0; i < 3; i++) {
                assertThat(client.hears()).as("a ping").isEmpty();
                client.says("{}");
            }
            client.says("{\"id\":2,\"rpc\":{\"method\":\"m\"}}");
            assertThat(errorOf(client.hears(), 2)).isEqualTo(104);
            assertThat(client.isOpen()).isTrue();
        }
    }

    @Test
    void whoAnswersNoPingIsDisconnected() throws Exception {
        try (BareSdkClient client = BareSdkClient.connected(impatient.url())) {
            assertThat(client.hears()).as("a ping").isEmpty();
            assertThat(client.closeCode()).isEqualTo(3012);
        }
    }

    @Test
    void whoNeverSaysHelloIsDisconnected() throws Exception {
        try (BareSdkClient client = BareSdkClient.open(impatient.url())) {
            assertThat(client.closeCode()).isEqualTo(3502);
        }
    }
}
