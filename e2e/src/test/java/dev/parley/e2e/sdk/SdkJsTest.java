package dev.parley.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The npm package `centrifuge`, which speaks JSON.
@Tag("slow")
class SdkJsTest extends SdkContract {

    private JsSdk sdk;

    JsSdk.Form form() {
        return JsSdk.Form.JSON;
    }

    @Override
    Sdk startSdk() throws Exception {
        sdk = JsSdk.start(form());
        return sdk;
    }

    private JsSdk.Client jsClient(String url) throws InterruptedException {
        JsSdk.Client client = kept(sdk.client(url));
        client.connected();
        return client;
    }

    private static ObjectNode since(long offset, String epoch) {
        ObjectNode options = Json.object();
        options.putObject("since").put("offset", offset).put("epoch", epoch);
        return options;
    }

    private static ObjectNode filter(String key, String comparison, String value) {
        ObjectNode options = Json.object();
        options.putObject("tagsFilter").put("key", key).put("cmp", comparison).put("val", value);
        return options;
    }

    @Test
    void severalCommandsTravelInOneMessage() throws Exception {
        JsSdk.Client client = jsClient(plainUrl());
        client.subscribed(channel);
        int before = client.sentFrames();
        JsonNode results = client.batch(
                call("publish", channel).set("data", Json.numbered(1)),
                call("publish", channel).set("data", Json.numbered(2)),
                call("history", channel).put("limit", 10),
                call("presenceStats", channel));
        assertThat(client.sentFrames() - before).isEqualTo(1);
        assertThat(results).hasSize(4);
        assertThat(results.path(3).path("numClients").asInt()).isEqualTo(1);
        hearsInOrder(client, channel, 1, 2);
    }

    private static ObjectNode call(String what, String channel) {
        return Json.object().put("do", what).put("channel", channel);
    }

    @Test
    void aKnownPositionIsRecoveredFrom() throws Exception {
        JsSdk.Client client = jsClient(plainUrl());
        publish(client, channel, 1, 5);
        String epoch = client.history(channel, SdkClient.History.positionOnly())
                .path("epoch")
                .asString();
        client.subscribe(channel, since(3, epoch));
        JsonNode begun = client.heard().next("subscribed", channel);
        assertThat(begun.path("recovered").asBoolean()).isTrue();
        assertThat(begun.at("/streamPosition/epoch").asString()).isEqualTo(epoch);
        publish(client, channel, 6, 6);
        hearsInOrder(client, channel, 4, 6);
    }

    @Test
    void aPositionOfAnotherEpochIsNotRecovered() throws Exception {
        JsSdk.Client client = jsClient(plainUrl());
        publish(client, channel, 1, 5);
        client.subscribe(channel, since(3, "another"));
        JsonNode begun = client.heard().next("subscribed", channel);
        assertThat(begun.path("wasRecovering").asBoolean()).isTrue();
        assertThat(begun.path("recovered").asBoolean()).isFalse();
        assertThat(begun.at("/streamPosition/offset").asLong()).isEqualTo(5);
        publish(client, channel, 6, 6);
        hearsInOrder(client, channel, 6, 6);
    }

    @Test
    void aPositionBeyondTheTopIsNotRecovered() throws Exception {
        JsSdk.Client client = jsClient(plainUrl());
        publish(client, channel, 1, 5);
        String epoch = client.history(channel, SdkClient.History.positionOnly())
                .path("epoch")
                .asString();
        client.subscribe(channel, since(6, epoch));
        assertThat(client.heard().next("subscribed", channel).path("recovered").asBoolean())
                .isFalse();
    }

    @Test
    void deltasComeAsWholePublications() throws Exception {
        String deltas = "deltas:" + channel;
        JsSdk.Client publisher = jsClient(configuredUrl());
        try (Wire wire = wireToConfigured()) {
            JsSdk.Client reader = jsClient(Served.url(wire.port()));
            reader.subscribe(deltas, Json.object().put("delta", "fossil"));
            reader.heard().next("subscribed", deltas);
            String text = "what does not change ".repeat(100);
            publishWith(publisher, deltas, text, 1, 6);
            hearsWith(reader, deltas, text, 1, 6);
            wire.cut();
            publishWith(publisher, deltas, text, 7, 9);
            wire.mend();
            assertThat(reader.heard()
                            .next("subscribed", deltas)
                            .path("recovered")
                            .asBoolean())
                    .isTrue();
            publishWith(publisher, deltas, text, 10, 12);
            hearsWith(reader, deltas, text, 7, 12);
            JsonNode stats = reader.deltaStats(deltas);
            assertThat(stats.path("numDeltaPayloads").asInt()).isGreaterThanOrEqualTo(7);
            assertThat(stats.path("bytesReceived").asInt())
                    .isLessThan(stats.path("bytesDecoded").asInt() / 2);
        }
    }

    private static void publishWith(SdkClient client, String channel, String text, int from, int to) {
        for (int n = from; n <= to; n++) {
            client.publish(channel, Json.numbered(n).put("text", text));
        }
    }

    private static void hearsWith(SdkClient client, String channel, String text, int from, int to) throws Exception {
        List<JsonNode> heard = client.heard().next(to - from + 1, "publication", channel);
        assertThat(heard).extracting(Json::n).containsExactlyElementsOf(numbers(from, to));
        assertThat(heard)
                .allSatisfy(one -> assertThat(one.at("/data/text").asString()).isEqualTo(text));
    }

    @Test
    void whatAFilterDoesNotMatchIsNotSentAndIsNoGap() throws Exception {
        String tags = "tags:" + channel;
        JsSdk.Client publisher = jsClient(configuredUrl());
        publisher.subscribed(tags);
        try (Wire wire = wireToConfigured()) {
            JsSdk.Client none = jsClient(Served.url(wire.port()));
            JsSdk.Client all = jsClient(Served.url(wire.port()));
            none.subscribe(tags, filter("ticker", "eq", "BTC"));
            all.subscribe(tags, filter("ticker", "nex", ""));
            none.heard().next("subscribed", tags);
            all.heard().next("subscribed", tags);
            publish(publisher, tags, 1, 3); // clients' publications have no tags
            hearsInOrder(publisher, tags, 1, 3);
            hearsInOrder(all, tags, 1, 3);
            wire.cut();
            publish(publisher, tags, 4, 5);
            wire.mend();
            assertThat(none.heard().next("subscribed", tags).path("recovered").asBoolean())
                    .isTrue();
            assertThat(all.heard().next("subscribed", tags).path("recovered").asBoolean())
                    .isTrue();
            publish(publisher, tags, 6, 6);
            hearsInOrder(all, tags, 4, 6);
            fails(104, () -> none.rpc("behind them", Json.numbered(0)));
            assertThat(none.heard().rest("publication", tags)).isEmpty();
        }
    }

    @Test
    void aFilterWhereNoneIsAllowedIsRefused() throws Exception {
        JsSdk.Client client = jsClient(configuredUrl());
        client.subscribe("stream:" + channel, filter("ticker", "eq", "BTC"));
        assertThat(client.heard()
                        .next("unsubscribed", "stream:" + channel)
                        .path("code")
                        .asInt())
                .isEqualTo(107);
    }

    @Test
    void aMessageOverTheLimitEndsTheClientForGood() throws Exception {
        JsSdk.Client client = jsClient(plainUrl());
        client.publish(channel, Json.object().put("text", "x".repeat(65_000)));
        client.send(Json.object().put("text", "x".repeat(66_000)));
        assertThat(client.heard().next("disconnected").path("code").asInt()).isEqualTo(3); // messageSizeLimit
    }
}
