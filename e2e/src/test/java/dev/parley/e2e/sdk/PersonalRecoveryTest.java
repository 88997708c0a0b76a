package dev.parley.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.e2e.sdk.TwoSdks.Language;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// A user who was away for a while gets what was said meanwhile, without having asked for anything.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PersonalRecoveryTest {

    private Backend backend;
    private TwoSdks sdks;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        backend = Backend.with(folder, "", "");
        sdks = TwoSdks.start();
    }

    @AfterAll
    void stop() {
        sdks.close();
        backend.close();
    }

    private SdkClient connected(Language language, Wire wire, String user) throws InterruptedException {
        SdkClient client = sdks.in(language).client(Served.url(wire.port()), Proof.of(Backend.token(user)));
        client.connected();
        client.heard().next("subscribed", "user:#" + user);
        return client;
    }

    private static void recovers(SdkClient client, String channel) throws InterruptedException {
        JsonNode again = client.heard().next("subscribed", channel);
        assertThat(again.path("wasRecovering").asBoolean()).isTrue();
        assertThat(again.path("recovered").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aCutConnectionLosesNothing(Language language) throws Exception {
        String user = "cut" + language;
        String channel = "user:#" + user;
        try (Wire wire = new Wire(backend.server().port())) {
            SdkClient client = connected(language, wire, user);
            backend.pushes(user, 1, 3);
            SdkContract.hearsInOrder(client, channel, 1, 3);
            wire.cut();
            backend.pushes(user, 4, 60);
            wire.mend();
            recovers(client, channel);
            backend.pushes(user, 61, 63);
            SdkContract.hearsInOrder(client, channel, 4, 63);
            assertThat(client.heard().rest("publication", channel)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatWasKilledMeanwhileLosesNothing(Language language) throws Exception {
        String user = "killed" + language;
        String channel = "user:#" + user;
        try (Wire wire = new Wire(backend.server().port())) {
            SdkClient client = connected(language, wire, user);
            backend.pushes(user, 1, 3);
            SdkContract.hearsInOrder(client, channel, 1, 3);
            wire.cut();
            backend.pushes(user, 4, 30);
            backend.server().kill();
            backend.server().start();
            backend.pushes(user, 31, 60);
            wire.mend();
            recovers(client, channel);
            backend.pushes(user, 61, 63);
            SdkContract.hearsInOrder(client, channel, 4, 63);
            assertThat(client.heard().rest("publication", channel)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoMissesMoreThanIsRememberedIsToldSo(Language language) throws Exception {
        String user = "long" + language;
        String channel = "user:#" + user;
        try (Wire wire = new Wire(backend.server().port())) {
            SdkClient client = connected(language, wire, user);
            wire.cut();
            backend.pushes(user, 1, 101);
            wire.mend();
            JsonNode again = client.heard().next("subscribed", channel);
            assertThat(again.path("wasRecovering").asBoolean()).isTrue();
            assertThat(again.path("recovered").asBoolean()).isFalse();
            backend.pushes(user, 102);
            assertThat(Json.n(client.heard().next("publication", channel))).isEqualTo(102);
        }
    }
}
