package dev.parley.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.deflate.DeflateBudget;
import dev.parley.protocol.handshake.ServerHandshake.Accepted;
import dev.parley.protocol.handshake.ServerHandshake.Answer;
import dev.parley.protocol.handshake.ServerHandshake.Refused;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerHandshakeTest {

    private static final ServerHandshake HANDSHAKE =
            new ServerHandshake(SubprotocolChoice.preferring(List.of("chat.v2", "chat")), null, new DeflateBudget(0));

    private static Answer evaluate(Fields request) {
        return HANDSHAKE.evaluate("GET", "HTTP/1.1", request, OriginRule.ANY);
    }

    private static Accepted accepted(Fields request) {
        assertThat(evaluate(request)).isInstanceOf(Accepted.class);
        return (Accepted) evaluate(request);
    }

    private static Refused refused(Fields request) {
        assertThat(evaluate(request)).isInstanceOf(Refused.class);
        return (Refused) evaluate(request);
    }

    @Test
    void aPlainRequestIsAcceptedWithTheProofOfItsKey() {
        Accepted answer = accepted(Fields.request());
        assertThat(answer.acceptKey()).isEqualTo("K7DJLdLooIwIG/MOpvWFB3y3FE8=");
        assertThat(answer.subprotocol()).isNull();
        assertThat(answer.deflate()).isNull();
        assertThat(answer.headers())
                .containsExactly(
                        new HeaderField("Upgrade", "websocket"),
                        new HeaderField("Connection", "Upgrade"),
                        new HeaderField("Sec-WebSocket-Accept", "K7DJLdLooIwIG/MOpvWFB3y3FE8="));
    }

    @Test
    void theKeyOfTheRfcGivesTheAcceptOfTheRfc() {
        assertThat(HandshakeKey.accept("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "get", "CONNECT", "", "OPTIONS"})
    void everyMethodButGetIsRefusedWith405AndWhatIsAllowed(String method) {
        assertThat(HANDSHAKE.evaluate(method, "HTTP/1.1", Fields.request(), OriginRule.ANY))
                .isInstanceOfSatisfying(Refused.class, refused -> {
                    assertThat(refused.status()).isEqualTo(405);
                    assertThat(refused.headers()).containsExactly(new HeaderField("Allow", "GET"));
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/2", "", "HTTP/1.", "HTTP/1.11", "http/1.1", "HTTPS/1.1"
            })
    void everyVersionButHttp11IsRefusedWith505(String version) {
        assertThat(HANDSHAKE.evaluate("GET", version, Fields.request(), OriginRule.ANY))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.status()).isEqualTo(505));
    }

    @Test
    void aLaterMinorVersionOfHttp1IsFine() {
        assertThat(HANDSHAKE.evaluate("GET", "HTTP/1.2", Fields.request(), OriginRule.ANY))
                .isInstanceOf(Accepted.class);
    }

    static List<Arguments> wrongHeaders() {
        String newKey = "Sec-WebSocket-Key: ";
        List<Arguments> rows = new ArrayList<>(List.of(
                Arguments.of(400, "Host", new String[] {}),
                Arguments.of(400, "Host", new String[] {"Host: "}),
                Arguments.of(400, "", new String[] {"Host: other.example"}),
                Arguments.of(426, "Upgrade", new String[] {}),
                Arguments.of(426, "Upgrade", new String[] {"Upgrade: h2c"}),
                Arguments.of(426, "Upgrade", new String[] {"Upgrade: websocket/13"}),
                Arguments.of(426, "Upgrade", new String[] {"Upgrade: websockets, xwebsocket"}),
                Arguments.of(400, "Upgrade", new String[] {"Upgrade: websocket; q=1"}),
                Arguments.of(400, "Upgrade", new String[] {"Upgrade: websocket h2c"}),
                Arguments.of(400, "Connection", new String[] {}),
                Arguments.of(400, "Connection", new String[] {"Connection: keep-alive"}),
                Arguments.of(400, "Connection", new String[] {"Connection: \"Upgrade\""}),
                Arguments.of(400, "", new String[] {"Sec-WebSocket-Version: 13"}),
                Arguments.of(426, "Sec-WebSocket-Version", new String[] {}),
                Arguments.of(426, "Sec-WebSocket-Version", new String[] {"Sec-WebSocket-Version: 8"}),
                Arguments.of(426, "Sec-WebSocket-Version", new String[] {"Sec-WebSocket-Version: 013"}),
                Arguments.of(426, "Sec-WebSocket-Version", new String[] {"Sec-WebSocket-Version: 13, 8"}),
                Arguments.of(
                        426, "Sec-WebSocket-Version", new String[] {"Sec-WebSocket-Version: 99999999999999999999"}),
                Arguments.of(426, "Sec-WebSocket-Version", new String[] {"Sec-WebSocket-Version: "}),
                Arguments.of(400, "Sec-WebSocket-Key", new String[] {}),
                Arguments.of(400, "", new String[] {newKey + "xqBt3ImNzJbYqRINxEFlkg=="}),
                Arguments.of(400, "", new String[] {"Origin: http://a.example", "Origin: http://a.example"}),
                Arguments.of(400, "", new String[] {"Sec-WebSocket-Protocol: chat, chat"}),
                Arguments.of(400, "", new String[] {"Sec-WebSocket-Protocol: chat", "Sec-WebSocket-Protocol: x, chat"}),
                Arguments.of(400, "", new String[] {"Sec-WebSocket-Protocol: "}),
                Arguments.of(400, "", new String[] {"Sec-WebSocket-Protocol: ,"}),
                Arguments.of(400, "", new String[] {"Sec-WebSocket-Protocol: chat v2"}),
                Arguments.of(400, "", new String[] {"Sec-WebSocket-Protocol: \"chat\""}),
                Arguments.of(400, "", new String[] {"Sec-WebSocket-Protocol: ch\u00e4t"}),
                Arguments.of(400, "", new String[] {"Sec-WebSocket-Extensions: a b"}),
                Arguments.of(400, "", new String[] {"Sec-WebSocket-Extensions: a; b=\"c"})));
        for (String key : List.of(
                "",
                "x",
                "xqBt3ImNzJbYqRINxEFlkg",
                "xqBt3ImNzJbYqRINxEFlkg=",
                "xqBt3ImNzJbYqRINxEFlkgA=",
                "xqBt3ImNzJbYqRINxEFlkgAA",
                "xqBt3ImNzJbYqRINxEFl====",
                "xqBt3ImNzJb-qRINxEFlkg==",
                "xqBt3ImN=JbYqRINxEFlkg==",
                "xqBt3ImNzJbYqRINxEFlkg==xqBt3ImNzJbYqRINxEFlkg==",
                "xqBt3ImN JbYqRINxEFlkg==")) {
            rows.add(Arguments.of(400, "Sec-WebSocket-Key", new String[] {newKey + key}));
        }
        return rows;
    }

    @ParameterizedTest
    @MethodSource("wrongHeaders")
    void aBrokenRuleIsRefusedWithItsStatusAndASentence(int status, String without, String[] with) {
        Refused refused = refused(Fields.request().without(without).with(with));
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.reason()).endsWith(".").hasSizeBetween(20, 150);
        if (status == 426) {
            assertThat(refused.headers())
                    .contains(new HeaderField("Upgrade", "websocket"), new HeaderField("Connection", "Upgrade"));
        } else {
            assertThat(refused.headers()).isEmpty();
        }
    }

    @Test
    void anotherVersionIsToldWhichOneWeSpeak() {
        Refused refused =
                refused(Fields.request().without("Sec-WebSocket-Version").with("Sec-WebSocket-Version: 8"));
        assertThat(refused.headers()).contains(new HeaderField("Sec-WebSocket-Version", "13"));
    }

    @Test
    void headerNamesAndTokensAreReadInAnyCaseAndOverSeveralFields() {
        accepted(Fields.of(
                "hOST: example.org",
                "UPGRADE: h2c/1.0 , ,",
                "upgrade: WebSocket",
                "CONNECTION: keep-alive,\t, HTTP2-Settings",
                "connection: ,UPGRADE ",
                "sec-websocket-version: 13 ",
                "SEC-WEBSOCKET-KEY: \txqBt3ImNzJbYqRINxEFlkg== "));
    }

    @Test
    void aRefusedOriginGets403AndTheSentenceOfTheRule() {
        Fields request = Fields.request().with("Origin: https://evil.example ");
        Answer answer = HANDSHAKE.evaluate(
                "GET", "HTTP/1.1", request, origin -> "Not from " + origin + ": see --allowed-origin.");
        assertThat(answer)
                .isEqualTo(new Refused(403, "Not from https://evil.example: see --allowed-origin.", List.of()));
    }

    @Test
    void theOriginRuleIsAskedWithNullWhenNoOriginIsSent() {
        assertThat(HANDSHAKE.evaluate("GET", "HTTP/1.1", Fields.request(), origin -> origin == null ? null : "no"))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void aRequestThatIsWrongOtherwiseIsRefusedBeforeTheOriginRuleIsAsked() {
        Answer answer = HANDSHAKE.evaluate("GET", "HTTP/1.1", Fields.request().without("Sec-WebSocket-Key"), origin -> {
            throw new AssertionError("asked");
        });
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Refused.class, r -> assertThat(r.status()).isEqualTo(400));
    }

    @Test
    void ourFirstSubprotocolThatTheClientOffersIsChosen() {
        Accepted answer =
                accepted(Fields.request().with("Sec-WebSocket-Protocol: soap, chat", "sec-websocket-protocol:chat.v2"));
        assertThat(answer.subprotocol()).isEqualTo("chat.v2");
        assertThat(answer.headers()).contains(new HeaderField("Sec-WebSocket-Protocol", "chat.v2"));
    }

    @Test
    void subprotocolsAreComparedWithTheirCase() {
        assertThat(accepted(Fields.request().with("Sec-WebSocket-Protocol: Chat, CHAT"))
                        .subprotocol())
                .isNull();
    }

    @Test
    void withoutACommonSubprotocolTheConnectionOpensWithoutOne() {
        Accepted answer = accepted(Fields.request().with("Sec-WebSocket-Protocol: soap"));
        assertThat(answer.subprotocol()).isNull();
        assertThat(answer.headers()).noneMatch(header -> header.name().equals("Sec-WebSocket-Protocol"));
    }

    @Test
    void aChoiceOfOnesOwnSeesAllOffersInOrder() {
        SubprotocolChoice byPrefix = offered -> offered.stream()
                .filter(name -> name.startsWith("token."))
                .findFirst()
                .orElse(null);
        Answer answer = new ServerHandshake(byPrefix, null, new DeflateBudget(0))
                .evaluate(
                        "GET",
                        "HTTP/1.1",
                        Fields.request().with("Sec-WebSocket-Protocol: chat, token.aGk.x_-, token.b"),
                        OriginRule.ANY);
        assertThat(((Accepted) answer).subprotocol()).isEqualTo("token.aGk.x_-");
    }

    @Test
    void aChoiceOfWhatWasNotOfferedIsOurMistakeAndThrows() {
        ServerHandshake wrong = new ServerHandshake(offered -> "other", null, new DeflateBudget(0));
        Fields request = Fields.request().with("Sec-WebSocket-Protocol: chat");
        assertThatThrownBy(() -> wrong.evaluate("GET", "HTTP/1.1", request, OriginRule.ANY))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aSubprotocolThatIsNoTokenCannotBePreferred() {
        assertThatThrownBy(() -> SubprotocolChoice.preferring(List.of("a b")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void extensionsNobodyKnowsAreIgnored() {
        Accepted answer = accepted(Fields.request()
                .with("Sec-WebSocket-Extensions: deflate-frame, x-webkit-deflate-frame; a=\"b\", permessage-deflate"));
        assertThat(answer.headers()).noneMatch(header -> header.name().equals("Sec-WebSocket-Extensions"));
    }
}
