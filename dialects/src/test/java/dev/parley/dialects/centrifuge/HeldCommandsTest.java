package dev.parley.dialects.centrifuge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.dialects.centrifuge.Talk.Client;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Draft;
import dev.parley.hub.Grant;
import dev.parley.hub.HubError;
import dev.parley.hub.OpenRules;
import dev.parley.hub.Payload;
import dev.parley.hub.Published;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Commands that can't be done at once: while it is being decided who the client is, and while it doesn't read.
class HeldCommandsTest {

    /// Decides later who somebody is.
    private static final class SlowRules extends OpenRules {
        @Nullable Answer<Grant.Session> asked;

        @Override
        public void connecting(ConnectRequest request, Answer<Grant.Session> answer) {
            asked = answer;
        }

        Answer<Grant.Session> asked() {
            Answer<Grant.Session> answer = asked;
            assertThat(answer).isNotNull();
            return java.util.Objects.requireNonNull(answer);
        }
    }

    private final SlowRules rules = new SlowRules();
    private final Talk slow = new Talk(rules);

    private void grant() {
        slow.loops.get(0).enter(() -> rules.asked().succeeded(Grant.Session.ANONYMOUS));
        slow.loops.settle();
    }

    @Test
    void theCommandsBehindConnectingWaitUntilItIsDecided() {
        Client client = slow.client(Wire.JSON);
        client.say("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"a\"}}\n");
        client.say("{\"id\":3,\"subscribe\":{\"channel\":\"b\"}}");
        assertThat(client.heard()).isEmpty();
        assertThat(client.pauses).isEqualTo(1);
        grant();
        assertThat(client.heard())
                .containsExactly(
                        "{\"id\":1,\"connect\":{\"client\":\"c1\",\"version\":\"v\",\"ping\":25,\"pong\":true,\"node\":\"n\"}}",
                        "{\"id\":2,\"subscribe\":{}}",
                        "{\"id\":3,\"subscribe\":{}}");
        assertThat(client.pauses).isZero();
        assertThat(client.closed).isNull();
    }

    @Test
    void theSameInProtobuf() {
        Client client = slow.client(Wire.PROTOBUF);
        client.sayHex("04 08 01 22 00 07 08 02 2a 03 0a 01 61"); // connect; subscribe to a
        grant();
        assertThat(client.heard()).hasSize(2).last().isEqualTo("0408023200");
        assertThat(client.closed).isNull();
    }

    @Test
    void whoConnectsAloneIsHeardAgainToo() {
        Client client = slow.client(Wire.JSON);
        client.say("{\"id\":1,\"connect\":{}}\n");
        assertThat(client.pauses).isEqualTo(1);
        grant();
        client.say("{\"id\":2,\"ping\":{}}");
        assertThat(client.heard()).hasSize(2);
        assertThat(client.pauses).isZero();
    }

    @Test
    void connectingTwiceIsABadRequestEvenWhileItIsDecided() {
        Client client = slow.client(Wire.JSON);
        client.say("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"connect\":{}}");
        grant();
        assertThat(client.closed).isEqualTo("3501 bad request");
    }

    @Test
    void whatStandsBehindARefusedConnectIsNotLookedAt() {
        Client client = slow.client(Wire.JSON);
        client.say("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"a\"}}");
        slow.loops.get(0).enter(() -> rules.asked().failed(HubError.TOKEN_EXPIRED));
        slow.loops.settle();
        client.say("{\"id\":3,\"subscribe\":{\"channel\":\"a\"}}");
        assertThat(client.heard()).containsExactly("{\"id\":1,\"error\":{\"code\":109,\"message\":\"token expired\"}}");
        assertThat(client.closed)
                .as("the SDK gets another token, and must be free to come again")
                .isNull();
        assertThat(client.pauses).as("it must be heard when it goes").isZero();
        slow.loops.pass(10_000);
        assertThat(client.closed).isEqualTo("3502 stale");
    }

    @Test
    void whoGoesWhileItIsDecidedIsForgotten() {
        Client client = slow.client(Wire.JSON);
        client.say("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"a\"}}");
        client.drop();
        grant();
        assertThat(client.heard()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whoAsksForMoreThanItReadsIsNotReadFrom(Format format) {
        Talk talk = new Talk();
        for (int i = 0; i < 50; i++) {
            publish(talk, Payload.json("\"" + "x".repeat(1000) + "\""));
        }
        Client client = format == Format.JSON ? talk.connected() : talk.connectedInProtobuf();
        client.raw.clear();
        client.writable = false; // as soon as anything is written
        // 200 times the whole history: 10 MB
        if (format == Format.JSON) {
            StringBuilder all = new StringBuilder();
            for (int id = 2; id < 202; id++) {
                all.append("{\"id\":").append(id).append(",\"history\":{\"channel\":\"kept:a\",\"limit\":-1}}\n");
            }
            client.say(all.toString());
        } else {
            // history (10) of kept:a, limit (7) 50
            client.sayHex("0e 08 02 52 0a 0a 06 6b6570743a61 38 32".repeat(200));
        }
        assertThat(client.raw).hasSize(1);
        assertThat(client.raw.getFirst().remaining()).isLessThan(100_000);
        assertThat(client.pauses).isEqualTo(1);
        client.raw.clear();
        client.drain();
        assertThat(client.raw.stream()
                        .mapToInt(java.nio.ByteBuffer::remaining)
                        .max()
                        .orElse(0))
                .as("never much at once")
                .isLessThan(100_000);
        assertThat(client.raw.stream().mapToLong(java.nio.ByteBuffer::remaining).sum())
                .isGreaterThan(199 * 50_000);
        assertThat(client.pauses).isZero();
        assertThat(client.closed).isNull();
    }

    enum Format {
        JSON,
        PROTOBUF
    }

    private static void publish(Talk talk, Payload payload) {
        talk.hub.publish(new ChannelName("kept:a"), Draft.of(payload), new Answer<>() {
            @Override
            public void succeeded(Published published) {}

            @Override
            public void failed(HubError error) {
                throw new AssertionError(error.toString());
            }
        });
        talk.loops.settle();
    }
}
