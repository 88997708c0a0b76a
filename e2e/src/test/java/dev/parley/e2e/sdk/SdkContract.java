package dev.parley.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.parley.e2e.sdk.SdkClient.History;
import dev.parley.e2e.sdk.SdkClient.Want;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What every SDK must find here, as it comes from its registry: against a server without a configuration file, and
/// against one with namespaces.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class SdkContract {

    private static final String NAMESPACES = """
            client:
              allow_anonymous_connect_without_token: true
            channel:
              without_namespace:
                allow_subscribe_for_client: false
              namespaces:
                - name: stream
                  history_size: 1000
                  history_ttl: 10m
                  allow_positioning: true
                  force_recovery: true
                  allow_subscribe_for_client: true
                  allow_subscribe_for_anonymous: true
                  allow_publish_for_client: true
                  allow_publish_for_anonymous: true
                - name: newest
                  history_size: 1
                  history_ttl: 10m
                  force_recovery: true
                  force_recovery_mode: cache
                  allow_subscribe_for_client: true
                  allow_subscribe_for_anonymous: true
                  allow_publish_for_client: true
                  allow_publish_for_anonymous: true
                - name: told
                  presence: true
                  join_leave: true
                  force_push_join_leave: true
                  allow_subscribe_for_client: true
                  allow_subscribe_for_anonymous: true
                  allow_presence_for_subscriber: true
                  allow_presence_for_anonymous: true
                - name: readers
                  allow_subscribe_for_client: true
                  allow_subscribe_for_anonymous: true
                - name: deltas
                  history_size: 100
                  history_ttl: 10m
                  force_recovery: true
                  allowed_delta_types: [fossil]
                  delta_publish: true
                  allow_subscribe_for_client: true
                  allow_subscribe_for_anonymous: true
                  allow_publish_for_client: true
                  allow_publish_for_anonymous: true
                - name: tags
                  history_size: 100
                  history_ttl: 10m
                  force_recovery: true
                  allow_tags_filter: true
                  allow_subscribe_for_client: true
                  allow_subscribe_for_anonymous: true
                  allow_publish_for_client: true
                  allow_publish_for_anonymous: true
            """;

    private final List<SdkClient> clients = new ArrayList<>();
    private Sdk sdk;
    private Served plain;
    private Served configured;

    /// A channel of the test's own.
    protected String channel;

    /// Once for all tests.
    abstract Sdk startSdk() throws Exception;

    @BeforeAll
    void start(@TempDir Path plainFolder, @TempDir Path configuredFolder) throws Exception {
        sdk = startSdk();
        plain = Served.plain(plainFolder);
        configured = Served.configured(configuredFolder, NAMESPACES);
    }

    @AfterAll
    void stop() {
        sdk.close();
        plain.close();
        configured.close();
    }

    @BeforeEach
    void nameChannel(TestInfo test) {
        channel = test.getTestMethod().orElseThrow().getName();
    }

    @AfterEach
    void disconnectAll() {
        clients.forEach(SdkClient::disconnect);
        clients.clear();
    }

    /// @return a client of the server without configuration, connected
    final SdkClient client() throws InterruptedException {
        return clientAt(plain.url());
    }

    /// @return a client of the server with namespaces, connected
    final SdkClient configuredClient() throws InterruptedException {
        return clientAt(configured.url());
    }

    final SdkClient clientAt(String url) throws InterruptedException {
        SdkClient client = kept(sdk.client(url));
        client.connected();
        return client;
    }

    /// Disconnects it when the test has ended.
    final <T extends SdkClient> T kept(T client) {
        clients.add(client);
        return client;
    }

    final Wire wireToPlain() throws Exception {
        return new Wire(plain.port());
    }

    final Wire wireToConfigured() throws Exception {
        return new Wire(configured.port());
    }

    final String plainUrl() {
        return plain.url();
    }

    final String configuredUrl() {
        return configured.url();
    }

    static void publish(SdkClient client, String channel, long from, long to) {
        for (long n = from; n <= to; n++) {
            client.publish(channel, Json.numbered(n));
        }
    }

    /// The next publications are those with the numbers `from` to `to`, at the offsets of the same numbers.
    static void hearsInOrder(SdkClient client, String channel, long from, long to) throws InterruptedException {
        List<JsonNode> heard = client.heard().next((int) (to - from + 1), "publication", channel);
        assertThat(heard).extracting(Json::n).containsExactlyElementsOf(numbers(from, to));
        assertThat(heard).extracting(one -> one.path("offset").asLong()).containsExactlyElementsOf(numbers(from, to));
    }

    static List<Long> numbers(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    static void fails(int code, ThrowingCallable call) {
        assertThatExceptionOfType(SdkError.class).isThrownBy(call).returns(code, SdkError::code);
    }

    private static List<Long> offsets(JsonNode page) {
        List<Long> offsets = new ArrayList<>();
        for (JsonNode publication : page.path("publications")) {
            offsets.add(publication.path("offset").asLong());
        }
        return offsets;
    }

    // ---- without a configuration file

    @Test
    void twoClientsHearEachOther() throws Exception {
        SdkClient first = client();
        SdkClient second = client();
        first.subscribed(channel);
        second.subscribed(channel);
        first.publish(channel, Json.numbered(1).put("text", "grüße, \"世界\" 🙂\u2028"));
        second.publish(channel, Json.numbered(2));
        for (SdkClient client : List.of(first, second)) {
            JsonNode one = client.heard().next("publication", channel);
            assertThat(one.path("data").path("text").asString()).isEqualTo("grüße, \"世界\" 🙂\u2028");
            assertThat(one.path("offset").asLong()).isEqualTo(1);
            JsonNode two = client.heard().next("publication", channel);
            assertThat(Json.n(two)).isEqualTo(2);
            assertThat(two.path("info").path("client").asString())
                    .isNotEmpty()
                    .isNotEqualTo(one.path("info").path("client").asString());
        }
    }

    @Test
    void whoHasUnsubscribedHearsNothing() throws Exception {
        SdkClient client = client();
        SdkClient other = client();
        client.subscribed(channel);
        client.unsubscribe(channel);
        client.heard().next("unsubscribed", channel);
        client.presence(channel); // behind the unsubscribe
        other.publish(channel, Json.numbered(1));
        client.presence(channel);
        assertThat(client.heard().rest("publication", channel)).isEmpty();
    }

    @Test
    void presenceTellsWhoIsThere() throws Exception {
        SdkClient first = kept(sdk.client(plainUrl()));
        SdkClient second = kept(sdk.client(plainUrl()));
        String firstId = first.connected().path("session").asString();
        String secondId = second.connected().path("session").asString();
        first.subscribed(channel);
        second.subscribed(channel);
        assertThat(first.presence(channel).path("clients").propertyNames())
                .containsExactlyInAnyOrder(firstId, secondId);
        JsonNode stats = second.presenceStats(channel);
        assertThat(stats.path("numClients").asInt()).isEqualTo(2);
        assertThat(stats.path("numUsers").asInt()).isEqualTo(1); // both are nobody in particular
        second.disconnect();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> first.presenceStats(channel).path("numClients").asInt() == 1);
    }

    @Test
    void comingsAndGoingsAreToldToWhoAsks() throws Exception {
        SdkClient asks = client();
        SdkClient other = kept(sdk.client(plainUrl()));
        asks.subscribed(channel, Want.JOIN_LEAVE);
        asks.heard().next("join", channel); // its own
        String otherId = other.connected().path("session").asString();
        other.subscribed(channel);
        assertThat(asks.heard().next("join", channel).at("/info/client").asString())
                .isEqualTo(otherId);
        other.disconnect();
        assertThat(asks.heard().next("leave", channel).at("/info/client").asString())
                .isEqualTo(otherId);
        assertThat(other.heard().rest("join", channel)).isEmpty();
    }

    @Test
    void historyIsReadInPagesForwardsAndBackwards() throws Exception {
        SdkClient client = client();
        publish(client, channel, 1, 7);
        JsonNode top = client.history(channel, History.positionOnly());
        assertThat(top.path("offset").asLong()).isEqualTo(7);
        assertThat(top.path("publications")).isEmpty();
        String epoch = top.path("epoch").asString();
        assertThat(epoch).isNotEmpty();
        assertThat(offsets(client.history(channel, new History(3, null, false))))
                .containsExactly(1L, 2L, 3L);
        assertThat(offsets(client.history(channel, new History(3, null, true)))).containsExactly(7L, 6L, 5L);
        assertThat(offsets(client.history(channel, new History(2, new History.Since(3, epoch), false))))
                .containsExactly(4L, 5L);
        assertThat(offsets(client.history(channel, new History(2, new History.Since(3, epoch), true))))
                .containsExactly(2L, 1L);
        JsonNode whole = client.history(channel, new History(100, null, false));
        assertThat(offsets(whole)).containsExactlyElementsOf(numbers(1, 7));
        assertThat(whole.path("publications").path(6).path("data").path("n").asLong())
                .isEqualTo(7);
        fails(112, () -> client.history(channel, new History(2, new History.Since(3, "another"), false)));
    }

    @Test
    void aCutConnectionLosesNothing() throws Exception {
        SdkClient publisher = client();
        try (Wire wire = wireToPlain()) {
            SdkClient reader = clientAt(Served.url(wire.port()));
            JsonNode begun = reader.subscribed(channel);
            assertThat(begun.path("recoverable").asBoolean()).isTrue();
            publish(publisher, channel, 1, 3);
            hearsInOrder(reader, channel, 1, 3);
            wire.cut();
            reader.heard().rest("connecting", "");
            publish(publisher, channel, 4, 60);
            wire.mend();
            JsonNode again = reader.heard().next("subscribed", channel);
            assertThat(again.path("wasRecovering").asBoolean()).isTrue();
            assertThat(again.path("recovered").asBoolean()).isTrue();
            publish(publisher, channel, 61, 63);
            hearsInOrder(reader, channel, 4, 63);
        }
    }

    @Test
    void aMethodThatNobodyKnowsIsAnError() throws Exception {
        SdkClient client = client();
        fails(104, () -> client.rpc("nobody.knows.it", Json.numbered(1)));
    }

    @Test
    void aMessageToTheServerIsTaken() throws Exception {
        SdkClient client = client();
        client.send(Json.numbered(1));
        fails(104, () -> client.rpc("behind it", Json.numbered(2)));
        assertThat(client.heard().rest("disconnected", "")).isEmpty();
    }

    @Test
    void aNamespaceThatNobodyConfiguredIsUnknown() throws Exception {
        SdkClient client = client();
        client.subscribe("nowhere:" + channel);
        JsonNode refused = client.heard().next("unsubscribed", "nowhere:" + channel);
        assertThat(refused.path("code").asInt()).isEqualTo(102);
        fails(102, () -> client.publish("nowhere:" + channel, Json.numbered(1)));
        fails(102, () -> client.history("nowhere:" + channel, History.positionOnly()));
        fails(102, () -> client.presence("nowhere:" + channel));
    }

    @Test
    void oneClientHas128ChannelsAndNoMore() throws Exception {
        SdkClient client = client();
        for (int i = 1; i <= 128; i++) {
            client.subscribe(channel + i);
        }
        for (int i = 1; i <= 128; i++) {
            client.heard().next("subscribed", channel + i);
        }
        client.subscribe(channel + "129");
        JsonNode refused = client.heard().next("unsubscribed", channel + "129");
        assertThat(refused.path("code").asInt()).isEqualTo(106);
        client.publish(channel + "1", Json.numbered(1));
        assertThat(Json.n(client.heard().next("publication", channel + "1"))).isEqualTo(1);
    }

    // ---- with namespaces

    @Test
    void whatANamespaceDoesNotAllowIsDenied() throws Exception {
        SdkClient client = configuredClient();
        client.subscribe(channel); // without a namespace: nothing is allowed
        assertThat(client.heard().next("unsubscribed", channel).path("code").asInt())
                .isEqualTo(103);
        String readers = "readers:" + channel;
        client.subscribed(readers);
        fails(103, () -> client.publish(readers, Json.numbered(1)));
        fails(108, () -> client.presence(readers));
        fails(108, () -> client.presenceStats(readers));
        fails(108, () -> client.history(readers, History.positionOnly()));
        fails(103, () -> client.history("stream:" + channel, History.positionOnly()));
        fails(103, () -> client.presence("told:" + channel)); // for subscribers only
    }

    @Test
    void whoAsksIsPositioned() throws Exception {
        SdkClient client = configuredClient();
        assertThat(client.subscribed("stream:" + channel, Want.POSITIONED)
                        .path("positioned")
                        .asBoolean())
                .isTrue();
        JsonNode plainOne = client.subscribed("readers:" + channel, Want.POSITIONED, Want.RECOVERABLE);
        assertThat(plainOne.path("positioned").asBoolean()).isFalse();
        assertThat(plainOne.path("recoverable").asBoolean()).isFalse();
    }

    @Test
    void comingsAndGoingsAreForcedOnAll() throws Exception {
        String told = "told:" + channel;
        SdkClient first = configuredClient();
        first.subscribed(told);
        first.heard().next("join", told);
        SdkClient second = configuredClient();
        second.subscribed(told);
        first.heard().next("join", told);
        second.unsubscribe(told);
        first.heard().next("leave", told);
        assertThat(first.presenceStats(told).path("numClients").asInt()).isEqualTo(1);
    }

    @Test
    void inCacheModeWhoComesBackGetsTheNewest() throws Exception {
        String newest = "newest:" + channel;
        SdkClient publisher = configuredClient();
        try (Wire wire = wireToConfigured()) {
            SdkClient reader = clientAt(Served.url(wire.port()));
            reader.subscribed(newest);
            publish(publisher, newest, 1, 1);
            hearsInOrder(reader, newest, 1, 1);
            wire.cut();
            publish(publisher, newest, 2, 5);
            wire.mend();
            assertThat(reader.heard()
                            .next("subscribed", newest)
                            .path("recovered")
                            .asBoolean())
                    .isTrue();
            publish(publisher, newest, 6, 6);
            hearsInOrder(reader, newest, 5, 6);
        }
    }

    @Test
    void whatHistoryNoLongerHasIsToldAsNotRecovered() throws Exception {
        String stream = "stream:" + channel;
        SdkClient publisher = configuredClient();
        try (Wire wire = wireToConfigured()) {
            SdkClient reader = clientAt(Served.url(wire.port()));
            reader.subscribed(stream);
            publish(publisher, stream, 1, 1);
            hearsInOrder(reader, stream, 1, 1);
            wire.cut();
            publish(publisher, stream, 2, 1_010); // its history has 1,000
            wire.mend();
            JsonNode again = reader.heard().next("subscribed", stream);
            assertThat(again.path("wasRecovering").asBoolean()).isTrue();
            assertThat(again.path("recovered").asBoolean()).isFalse();
            publish(publisher, stream, 1_011, 1_011);
            hearsInOrder(reader, stream, 1_011, 1_011);
        }
    }
}
