package dev.parley.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.e2e.sdk.TwoSdks.Language;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// Tokens that were good, that are good for a while, and that never were: of connections and of subscriptions.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TokenLifeTest {

    private static final Duration OVER = Duration.ofSeconds(-5);
    private static final Duration SHORT = Duration.ofSeconds(3);
    private static final String PRIVATE = "$private";

    private Backend backend;
    private TwoSdks sdks;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        backend = Backend.with(folder, """
                expired_close_delay: 3s
                expired_sub_close_delay: 3s
                """, """
                channel:
                  without_namespace:
                    allow_publish_for_subscriber: true
                """);
        sdks = TwoSdks.start();
    }

    @AfterAll
    void stop() {
        sdks.close();
        backend.close();
    }

    /// Counts how often it is asked.
    private static final class Counted implements Supplier<String> {

        final AtomicInteger asked = new AtomicInteger();
        private final Supplier<String> tokens;

        Counted(Supplier<String> tokens) {
            this.tokens = tokens;
        }

        @Override
        public String get() {
            asked.incrementAndGet();
            return tokens.get();
        }

        void awaitAsked(int times) {
            await().atMost(Duration.ofSeconds(30)).until(() -> asked.get() >= times);
        }
    }

    private SdkClient client(Language language, Proof proof) {
        return sdks.in(language).client(backend.url(), proof);
    }

    private static String user(Language language, String test) {
        return test + language;
    }

    private void isReached(SdkClient client, String user, long n) throws Exception {
        backend.pushes(user, n);
        assertThat(Json.n(client.heard().next("publication", "user:#" + user))).isEqualTo(n);
    }

    // ---- connections

    @ParameterizedTest
    @EnumSource
    void whoComesWithAnExpiredTokenGetsAnotherAndConnects(Language language) throws Exception {
        String user = user(language, "expired");
        Counted tokens = new Counted(() -> Backend.token(user));
        SdkClient client = client(language, new Proof(Backend.token(user, OVER), tokens));
        client.connected();
        isReached(client, user, 1);
        assertThat(tokens.asked).hasValue(1);
        assertThat(client.heard().rest("disconnected", "")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aSessionOutlivesItsTokensWithoutBeingDisconnected(Language language) throws Exception {
        String user = user(language, "refreshed");
        Counted tokens = new Counted(() -> Backend.token(user, SHORT));
        SdkClient client = client(language, Proof.asking(tokens));
        client.connected();
        tokens.awaitAsked(4); // the first two have expired
        isReached(client, user, 1);
        assertThat(client.heard().rest("connecting", "")).hasSize(1);
        assertThat(client.heard().rest("disconnected", "")).isEmpty();
        client.disconnect();
    }

    @ParameterizedTest
    @EnumSource
    void whoseBackendIsAwayIsDisconnectedAndComesBackWithTheNextToken(Language language) throws Exception {
        String user = user(language, "away");
        AtomicInteger asked = new AtomicInteger();
        SdkClient client = client(language, Proof.asking(() -> {
            if (asked.incrementAndGet() == 2) {
                throw new Proof.NotNow();
            }
            return asked.get() == 1 ? Backend.token(user, SHORT) : Backend.token(user);
        }));
        client.connected();
        assertThat(client.heard().next("connecting").path("code").asInt()).isZero();
        assertThat(client.heard().next("connecting").path("code").asInt()).isEqualTo(3005);
        client.heard().next("connected");
        isReached(client, user, 1);
    }

    @Test
    void whoDoesNotRefreshIsDisconnected() throws Exception {
        String token = Backend.token("42", SHORT);
        try (BareSdkClient sdk = BareSdkClient.connected(backend.url(), token);
                BareSdkClient bare = BareSdkClient.open(backend.userUrl("?token=" + token))) {
            assertThat(sdk.closeCode()).isEqualTo(3005);
            assertThat(bare.closeCode()).isEqualTo(3005);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoComesWithABadTokenIsToldOnceAndDoesNotComeBack(Language language) throws Exception {
        for (String bad : new String[] {
            "nonsense",
            Backend.signed(Backend.claims("42"), "another secret"),
            Backend.subscriptionToken("42", "news"),
            Backend.token("42") + "x"
        }) {
            Counted tokens = new Counted(() -> bad);
            SdkClient client = client(language, new Proof(bad, tokens));
            client.connect();
            assertThat(client.heard().next("disconnected").path("code").asInt()).isEqualTo(3500);
            assertThat(client.heard().rest("connecting", "")).hasSize(1);
            assertThat(client.heard().rest("connected", "")).isEmpty();
            assertThat(tokens.asked).hasValue(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefreshWithSomebodyElsesTokenEndsTheSession(Language language) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        SdkClient client = client(
                language,
                Proof.asking(() -> asked.incrementAndGet() == 1 ? Backend.token("42", SHORT) : Backend.token("43")));
        client.connected();
        assertThat(client.heard().next("disconnected").path("code").asInt()).isEqualTo(3500);
        assertThat(client.heard().rest("connecting", "")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void withoutATokenNobodyComesInHere(Language language) throws Exception {
        SdkClient client = client(language, Proof.asking(() -> {
            throw new Proof.Refused();
        }));
        client.connect();
        client.heard().next("disconnected");
        assertThat(client.heard().rest("connected", "")).isEmpty();
        assertThat(BareSdkClient.refusalOf(backend.userUrl(""))).isEqualTo(401);
    }

    // ---- subscriptions

    @ParameterizedTest
    @EnumSource
    void aPrivateChannelTakesATokenForThisUserAndThisChannel(Language language) throws Exception {
        SdkClient client = client(language, Proof.of(Backend.token("42")));
        client.connected();
        refused(client, PRIVATE + 1, Proof.NONE);
        refused(client, PRIVATE + 2, Proof.of(Backend.subscriptionToken("43", PRIVATE + 2)));
        refused(client, PRIVATE + 3, Proof.of(Backend.subscriptionToken("42", PRIVATE + 1)));
        client.subscribe(PRIVATE + 4, Proof.of(Backend.subscriptionToken("42", PRIVATE + 4)));
        client.heard().next("subscribed", PRIVATE + 4);
        client.publish(PRIVATE + 4, Json.numbered(1));
        assertThat(Json.n(client.heard().next("publication", PRIVATE + 4))).isEqualTo(1);
        assertThat(client.heard().rest("disconnected", "")).isEmpty();
    }

    private static void refused(SdkClient client, String channel, Proof proof) throws InterruptedException {
        client.subscribe(channel, proof);
        assertThat(client.heard().next("unsubscribed", channel).path("code").asInt())
                .isEqualTo(103);
        assertThat(client.heard().rest("subscribed", channel)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whoSubscribesWithAnExpiredTokenGetsAnother(Language language) throws Exception {
        String channel = PRIVATE + "expired" + language;
        Counted tokens = new Counted(() -> Backend.subscriptionToken("42", channel));
        SdkClient client = client(language, Proof.of(Backend.token("42")));
        client.connected();
        client.subscribe(channel, new Proof(Backend.subscriptionToken("42", channel, OVER), tokens));
        client.heard().next("subscribed", channel);
        assertThat(tokens.asked.get()).isBetween(1, 2); // centrifuge-java before 0.6 may ask twice
        assertThat(client.heard().rest("unsubscribed", channel)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aSubscriptionOutlivesItsTokens(Language language) throws Exception {
        String channel = PRIVATE + "refreshed" + language;
        Counted tokens = new Counted(() -> Backend.subscriptionToken("42", channel, SHORT));
        SdkClient client = client(language, Proof.of(Backend.token("42")));
        client.connected();
        client.subscribe(channel, Proof.asking(tokens));
        tokens.awaitAsked(4);
        client.publish(channel, Json.numbered(1));
        assertThat(Json.n(client.heard().next("publication", channel))).isEqualTo(1);
        assertThat(client.heard().rest("subscribed", channel)).hasSize(1);
        assertThat(client.heard().rest("subscribing", channel)).hasSize(1);
        assertThat(client.heard().rest("unsubscribed", channel)).isEmpty();
        assertThat(client.heard().rest("connecting", "")).hasSize(1);
        client.disconnect();
    }

    @Test
    void aSubscriptionThatIsNotRefreshedEnds() throws Exception {
        try (BareSdkClient client = BareSdkClient.connected(backend.url(), Backend.token("42"))) {
            client.says("{\"id\":2,\"subscribe\":{\"channel\":\"$x\",\"token\":\""
                    + Backend.subscriptionToken("42", "$x", SHORT) + "\"}}");
            JsonNode reply = client.hears();
            assertThat(reply.at("/subscribe/expires").asBoolean()).isTrue();
            assertThat(reply.at("/subscribe/ttl").asInt()).isBetween(1, 3);
            JsonNode push = client.hears();
            assertThat(push.at("/push/channel").asString()).isEqualTo("$x");
            assertThat(push.at("/push/unsubscribe/code").asInt()).isEqualTo(2501);
        }
    }
}
