package dev.parley.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.e2e.sdk.TwoSdks.Language;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// What one client, or one user, may have of a server.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LimitsTest {

    private static final int SESSIONS = 2;
    private static final int CHANNELS = 5;
    private static final int BURST = 20;
    private static final int AT_ONCE = 12;

    private final List<SdkClient> clients = new ArrayList<>();
    private Backend backend;
    private TwoSdks sdks;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        backend = Backend.with(folder, """
                user_connection_limit: 2
                channel_limit: 5
                message_rate: 1
                message_burst: 20
                stale_close_delay: 5s
                allow_anonymous_connect_without_token: true
                """, """
                channel:
                  without_namespace:
                    allow_subscribe_for_client: true
                server:
                  loops: 4
                """);
        sdks = TwoSdks.start();
    }

    @AfterAll
    void stop() {
        sdks.close();
        backend.close();
    }

    @AfterEach
    void disconnectAll() {
        clients.forEach(SdkClient::disconnect);
        clients.clear();
        backend.awaitSessions(0);
    }

    private SdkClient client(Language language, String user) {
        SdkClient client =
                sdks.in(language).client(backend.url(), user.isEmpty() ? Proof.NONE : Proof.of(Backend.token(user)));
        clients.add(client);
        return client;
    }

    // ---- sessions of a user

    @ParameterizedTest
    @EnumSource
    void aUserHasSoManySessionsAndAnotherIsToldNotToTryAgain(Language language) throws Exception {
        List<SdkClient> first = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            SdkClient client = client(language, "42");
            client.connected();
            first.add(client);
        }
        SdkClient tooMany = client(language, "42");
        tooMany.connect();
        assertThat(tooMany.heard().next("disconnected").path("code").asInt()).isEqualTo(3504);
        assertThat(tooMany.heard().rest("connecting", "")).hasSize(1);
        client(language, "43").connected();
        client(language, "").connected();
        client(language, "").connected();
        client(language, "").connected(); // nobody in particular may come any number of times

        first.getFirst().disconnect();
        backend.awaitSessions(SESSIONS - 1 + 4);
        client(language, "42").connected();
        assertThat(first.getLast().heard().rest("disconnected", "")).isEmpty();
    }

    @Test
    void theLimitHoldsForBareUsersToo() throws Exception {
        String url = backend.userUrl("?token=" + Backend.token("42"));
        try (BareSdkClient first = BareSdkClient.open(url);
                BareSdkClient second = BareSdkClient.open(url)) {
            backend.awaitSessions(2);
            try (BareSdkClient third = BareSdkClient.open(url)) {
                assertThat(third.closeCode()).isEqualTo(3504);
            }
            assertThat(first.isOpen()).isTrue();
            assertThat(second.isOpen()).isTrue();
        }
    }

    @Test
    void theLimitHoldsWhenAllComeAtOnce() throws Exception {
        String token = Backend.token("42");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                List<BareSdkClient> all = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    all.add(BareSdkClient.open(backend.url()));
                }
                List<Future<?>> saying = new ArrayList<>();
                for (BareSdkClient one : all) {
                    saying.add(threads.submit(() -> one.says("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}")));
                }
                for (Future<?> one : saying) {
                    one.get();
                }
                int refused = 0;
                for (BareSdkClient one : all) {
                    refused += one.isLetIn() ? 0 : 1;
                }
                assertThat(refused).isEqualTo(AT_ONCE - SESSIONS);
                all.forEach(BareSdkClient::close);
                backend.awaitSessions(0);
            }
        }
    }

    // ---- channels of a client

    @ParameterizedTest
    @EnumSource
    void aClientHasSoManyChannels(Language language) throws Exception {
        SdkClient client = client(language, "42");
        client.connected();
        for (int i = 1; i <= CHANNELS; i++) {
            client.subscribed("news" + i);
        }
        client.subscribe("another");
        assertThat(client.heard().next("unsubscribed", "another").path("code").asInt())
                .isEqualTo(106);
        client.unsubscribe("news1");
        client.heard().next("unsubscribed", "news1");
        client.subscribed("third");
        assertThat(client.heard().rest("disconnected", "")).isEmpty();
    }

    // ---- what a client asks for

    @ParameterizedTest
    @EnumSource
    void whoAsksTooFastIsToldSoAndGoesWhenNotListening(Language language) throws Exception {
        SdkClient client = client(language, "42");
        client.connected();
        client.heard().rest("connecting", "");
        while (codeOfCall(client) != 111) {
            // goes on
        }
        assertThat(client.heard().rest("connecting", "")).isEmpty(); // it is still there
        try {
            for (int i = 0; i < 3 * BURST; i++) {
                client.send(Json.object());
            }
        } catch (SdkError gone) {
            // it has been disconnected meanwhile
        }
        assertThat(client.heard().next("connecting").path("code").asInt()).isEqualTo(3013);
        client.heard().next("connected"); // by itself
    }

    private static int codeOfCall(SdkClient client) {
        try {
            client.rpc("nobody.knows.it", Json.object());
            throw new AssertionError("there is no such method");
        } catch (SdkError error) {
            assertThat(error.code()).isIn(104, 111);
            return error.code();
        }
    }

    @Test
    void theErrorOfWhoAsksTooFastIsTemporary() throws Exception {
        try (BareSdkClient client = BareSdkClient.connected(backend.url())) {
            int asked = 0;
            JsonNode error;
            do { // each second it may ask once more
                asked++;
                client.says("{\"id\":" + (1 + asked) + ",\"rpc\":{\"method\":\"nobody.knows.it\",\"data\":{}}}");
                error = client.hears().path("error");
            } while (error.path("code").asInt() == 104 && asked < 3 * BURST);
            assertThat(asked).isGreaterThan(BURST);
            assertThat(error.path("code").asInt()).isEqualTo(111);
            assertThat(error.path("temporary").asBoolean()).isTrue();
        }
    }

    // ---- clients that say nothing

    @Test
    void whoNeverConnectsIsClosed() throws Exception {
        try (BareSdkClient silent = BareSdkClient.open(backend.url())) {
            assertThat(silent.closeCode()).isEqualTo(3502);
        }
    }

    // ---- what stays as it was

    @Test
    void whatTheSiteSaysIsNotCounted() throws Exception {
        SdkClient client = client(Language.JAVASCRIPT, "many");
        client.connected();
        backend.pushes("many", 1, 3 * BURST);
        SdkContract.hearsInOrder(client, "user:#many", 1, 3 * BURST);
        assertThatExceptionOfType(SdkError.class)
                .isThrownBy(() -> client.rpc("nobody.knows.it", Json.object()))
                .returns(104, SdkError::code);
    }
}
