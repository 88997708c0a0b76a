package dev.parley.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.e2e.sdk.TwoSdks.Language;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the site says to one user, and to everybody, on whatever they have open.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UserPushTest {

    private static final String ALL = "@all";

    private final List<SdkClient> clients = new ArrayList<>();
    private Backend backend;
    private TwoSdks sdks;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        backend = Backend.with(folder, "allow_anonymous_connect_without_token: true", "");
        sdks = TwoSdks.start();
    }

    @AfterAll
    void stop() {
        sdks.close();
        backend.close();
    }

    @AfterEach
    void disconnectAll() throws Exception {
        clients.forEach(SdkClient::disconnect);
        clients.clear();
        backend.awaitSessions(0);
    }

    private SdkClient connected(Language language, Proof proof) throws InterruptedException {
        SdkClient client = sdks.in(language).client(backend.url(), proof);
        clients.add(client);
        client.connected();
        return client;
    }

    @Test
    void aUserHearsItOnEverySessionAndNobodyElseDoes() throws Exception {
        String token = Backend.token("42");
        SdkClient js = connected(Language.JAVASCRIPT, Proof.of(token));
        SdkClient java = connected(Language.JAVA, Proof.of(token));
        SdkClient another = connected(Language.JAVASCRIPT, Proof.of(Backend.token("43")));
        SdkClient anonymous = connected(Language.JAVA, Proof.NONE);
        try (BareSdkClient byQuery = BareSdkClient.open(backend.userUrl("?token=" + token));
                BareSdkClient bySubprotocol =
                        BareSdkClient.offering(backend.userUrl(""), "parley", "parley.token." + token)) {
            assertThat(bySubprotocol.subprotocol()).isEqualTo("parley");

            backend.awaitListeners("42", 4);
            assertThat(backend.pushes("42", 1).path("sessions").asInt()).isEqualTo(4);
            assertThat(backend.pushes("43", 2).path("sessions").asInt()).isEqualTo(1);
            assertThat(backend.call("all_publish", Json.object().set("data", Json.numbered(3)))
                            .path("sessions")
                            .asInt())
                    .isEqualTo(6);

            for (SdkClient client : List.of(js, java)) {
                assertThat(Json.n(client.heard().next("publication", "user:#42")))
                        .isEqualTo(1);
            }
            assertThat(Json.n(another.heard().next("publication", "user:#43"))).isEqualTo(2);
            for (SdkClient client : List.of(js, java, another, anonymous)) {
                assertThat(Json.n(client.heard().next("publication", ALL))).isEqualTo(3);
                for (String channel : List.of("user:#42", "user:#43", ALL)) {
                    assertThat(client.heard().rest("publication", channel)).isEmpty();
                }
            }
            for (BareSdkClient client : List.of(byQuery, bySubprotocol)) {
                assertThat(List.of(client.hears(), client.hears()))
                        .extracting(one -> one.path("n").asInt())
                        .containsExactlyInAnyOrder(1, 3);
                assertThat(client.rest()).isEmpty();
            }
        }
    }

    @Test
    void severalUsersAreReachedByOneCallAndEachIsAnswered() throws Exception {
        SdkClient ann = connected(Language.JAVA, Proof.of(Backend.token("ann")));
        SdkClient bob = connected(Language.JAVASCRIPT, Proof.of(Backend.token("bob")));
        var call = Json.object();
        call.putArray("users").add("ann").add("bob").add("nobody");
        var responses =
                backend.call("user_publish", call.set("data", Json.numbered(1))).path("responses");
        assertThat(responses)
                .extracting(one -> one.at("/result/sessions").asInt())
                .containsExactly(1, 1, 0);
        assertThat(Json.n(ann.heard().next("publication", "user:#ann"))).isEqualTo(1);
        assertThat(Json.n(bob.heard().next("publication", "user:#bob"))).isEqualTo(1);
    }

    @Test
    void nobodySubscribesToAnotherUsersChannelOrPublishesToTheirOwn() throws Exception {
        SdkClient ann = connected(Language.JAVASCRIPT, Proof.of(Backend.token("ann")));
        ann.subscribe("user:#bob");
        assertThat(ann.heard().next("unsubscribed", "user:#bob").path("code").asInt())
                .isEqualTo(103);
        for (String channel : List.of("user:#ann", "user:#bob", ALL)) {
            assertThatExceptionOfType(SdkError.class)
                    .isThrownBy(() -> ann.publish(channel, Json.numbered(1)))
                    .returns(103, SdkError::code);
        }
    }

    @Test
    void aBareUserWhoProvesNothingGoodIsRefusedAtTheDoor() {
        assertThat(BareSdkClient.refusalOf(backend.userUrl("?token=nonsense"))).isEqualTo(401);
        assertThat(BareSdkClient.refusalOf(
                        backend.userUrl("?token=" + Backend.signed(Backend.claims("42"), "another secret"))))
                .isEqualTo(401);
        assertThat(BareSdkClient.refusalOf(backend.userUrl("?token=" + Backend.token("42", Duration.ofSeconds(-5)))))
                .isEqualTo(401);
    }
}
