package dev.parley.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.e2e.sdk.SdkClient.History;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What a restart leaves as it was, with the engine that one gets without asking.
@Tag("slow")
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RestartTest {

    /// How a server ends.
    private interface End {
        void of(Served server) throws Exception;
    }

    @Test
    void aStoppedServerGoesOnWhereItWas(@TempDir Path folder) throws Exception {
        goesOn(folder, Served::stop, 3001);
    }

    @Test
    void aKilledServerGoesOnWhereItWas(@TempDir Path folder) throws Exception {
        goesOn(folder, Served::kill, 1);
    }

    private static void goesOn(Path folder, End end, int code) throws Exception {
        try (Served server = Served.plain(folder);
                JsSdk sdk = JsSdk.start(JsSdk.Form.JSON)) {
            JsSdk.Client client = sdk.client(server.url());
            client.connected();
            client.heard().rest("connecting", "");
            client.subscribed("room");
            SdkContract.publish(client, "room", 1, 5);
            SdkContract.publish(client, "unheard", 1, 3);
            SdkContract.hearsInOrder(client, "room", 1, 5);
            String epoch = epochOf(client, "room");
            String otherEpoch = epochOf(client, "unheard");

            end.of(server);
            assertThat(client.heard().next("connecting").path("code").asInt()).isEqualTo(code);
            server.start();

            JsonNode again = client.heard().next("subscribed", "room");
            assertThat(again.path("wasRecovering").asBoolean()).isTrue();
            assertThat(again.path("recovered").asBoolean()).isTrue();
            SdkContract.publish(client, "room", 6, 8);
            SdkContract.hearsInOrder(client, "room", 6, 8);
            assertThat(epochOf(client, "room")).isEqualTo(epoch);
            assertThat(epochOf(client, "unheard")).isEqualTo(otherEpoch);
            assertThat(client.history("unheard", new History(10, null, false)).path("publications"))
                    .hasSize(3);
            client.subscribed("unheard");
            SdkContract.publish(client, "unheard", 4, 4);
            SdkContract.hearsInOrder(client, "unheard", 4, 4);
        }
    }

    private static String epochOf(SdkClient client, String channel) {
        return client.history(channel, History.positionOnly()).path("epoch").asString();
    }
}
