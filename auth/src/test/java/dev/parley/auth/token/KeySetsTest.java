package dev.parley.auth.token;

import static dev.parley.auth.token.Facts.refused;
import static dev.parley.auth.token.KeyServer.jwk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.auth.token.TokenException.Kind;
import dev.parley.auth.token.TokenOptions.Expect;
import dev.parley.auth.token.TokenOptions.Hmac;
import dev.parley.auth.token.TokenOptions.PublicKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class KeySetsTest {

    private static final String ANN = "{\"sub\":\"ann\"}";
    private static final KeyPair OTHER = TestKeys.ec("secp256r1");

    private final Clock clock = new Clock();
    private final KeyServer server;
    private TokenVerifier verifier;

    KeySetsTest() throws IOException {
        server = new KeyServer();
        verifier =
                new TokenVerifier(TokenOptions.NONE.withJwksPublicEndpoints(List.of(server.address("/keys"))), clock);
    }

    @AfterEach
    void close() {
        verifier.close();
        server.close();
    }

    private void use(TokenOptions options, Duration timeout) {
        verifier.close();
        verifier = new TokenVerifier(options, clock, new HttpFetch(timeout));
    }

    private static String token(String keyId, KeyPair pair) {
        return Jwt.withKeyId("ES256", pair, keyId, ANN);
    }

    private void isTaken(String token) throws TokenException {
        assertThat(verifier.connection(token).user()).hasToString("ann");
    }

    // ---- keys

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
    void eachTypeOfKeyIsRead(String algorithm) throws TokenException {
        KeyPair pair = TestKeys.pairOf(algorithm);
        server.has("/keys", jwk("other", OTHER), jwk("k", pair));

        isTaken(Jwt.withKeyId(algorithm, pair, "k", ANN));
        refused(Kind.SIGNATURE, verifier, Jwt.withKeyId("ES256", TestKeys.P256, "other", ANN));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",\"use\":\"enc\"",
                ",\"key_ops\":[\"encrypt\"]",
                ",\"use\":7",
            })
    void keysThatAreNotForSignaturesAreLeftOut(String more) {
        server.has("/keys", jwk("k", TestKeys.P256, more));

        refused(Kind.UNKNOWN_KEY, verifier, token("k", TestKeys.P256));
    }

    @ParameterizedTest
    @ValueSource(strings = {",\"use\":\"sig\"", ",\"key_ops\":[\"verify\"]", ",\"alg\":\"ES256\"", ",\"x\\u0079z\":1"})
    void keysThatSayTheyAreForSignaturesAreTaken(String more) throws TokenException {
        server.has("/keys", jwk("k", TestKeys.P256, more));

        isTaken(token("k", TestKeys.P256));
    }

    @Test
    void keysThatCantBeUsedDoNotSpoilTheOthers() throws TokenException {
        server.has(
                "/keys",
                "7",
                "{}",
                "{\"kty\":\"quantum\",\"kid\":\"k\"}",
                "{\"kty\":\"RSA\",\"kid\":\"k\"}",
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"k\",\"x\":\"AAAA\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"k\",\"x\":\"AAAA\",\"y\":\"AAAA\"}",
                "{\"kty\":\"oct\",\"kid\":\"k\",\"k\":\"c2VjcmV0\"}",
                jwk("k", TestKeys.rsa(1024)),
                jwk("k", TestKeys.P256));

        isTaken(token("k", TestKeys.P256));
        refused(Kind.ALGORITHM, verifier, Jwt.withKeyId("RS256", TestKeys.RSA, "k", ANN));
    }

    @Test
    void aSymmetricKeyOfASetIsNoSecret() {
        server.has("/keys", "{\"kty\":\"oct\",\"kid\":\"k\",\"k\":\"c2VjcmV0\"}");

        refused(Kind.ALGORITHM, verifier, Jwt.hmac("HS256", "secret", "{\"alg\":\"HS256\",\"kid\":\"k\"}", ANN));
    }

    @Test
    void aKeyIsForItsTypeAndAlgorithmOnly() {
        server.has("/keys", jwk("k", TestKeys.P256), jwk("rs", TestKeys.RSA, ",\"alg\":\"RS256\""));

        refused(Kind.ALGORITHM, verifier, Jwt.signed("ES384", TestKeys.P384, "{\"alg\":\"ES384\",\"kid\":\"k\"}", ANN));
        refused(Kind.ALGORITHM, verifier, Jwt.withKeyId("PS256", TestKeys.RSA, "rs", ANN));
        refused(Kind.ALGORITHM, verifier, Jwt.withKeyId("EdDSA", TestKeys.ED25519, "rs", ANN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "K",
                "k ",
                "",
                "../k",
                "k/../k",
                "/etc/passwd",
                "%2e%2e%2f",
                "{{k}}",
                "k\\u0000",
                "http://evil.example/k"
            })
    void anotherKeyIdIsUnknownAndGoesNowhere(String id) {
        server.has("/keys", jwk("k", TestKeys.P256));

        refused(Kind.UNKNOWN_KEY, verifier, token(id, TestKeys.P256));
        assertThat(server.asked).containsOnly("/keys");
    }

    @Test
    void withoutAKeyIdNoKeyOfASetIsTried() {
        server.has("/keys", jwk("k", TestKeys.P256));

        refused(Kind.UNKNOWN_KEY, verifier, Jwt.signed("ES256", TestKeys.P256, ANN));
        assertThat(server.asked).isEmpty();
    }

    @Test
    void keySetsStandBesideASecretAndAKey() throws TokenException {
        server.has("/keys", jwk("k", TestKeys.P256));
        use(
                TokenOptions.NONE
                        .withHmac(new Hmac(TestKeys.SECRET))
                        .withPublicKeys(new PublicKeys(null, TestKeys.publicPem(OTHER), null))
                        .withJwksPublicEndpoints(List.of(server.address("/keys"))),
                HttpFetch.TIMEOUT);

        isTaken(token("k", TestKeys.P256));
        isTaken(Jwt.of(ANN));
        isTaken(Jwt.signed("ES256", OTHER, ANN));
        refused(Kind.SIGNATURE, verifier, token("k", OTHER));
        refused(Kind.UNKNOWN_KEY, verifier, token("other", OTHER));
    }

    // ---- when they are fetched

    @Test
    void aSetIsFetchedOnceAnHour() throws TokenException {
        server.has("/keys", jwk("k", TestKeys.P256));

        isTaken(token("k", TestKeys.P256));
        clock.pass(Duration.ofMinutes(59));
        isTaken(token("k", TestKeys.P256));
        assertThat(server.asked).hasSize(1);
        clock.pass(Duration.ofMinutes(1));
        isTaken(token("k", TestKeys.P256));
        assertThat(server.asked).hasSize(2);
    }

    @Test
    void aKeyThatIsTakenOutOfTheSetIsNotGoodAfterAnHour() throws TokenException {
        server.has("/keys", jwk("k", TestKeys.P256));
        isTaken(token("k", TestKeys.P256));

        server.has("/keys");
        clock.pass(Duration.ofHours(1));

        refused(Kind.UNKNOWN_KEY, verifier, token("k", TestKeys.P256));
    }

    @Test
    void aNewKeyIsFetchedOnce() throws TokenException {
        server.has("/keys", jwk("k1", TestKeys.P256));
        isTaken(token("k1", TestKeys.P256));

        server.has("/keys", jwk("k1", TestKeys.P256), jwk("k2", OTHER));
        clock.pass(Duration.ofSeconds(10));
        for (int i = 0; i < 5; i++) {
            isTaken(token("k2", OTHER));
            isTaken(token("k1", TestKeys.P256));
        }

        assertThat(server.asked).hasSize(2);
    }

    @Test
    void unknownKeyIdsDoNotFlood() {
        server.has("/keys", jwk("k", TestKeys.P256));

        for (int i = 0; i < 100; i++) {
            refused(Kind.UNKNOWN_KEY, verifier, token("x" + i, TestKeys.P256));
        }
        assertThat(server.asked).hasSize(1);
        clock.pass(Duration.ofSeconds(10));
        for (int i = 0; i < 100; i++) {
            refused(Kind.UNKNOWN_KEY, verifier, token("x" + i, TestKeys.P256));
        }
        assertThat(server.asked).hasSize(2);
    }

    @Test
    void manyThreadsFetchOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        server.does("/keys", exchange -> {
            try {
                go.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
            byte[] body = ("{\"keys\":[" + jwk("k", TestKeys.P256) + "]}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        });
        String token = token("k", TestKeys.P256);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ConnectionToken>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(threads.submit((Callable<ConnectionToken>) () -> verifier.connection(token)));
            }
            await().until(() -> !server.asked.isEmpty());
            go.countDown();
            for (Future<ConnectionToken> one : all) {
                assertThat(one.get().user()).hasToString("ann");
            }
        }
        assertThat(server.asked).hasSize(1);
    }

    // ---- when they can't be

    @Test
    void aServerThatIsDownLeavesTheOldKeysGoodForADay() throws TokenException {
        server.has("/keys", jwk("k", TestKeys.P256));
        isTaken(token("k", TestKeys.P256));

        server.close();
        clock.pass(Duration.ofHours(23));
        isTaken(token("k", TestKeys.P256));
        refused(Kind.UNAVAILABLE, verifier, token("new", TestKeys.P256));
        clock.pass(Duration.ofHours(1));
        refused(Kind.UNAVAILABLE, verifier, token("k", TestKeys.P256));
    }

    @Test
    void aServerThatFailsIsAskedAgainAfterAPause() throws TokenException {
        server.fails("/keys");
        for (int i = 0; i < 10; i++) {
            refused(Kind.UNAVAILABLE, verifier, token("k", TestKeys.P256));
        }
        assertThat(server.asked).hasSize(1);

        server.has("/keys", jwk("k", TestKeys.P256));
        clock.pass(Duration.ofSeconds(9));
        refused(Kind.UNAVAILABLE, verifier, token("k", TestKeys.P256));
        clock.pass(Duration.ofSeconds(1));
        isTaken(token("k", TestKeys.P256));
        assertThat(server.asked).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[}", "{\"keys\":[],\"keys\":[]}"})
    void whatIsNoKeySetIsAsIfTheServerFailed(String body) throws TokenException {
        server.has("/keys", jwk("k", TestKeys.P256));
        isTaken(token("k", TestKeys.P256));

        server.answers("/keys", body);
        clock.pass(Duration.ofHours(2));

        isTaken(token("k", TestKeys.P256));
        refused(Kind.UNAVAILABLE, verifier, token("new", TestKeys.P256));
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUp() {
        CountDownLatch end = new CountDownLatch(1);
        server.does("/keys", exchange -> waitFor(end));
        use(TokenOptions.NONE.withJwksPublicEndpoints(List.of(server.address("/keys"))), Duration.ofMillis(100));

        refused(Kind.UNAVAILABLE, verifier, token("k", TestKeys.P256));
        end.countDown();
    }

    @Test
    void aServerThatStopsInTheMiddleIsGivenUp() {
        CountDownLatch end = new CountDownLatch(1);
        server.does("/keys", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            waitFor(end);
        });
        use(TokenOptions.NONE.withJwksPublicEndpoints(List.of(server.address("/keys"))), Duration.ofMillis(300));

        refused(Kind.UNAVAILABLE, verifier, token("k", TestKeys.P256));
        end.countDown();
    }

    private static void waitFor(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aKeySetHasAtMostOneMebibyte() throws TokenException {
        String set = "{\"keys\":[" + jwk("k", TestKeys.P256) + "]}";
        server.answers("/keys", set + " ".repeat(HttpFetch.MAX_BYTES - set.length() + 1));
        refused(Kind.UNAVAILABLE, verifier, token("k", TestKeys.P256));

        server.answers("/keys", set + " ".repeat(HttpFetch.MAX_BYTES - set.length()));
        clock.pass(Duration.ofSeconds(10));
        isTaken(token("k", TestKeys.P256));
    }

    @Test
    void redirectsAreNotFollowed() {
        server.has("/elsewhere", jwk("k", TestKeys.P256));
        server.does("/keys", exchange -> {
            exchange.getResponseHeaders().add("Location", server.address("/elsewhere"));
            exchange.sendResponseHeaders(302, -1);
        });

        refused(Kind.UNAVAILABLE, verifier, token("k", TestKeys.P256));
        assertThat(server.asked).containsExactly("/keys");
    }

    // ---- several addresses

    @Test
    void aKeyMayBeInAnyOfTheSets() throws TokenException {
        server.has("/a", jwk("a", TestKeys.P256));
        server.has("/b", jwk("b", OTHER));
        use(
                TokenOptions.NONE.withJwksPublicEndpoints(List.of(server.address("/a"), server.address("/b"))),
                HttpFetch.TIMEOUT);

        isTaken(token("b", OTHER));
        isTaken(token("a", TestKeys.P256));
        assertThat(server.asked).containsExactly("/a", "/b");
        server.has("/a", jwk("a", TestKeys.P256), jwk("a2", TestKeys.P256));
        clock.pass(Duration.ofSeconds(10));
        isTaken(token("a2", TestKeys.P256));
    }

    @Test
    void oneServerThatFailsDoesNotHideTheOther() throws TokenException {
        server.fails("/a");
        server.has("/b", jwk("b", OTHER));
        use(
                TokenOptions.NONE.withJwksPublicEndpoints(List.of(server.address("/a"), server.address("/b"))),
                HttpFetch.TIMEOUT);

        isTaken(token("b", OTHER));
        refused(Kind.UNAVAILABLE, verifier, token("x", OTHER));
    }

    private void useTenants(String template) {
        use(
                TokenOptions.NONE
                        .withIssuer(Expect.matching("(?s)iss:(?<tenant>.*)"))
                        .withAudience(Expect.matching("aud:(?<app>.*)"))
                        .withJwksPublicEndpoints(List.of(server.address(template))),
                HttpFetch.TIMEOUT);
    }

    private static String tenantToken(String tenant, KeyPair pair) {
        return Jwt.withKeyId(
                "ES256", pair, "k", "{\"sub\":\"ann\",\"iss\":\"iss:" + tenant + "\",\"aud\":[\"x\",\"aud:shop\"]}");
    }

    @Test
    void theTokenChoosesTheSetByItsIssuerAndAudience() throws TokenException {
        useTenants("/{{tenant}}/{{app}}/keys?app={{app}}");
        server.has("/t1/shop/keys?app=shop", jwk("k", TestKeys.P256));

        isTaken(tenantToken("t1", TestKeys.P256));
        assertThat(server.asked).containsExactly("/t1/shop/keys?app=shop");
    }

    @Test
    void theSameKeyIdOfTwoIssuersIsTwoKeys() throws TokenException {
        useTenants("/{{tenant}}/keys");
        server.has("/t1/keys", jwk("k", TestKeys.P256));
        server.has("/t2/keys", jwk("k", OTHER));

        isTaken(tenantToken("t1", TestKeys.P256));
        refused(Kind.SIGNATURE, verifier, tenantToken("t2", TestKeys.P256));
        isTaken(tenantToken("t2", OTHER));
        refused(Kind.SIGNATURE, verifier, tenantToken("t1", OTHER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../t1",
                "t1/..",
                "t1/",
                "/",
                "t1?x",
                "t1#x",
                "t1%2f..",
                "%2e%2e",
                "t 1",
                "t1\\\\x",
                "t1\\n",
                "t1\\u0000",
                "@evil.example",
                "é",
                "t1:80",
                "{{app}}",
                "$1"
            })
    void aPlaceHoldsOnePieceOfAPath(String tenant) {
        useTenants("/{{tenant}}/keys");

        refused(Kind.MALFORMED, verifier, tenantToken(tenant, TestKeys.P256));
        refused(Kind.MALFORMED, verifier, tenantToken("t".repeat(129), TestKeys.P256));
        assertThat(server.asked).isEmpty();
    }

    @Test
    void aTokenOfAStrangerChoosesNothing() {
        useTenants("/{{tenant}}/keys");

        refused(Kind.ISSUER, verifier, Jwt.withKeyId("ES256", OTHER, "k", "{\"iss\":\"x:t1\",\"aud\":\"aud:shop\"}"));
        refused(Kind.AUDIENCE, verifier, Jwt.withKeyId("ES256", OTHER, "k", "{\"iss\":\"iss:t1\",\"aud\":\"shop\"}"));
        assertThat(server.asked).isEmpty();
    }

    @Test
    void inventedAddressesDoNotPushOutThoseThatAreUsed() throws TokenException {
        useTenants("/{{tenant}}/keys");
        for (int i = 0; i < 90; i++) {
            server.has("/t" + i + "/keys", jwk("k", TestKeys.P256));
            isTaken(tenantToken("t" + i, TestKeys.P256));
        }
        for (int i = 0; i < 200; i++) {
            refused(Kind.UNAVAILABLE, verifier, tenantToken("invented" + i, TestKeys.P256));
        }
        int before = server.asked.size();

        for (int i = 0; i < 90; i++) {
            isTaken(tenantToken("t" + i, TestKeys.P256));
        }
        assertThat(server.asked).hasSize(before);
    }

    @Test
    void addressesHaveALimitAndTheOneUsedLeastIsForgotten() throws TokenException {
        useTenants("/{{tenant}}/keys");
        for (int i = 0; i <= KeySets.MAX_ADDRESSES; i++) {
            server.has("/t" + i + "/keys", jwk("k", TestKeys.P256));
            isTaken(tenantToken("t" + i, TestKeys.P256));
        }
        server.asked.clear();

        isTaken(tenantToken("t1", TestKeys.P256));
        assertThat(server.asked).isEmpty();
        isTaken(tenantToken("t0", TestKeys.P256));
        assertThat(server.asked).containsExactly("/t0/keys");
    }
}
