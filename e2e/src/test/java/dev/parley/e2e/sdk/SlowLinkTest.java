package dev.parley.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// Clients behind a line that carries little or nothing.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowLinkTest {

    private Served server;
    private JsSdk js;
    private JavaSdk java;

    /// Of the client that is slow.
    private enum Reader {
        JAVASCRIPT,
        JAVA
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        server = Served.plain(folder, "--client.message_rate", "0"); // one publisher says it all
        js = JsSdk.start(JsSdk.Form.JSON);
        java = new JavaSdk();
    }

    @AfterAll
    void stop() {
        js.close();
        java.close();
        server.close();
    }

    private JsSdk.Client publisher() throws InterruptedException {
        JsSdk.Client client = js.client(server.url());
        client.connected();
        return client;
    }

    private SdkClient connected(Reader reader, Wire wire) throws InterruptedException {
        Sdk sdk = reader == Reader.JAVA ? java : js;
        SdkClient client = sdk.client(Served.url(wire.port()));
        client.connected();
        return client;
    }

    private static void hearsAll(SdkClient client, String channel, int from, int to) throws InterruptedException {
        List<JsonNode> heard = client.heard().next(to - from + 1, "publication", channel);
        assertThat(heard)
                .extracting(one -> one.path("offset").asLong())
                .containsExactlyElementsOf(SdkContract.numbers(from, to));
    }

    @ParameterizedTest
    @EnumSource
    void aGapOf6000MessagesArrivesWholeOverASlowLine(Reader sdk) throws Exception {
        String channel = "gap" + sdk;
        int missed = 6_000;
        JsSdk.Client publisher = publisher();
        try (Wire wire = new Wire(server.port())) {
            SdkClient reader = connected(sdk, wire);
            reader.subscribed(channel);
            publisher.publish(channel, Json.numbered(0));
            hearsAll(reader, channel, 1, 1);
            wire.cut();
            publisher.publishMany(channel, 120, missed);
            wire.slowDown(300_000);
            reader.heard().rest("connecting", "");
            wire.mend();
            JsonNode again = reader.heard().next("subscribed", channel);
            assertThat(again.path("recovered").asBoolean()).isTrue();
            // And while it catches up, the channel goes on.
            publisher.publishMany(channel, 0, 50);
            hearsAll(reader, channel, 2, 1 + missed + 50);
            assertThat(reader.heard().rest("connecting", ""))
                    .allSatisfy(one -> assertThat(one.path("code").asInt()).isEqualTo(1)); // of the cut
            assertThat(reader.heard().rest("connected", "")).hasSize(1);
            assertThat(reader.heard().rest("subscribed", channel)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoDoesNotReadIsDisconnectedAndRecovers(Reader sdk) throws Exception {
        String channel = "slow" + sdk;
        int published = 400;
        JsSdk.Client publisher = publisher();
        try (Wire wire = new Wire(server.port())) {
            SdkClient reader = connected(sdk, wire);
            reader.subscribed(channel);
            reader.heard().rest("connecting", "");
            wire.block();
            publisher.publishMany(channel, 25_000, published);
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            publisher.presenceStats(channel).path("numClients").asInt() == 0);
            wire.unblock();
            assertThat(reader.heard().next("connecting").path("code").asInt()).isEqualTo(3008);
            assertThat(reader.heard()
                            .next("subscribed", channel)
                            .path("recovered")
                            .asBoolean())
                    .isTrue();
            hearsAll(reader, channel, 1, published);
        }
    }
}
