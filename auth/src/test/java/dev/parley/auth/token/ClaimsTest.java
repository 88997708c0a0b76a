package dev.parley.auth.token;

import static dev.parley.auth.token.Facts.HMAC;
import static dev.parley.auth.token.Facts.refused;
import static dev.parley.auth.token.Facts.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.auth.token.SubscriptionClaims.Overrides;
import dev.parley.auth.token.TokenException.Kind;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Payload;
import dev.parley.hub.UserId;
import java.nio.ByteBuffer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsTest {

    private static final ChannelName NEWS = new ChannelName("news");

    private final TokenVerifier verifier = verifier(HMAC);

    private ConnectionToken connection(String payload) throws TokenException {
        return verifier.connection(Jwt.of(payload));
    }

    private SubscriptionToken subscription(String payload) throws TokenException {
        return verifier.subscription(Jwt.of(payload));
    }

    // ---- a connection

    @Test
    void aTokenThatSaysNothingIsForAnybodyForEver() throws TokenException {
        ConnectionToken token = connection("{}");

        assertThat(token.user()).isEqualTo(UserId.ANONYMOUS);
        assertThat(token.info()).isNull();
        assertThat(token.meta()).isNull();
        assertThat(token.channels()).isEmpty();
        assertThat(token.subs()).isEmpty();
        assertThat(token.expiresAtSeconds()).isZero();
        assertThat(token.exp()).isZero();
        assertThat(token.issuedAtSeconds()).isZero();
        assertThat(token.id()).isNull();
    }

    @Test
    void nullIsAsIfNotSaid() throws TokenException {
        assertThat(connection("""
                {"sub":null,"exp":null,"nbf":null,"iat":null,"jti":null,"aud":null,"iss":null,"info":null,"b64info":null,
                "meta":null,"channels":null,"subs":null,"expire_at":null,"channel":null}""")).isEqualTo(connection("{}"));
    }

    @Test
    void everyClaimOfAConnectionIsRead() throws TokenException {
        ConnectionToken token = connection("""
                {"sub":"ann","exp":1800000060,"nbf":1799999990,"iat":1799999995,"jti":"t-1","info":{"name":"Ann"},
                "meta":{"tenant":7},"channels":["news","chat:lobby"],
                "subs":{"news":{"info":[1],"data":"hello","override":{"presence":{"value":true}}},"x":{},"y":null}}""");

        assertThat(token.user()).isEqualTo(new UserId("ann"));
        assertThat(token.exp()).isEqualTo(1_800_000_060);
        assertThat(token.expiresAtSeconds()).isEqualTo(1_800_000_060);
        assertThat(token.issuedAtSeconds()).isEqualTo(1_799_999_995);
        assertThat(token.id()).isEqualTo("t-1");
        assertThat(token.info()).isEqualTo(Payload.json("{\"name\":\"Ann\"}"));
        assertThat(token.meta()).isEqualTo(Payload.json("{\"tenant\":7}"));
        assertThat(token.channels()).containsExactly(NEWS, new ChannelName("chat:lobby"));
        assertThat(token.subs()).containsOnlyKeys(NEWS, new ChannelName("x"), new ChannelName("y"));
        assertThat(token.subs())
                .containsEntry(
                        NEWS,
                        new SubscriptionClaims(
                                Payload.json("[1]"),
                                Payload.json("\"hello\""),
                                new Overrides(true, null, null, null, null)))
                .containsEntry(new ChannelName("y"), new SubscriptionClaims(null, null, Overrides.NONE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "0",
                "-0",
                "1.10",
                "1e400",
                "123456789012345678901234567890",
                "\"\"",
                "\"a\\u00e9\\ud83d\\ude00é😀\"",
                "\"\\ud800\"",
                "[]",
                "{}",
                "{ \"a\" : [ 1 , { \"b\" : null } ] }",
                "[\"}\",\"]\",\"\\\"\"]"
            })
    void infoIsCarriedAsItCame(String json) throws TokenException {
        assertThat(connection("{\"sub\":\"ann\", \"info\": " + json + " , \"meta\" :{\"m\":" + json + "}}"))
                .satisfies(token -> assertThat(token.info()).isEqualTo(Payload.json(json)))
                .satisfies(token -> assertThat(token.meta()).isEqualTo(Payload.json("{\"m\":" + json + "}")));
    }

    @Test
    void base64WinsAndIsBinary() throws TokenException {
        ConnectionToken token = connection(
                "{\"info\":1,\"b64info\":\"AP8=\",\"subs\":{\"news\":{\"b64info\":\"AQ==\",\"b64data\":\"Ag==\"}}}");

        assertThat(token.info()).isEqualTo(Payload.binary(ByteBuffer.wrap(new byte[] {0, -1})));
        assertThat(token.subs())
                .containsEntry(
                        NEWS,
                        new SubscriptionClaims(
                                Payload.binary(ByteBuffer.wrap(new byte[] {1})),
                                Payload.binary(ByteBuffer.wrap(new byte[] {2})),
                                Overrides.NONE));
        assertThat(connection("{\"info\":1,\"b64info\":\"\"}").info()).isEqualTo(Payload.json("1"));
    }

    @Test
    void eachOverrideIsRead() throws TokenException {
        assertThat(subscription("""
                {"channel":"news","override":{"presence":{"value":true},"join_leave":{"value":false},
                "force_push_join_leave":{"value":true},"force_recovery":{"value":false},
                "force_positioning":{"value":true},"of_the_future":{"value":1}}}""").claims().overrides()).isEqualTo(new Overrides(true, false, true, false, true));
        assertThat(subscription("{\"channel\":\"news\",\"override\":{\"presence\":{},\"join_leave\":null}}")
                        .claims()
                        .overrides())
                .isEqualTo(Overrides.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sub|1",
                "sub|{}",
                "sub|true",
                "exp|\"1800000060\"",
                "exp|true",
                "exp|[]",
                "exp|-1",
                "exp|1e999999999",
                "exp|1800000060000",
                "nbf|\"1\"",
                "nbf|{}",
                "nbf|-0.5",
                "iat|\"now\"",
                "iat|1800000000000",
                "jti|1",
                "jti|[]",
                "aud|1",
                "aud|{}",
                "aud|[1]",
                "aud|[\"a\",null]",
                "iss|1",
                "iss|[\"a\"]",
                "b64info|1",
                "b64info|\"%%%\"",
                "b64info|\"AP-_\"",
                "meta|1",
                "meta|[]",
                "meta|\"{}\"",
                "channels|\"news\"",
                "channels|{}",
                "channels|[1]",
                "channels|[[\"news\"]]",
                "channels|[\"\"]",
                "channels|[\"a\\u0000b\"]",
                "subs|[]",
                "subs|\"news\"",
                "subs|{\"news\":1}",
                "subs|{\"news\":[]}",
                "subs|{\"\":{}}",
                "expire_at|\"0\"",
                "expire_at|-1",
                "expire_at|1800000060000",
            })
    void aClaimOfAnotherTypeIsNamed(String claim, String value) {
        TokenException why = refused(Kind.MALFORMED, verifier, Jwt.of("{\"" + claim + "\":" + value + "}"));

        assertThat(why).hasMessageContaining("claim " + claim + " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"b64info\":1}|subs.b64info",
                "{\"b64data\":\"?\"}|subs.b64data",
                "{\"override\":[]}|subs.override",
                "{\"override\":{\"presence\":true}}|subs.override.presence",
                "{\"override\":{\"presence\":{\"value\":1}}}|subs.override.presence.value",
                "{\"override\":{\"force_recovery\":{\"value\":\"true\"}}}|subs.override.force_recovery.value"
            })
    void aClaimInsideIsNamedByItsPath(String sub, String path) {
        TokenException why = refused(Kind.MALFORMED, verifier, Jwt.of("{\"subs\":{\"secret-name\":" + sub + "}}"));

        assertThat(why).hasMessageContaining("claim " + path + " ").hasMessageNotContaining("secret-name");
    }

    @Test
    void whatNestsTooDeepForAPayloadIsRefused() throws TokenException {
        String deep = "[".repeat(62) + "]".repeat(62);

        assertThat(connection("{\"info\":" + deep + "}").info()).isEqualTo(Payload.json(deep));
        refused(Kind.MALFORMED, verifier, Jwt.of("{\"info\":" + "[".repeat(65) + "]".repeat(65) + "}"));
    }

    @Test
    void aUserIdHasAtMost255Characters() throws TokenException {
        assertThat(connection("{\"sub\":\"" + "u".repeat(255) + "\"}").user().value())
                .hasSize(255);
        assertThat(refused(Kind.MALFORMED, verifier, Jwt.of("{\"sub\":\"" + "u".repeat(256) + "\"}")))
                .hasMessageContaining("claim sub ");
    }

    @Test
    void channelsHaveALimit() throws TokenException {
        String most = IntStream.range(0, 1_000).mapToObj(i -> "\"" + i + "\"").collect(Collectors.joining(","));

        assertThat(connection("{\"channels\":[" + most + "]}").channels()).hasSize(1_000);
        refused(Kind.MALFORMED, verifier, Jwt.of("{\"channels\":[" + most + ",\"x\"]}"));
    }

    @Test
    void theUsersIdIsInTheClaimThatWasConfigured() throws TokenException {
        TokenVerifier other = verifier(HMAC.withUserIdClaim("https://site.example/uid"));

        assertThat(other.connection(Jwt.of("{\"sub\":\"no\",\"https://site.example/uid\":\"ann\"}"))
                        .user())
                .hasToString("ann");
        assertThat(other.connection(Jwt.of("{\"sub\":\"no\"}")).user()).isEqualTo(UserId.ANONYMOUS);
        refused(Kind.MALFORMED, other, Jwt.of("{\"https://site.example/uid\":7}"));
    }

    // ---- a subscription

    @Test
    void everyClaimOfASubscriptionIsRead() throws TokenException {
        SubscriptionToken token = subscription("""
                {"sub":"ann","channel":"news","client":"c-1","info":{"a":1},"data":2,"exp":1800000060,
                "expire_at":1800000090,"iat":5,"jti":"t-2","override":{"join_leave":{"value":true}}}""");

        assertThat(token)
                .isEqualTo(new SubscriptionToken(
                        new UserId("ann"),
                        NEWS,
                        new SubscriptionClaims(
                                Payload.json("{\"a\":1}"),
                                Payload.json("2"),
                                new Overrides(null, true, null, null, null)),
                        "c-1",
                        1_800_000_090,
                        1_800_000_060,
                        5,
                        "t-2"));
    }

    @Test
    void aSubscriptionForAnyClientNamesNone() throws TokenException {
        assertThat(subscription("{\"channel\":\"news\"}").client()).isNull();
        assertThat(subscription("{\"channel\":\"news\",\"client\":\"\"}").client())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "channel|1",
                "channel|[\"news\"]",
                "channel|\"a\\nb\"",
                "client|1",
                "sub|1",
                "b64info|1",
                "override|1"
            })
    void aClaimOfASubscriptionOfAnotherTypeIsNamed(String claim, String value) {
        String others = claim.equals("channel") ? "" : ",\"channel\":\"news\"";
        String token = Jwt.of("{\"" + claim + "\":" + value + others + "}");

        assertThat(refused(Kind.MALFORMED, () -> verifier.subscription(token), token))
                .hasMessageContaining("claim " + claim + " ");
    }

    @Test
    void aTokenIsForOnePurpose() {
        String subscription = Jwt.of("{\"sub\":\"ann\",\"channel\":\"news\"}");
        String connection = Jwt.of("{\"sub\":\"ann\"}");
        String emptyChannel = Jwt.of("{\"sub\":\"ann\",\"channel\":\"\"}");

        refused(Kind.WRONG_PURPOSE, verifier, subscription);
        refused(Kind.WRONG_PURPOSE, () -> verifier.subscription(connection), connection);
        refused(Kind.WRONG_PURPOSE, verifier, emptyChannel);
        refused(Kind.WRONG_PURPOSE, () -> verifier.subscription(emptyChannel), emptyChannel);
    }

    @Test
    void whatIsWrongWithClaimsIsSaidToWhoCanSignOnly() {
        String forged =
                Jwt.hmac("HS256", "guessed", "{\"alg\":\"HS256\"}", "{\"channel\":\"news\",\"exp\":1,\"sub\":1}");

        refused(Kind.SIGNATURE, verifier, forged);
    }
}
