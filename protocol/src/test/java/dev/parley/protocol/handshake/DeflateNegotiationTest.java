package dev.parley.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.deflate.DeflateAgreement;
import dev.parley.protocol.deflate.DeflateBudget;
import dev.parley.protocol.deflate.DeflatePolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateNegotiationTest {

    private static final byte[] NONCE = new byte[16];

    private static ServerHandshake.Accepted serve(DeflatePolicy policy, DeflateBudget budget, String offers) {
        return (ServerHandshake.Accepted) new ServerHandshake(offered -> null, policy, budget)
                .evaluate(
                        "GET", "HTTP/1.1", Fields.request().with("Sec-WebSocket-Extensions:" + offers), OriginRule.ANY);
    }

    private static @Nullable String answer(ServerHandshake.Accepted accepted) {
        return accepted.headers().stream()
                .filter(header -> header.name().equals("Sec-WebSocket-Extensions"))
                .map(HeaderField::value)
                .findAny()
                .orElse(null);
    }

    /// `t` or `-` for context takeover of server and client, then their window bits.
    private static DeflatePolicy policy(String written) {
        String[] parts = written.split(" ");
        return new DeflatePolicy(
                parts[0].equals("t"), parts[1].equals("t"), Integer.parseInt(parts[2]), Integer.parseInt(parts[3]));
    }

    private static String written(@Nullable DeflateAgreement agreement) {
        return agreement == null
                ? "none"
                : (agreement.serverNoContextTakeover() ? "- " : "t ")
                        + (agreement.clientNoContextTakeover() ? "- " : "t ")
                        + agreement.serverMaxWindowBits() + " " + agreement.clientMaxWindowBits();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // policy | offers | agreement | answer
                "- - 15 15 | permessage-deflate | - - 15 15 | permessage-deflate; server_no_context_takeover; client_no_context_takeover",
                "t t 15 15 | permessage-deflate | t t 15 15 | permessage-deflate",
                "t - 15 15 | permessage-deflate | t - 15 15 | permessage-deflate; client_no_context_takeover",
                "- t 15 15 | permessage-deflate | - t 15 15 | permessage-deflate; server_no_context_takeover",
                "t t 15 15 | permessage-deflate; client_max_window_bits | t t 15 15 | permessage-deflate",
                "t t 15 10 | permessage-deflate; client_max_window_bits | t t 15 10 | permessage-deflate; client_max_window_bits=10",
                "t t 15 10 | permessage-deflate; client_max_window_bits=9 | t t 15 9 | permessage-deflate; client_max_window_bits=9",
                "t t 15 10 | permessage-deflate; client_max_window_bits=12 | t t 15 10 | permessage-deflate; client_max_window_bits=10",
                "t t 15 10 | permessage-deflate | t t 15 15 | permessage-deflate",
                "t t 10 15 | permessage-deflate | t t 10 15 | permessage-deflate; server_max_window_bits=10",
                "t t 10 15 | permessage-deflate; server_max_window_bits=8 | t t 8 15 | permessage-deflate; server_max_window_bits=8",
                "t t 10 15 | permessage-deflate; server_max_window_bits=11 | t t 10 15 | permessage-deflate; server_max_window_bits=10",
                "t t 15 15 | permessage-deflate; server_max_window_bits=15 | t t 15 15 | permessage-deflate; server_max_window_bits=15",
                "t t 15 15 | permessage-deflate; server_max_window_bits=\"10\" | t t 10 15 | permessage-deflate; server_max_window_bits=10",
                "t t 15 15 | permessage-deflate; server_no_context_takeover | - t 15 15 | permessage-deflate; server_no_context_takeover",
                "t t 15 15 | permessage-deflate; client_no_context_takeover | t - 15 15 | permessage-deflate; client_no_context_takeover",
                "t t 15 15 | permessage-deflate; client_max_window_bits=8; client_no_context_takeover; server_max_window_bits=9; server_no_context_takeover | - - 9 8 | permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9; client_max_window_bits=8",
                // Offers that can't be taken are passed over; others are ignored.
                "t t 15 15 | permessage-deflate; unknown, permessage-deflate; server_max_window_bits=10 | t t 10 15 | permessage-deflate; server_max_window_bits=10",
                "t t 15 15 | permessage-deflate; server_max_window_bits=7, permessage-deflate | t t 15 15 | permessage-deflate",
                "t t 15 15 | deflate-frame, x-webkit-deflate-frame, permessage-deflate; server_max_window_bits=12, permessage-deflate | t t 12 15 | permessage-deflate; server_max_window_bits=12",
                "t t 15 15 | foo, bar; baz=\"1\" | none |",
            })
    void theFirstOfferThatWorksIsAnswered(String policy, String offers, String agreement, @Nullable String answer) {
        ServerHandshake.Accepted accepted = serve(policy(policy), new DeflateBudget(1 << 30), offers);
        assertThat(written(accepted.deflate())).isEqualTo(agreement);
        assertThat(answer(accepted)).isEqualTo(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown",
                "unknown=1",
                "server_no_context_takeover=1",
                "client_no_context_takeover=true",
                "server_no_context_takeover; server_no_context_takeover",
                "client_no_context_takeover; client_no_context_takeover",
                "server_max_window_bits",
                "server_max_window_bits=7",
                "server_max_window_bits=16",
                "server_max_window_bits=08",
                "server_max_window_bits=+9",
                "server_max_window_bits=-9",
                "server_max_window_bits=1",
                "server_max_window_bits=x",
                "server_max_window_bits=9; server_max_window_bits=9",
                "client_max_window_bits=7",
                "client_max_window_bits=16",
                "client_max_window_bits=010",
                "client_max_window_bits=99999999999999999999",
                "client_max_window_bits; client_max_window_bits",
                "client_max_window_bits; client_max_window_bits=9",
                "Server_No_Context_Takeover"
            })
    void anOfferWithAParameterThatIsWrongIsPassedOverWhateverTheOrder(String parameters) {
        String bad = "permessage-deflate; " + parameters;
        assertThat(answer(serve(DeflatePolicy.TAKEOVER, new DeflateBudget(1 << 30), bad)))
                .isNull();
        assertThat(answer(serve(DeflatePolicy.TAKEOVER, new DeflateBudget(1 << 30), bad + ", permessage-deflate")))
                .isEqualTo("permessage-deflate");
        // As an answer it fails the connection, all the more.
        assertThat(call(DeflatePolicy.TAKEOVER, bad)).isEqualTo("broken");
    }

    @Test
    void aHandshakeThatFindsTheBudgetEmptyAgreesWithoutContextTakeover() {
        long one = DeflateBudget.DEFLATER_BYTES + DeflateBudget.INFLATER_BYTES;
        DeflateBudget budget = new DeflateBudget(2 * one - 1);
        String offer = "permessage-deflate; server_max_window_bits=11; client_max_window_bits";
        ServerHandshake.Accepted first = serve(DeflatePolicy.TAKEOVER, budget, offer);
        ServerHandshake.Accepted second = serve(DeflatePolicy.TAKEOVER, budget, offer);
        assertThat(written(first.deflate())).isEqualTo("t t 11 15");
        assertThat(written(second.deflate())).isEqualTo("- - 11 15");
        assertThat(answer(second))
                .isEqualTo(
                        "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=11");
        assertThat(budget.takenBytes()).isEqualTo(one);
        second.memory().close();
        first.memory().close();
        first.memory().close();
        assertThat(budget.takenBytes()).isZero();
        assertThat(written(serve(DeflatePolicy.TAKEOVER, budget, offer).deflate()))
                .isEqualTo("t t 11 15");
    }

    @Test
    void aRefusedHandshakeTakesNothingFromTheBudget() {
        DeflateBudget budget = new DeflateBudget(1 << 30);
        new ServerHandshake(offered -> null, DeflatePolicy.TAKEOVER, budget)
                .evaluate(
                        "GET",
                        "HTTP/1.1",
                        Fields.request().with("Sec-WebSocket-Extensions: permessage-deflate"),
                        origin -> "no");
        assertThat(budget.takenBytes()).isZero();
    }

    /// What a client with `policy` makes of a server's answer: an agreement, `none` or `broken`.
    private static String call(DeflatePolicy policy, String answer) {
        ClientHandshake handshake = new ClientHandshake(NONCE, List.of(), List.of(DeflateParameters.offer(policy)));
        return call(handshake, answer);
    }

    private static String call(ClientHandshake handshake, String answer) {
        String key = handshake.requestHeaders().get(2).value();
        Fields response = Fields.of(
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Accept: " + HandshakeKey.accept(key),
                "Sec-WebSocket-Extensions: " + answer);
        return switch (handshake.verify(101, response)) {
            case ClientHandshake.Accepted accepted -> written(accepted.deflate());
            case ClientHandshake.Broken broken -> "broken";
            case ClientHandshake.Refused refused -> throw new AssertionError(refused);
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // policy | what it offers
                "- - 15 15 | permessage-deflate; server_no_context_takeover; client_no_context_takeover; client_max_window_bits",
                "t t 15 15 | permessage-deflate; client_max_window_bits",
                "t - 15 10 | permessage-deflate; client_no_context_takeover; client_max_window_bits=10",
                "- t 9 15 | permessage-deflate; server_no_context_takeover; server_max_window_bits=9; client_max_window_bits",
            })
    void aClientOffersWhatItsPolicySays(String policy, String offer) {
        ClientHandshake handshake =
                new ClientHandshake(NONCE, List.of(), List.of(DeflateParameters.offer(policy(policy))));
        assertThat(handshake.requestHeaders()).contains(new HeaderField("Sec-WebSocket-Extensions", offer));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // policy of the client | answer of the server | what the client agrees on
                "t t 15 15 | permessage-deflate | t t 15 15",
                "t t 15 15 | permessage-deflate; server_no_context_takeover | - t 15 15",
                "t t 15 15 | permessage-deflate; client_no_context_takeover | t - 15 15",
                "t t 15 15 | permessage-deflate; server_max_window_bits=9 | t t 9 15",
                "t t 15 15 | permessage-deflate; client_max_window_bits=9 | t t 15 9",
                "t t 15 15 | permessage-deflate; client_max_window_bits | broken",
                "t t 15 15 | permessage-deflate; server_max_window_bits | broken",
                "- t 15 15 | permessage-deflate | broken",
                "- t 15 15 | permessage-deflate; server_no_context_takeover | - t 15 15",
                "t - 15 15 | permessage-deflate | t - 15 15",
                "t t 10 15 | permessage-deflate | broken",
                "t t 10 15 | permessage-deflate; server_max_window_bits=11 | broken",
                "t t 10 15 | permessage-deflate; server_max_window_bits=10 | t t 10 15",
                "t t 10 15 | permessage-deflate; server_max_window_bits=8 | t t 8 15",
                "t t 15 10 | permessage-deflate | t t 15 10",
                "t t 15 10 | permessage-deflate; client_max_window_bits=11 | broken",
                "t t 15 10 | permessage-deflate; client_max_window_bits=8 | t t 15 8",
            })
    void anAnswerMustFitTheOffer(String policy, String answer, String agreement) {
        assertThat(call(policy(policy), answer)).isEqualTo(agreement);
    }

    @Test
    void anAnswerMayFitALaterOffer() {
        ClientHandshake handshake = new ClientHandshake(
                NONCE,
                List.of(),
                List.of(
                        DeflateParameters.offer(new DeflatePolicy(false, true, 9, 15)),
                        DeflateParameters.offer(DeflatePolicy.TAKEOVER)));
        assertThat(call(handshake, "permessage-deflate; server_max_window_bits=12"))
                .isEqualTo("t t 12 15");
    }

    @Test
    void clientBitsAreNotAcceptedWhenTheOfferDidNotNameThem() {
        ClientHandshake handshake =
                new ClientHandshake(NONCE, List.of(), List.of(new DeflateParameters(false, false, null, null)));
        assertThat(call(handshake, "permessage-deflate; client_max_window_bits=15"))
                .isEqualTo("broken");
        assertThat(call(handshake, "permessage-deflate")).isEqualTo("t t 15 15");
    }

    @Test
    void ourServerAndOurClientAgreeOnTheSameUnderAllPolicies() {
        int agreed = 0;
        for (int client = 0; client < 4 * 64; client++) {
            DeflateParameters offer = DeflateParameters.offer(numbered(client));
            ClientHandshake handshake = new ClientHandshake(NONCE, List.of(), List.of(offer));
            for (int server = 0; server < 4 * 64; server += 3) {
                ServerHandshake.Accepted accepted = serve(
                        numbered(server), new DeflateBudget(1 << 30), Extensions.format(List.of(offer.toOffer())));
                assertThat(accepted.deflate()).isNotNull();
                assertThat(call(handshake, answer(accepted))).isEqualTo(written(accepted.deflate()));
                agreed++;
            }
        }
        assertThat(agreed).isGreaterThan(20_000);
    }

    private static DeflatePolicy numbered(int n) {
        return new DeflatePolicy((n & 1) != 0, (n & 2) != 0, 8 + (n >> 2) % 8, 8 + (n >> 5) % 8);
    }
}
