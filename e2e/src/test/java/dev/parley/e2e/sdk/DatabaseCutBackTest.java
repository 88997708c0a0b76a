package dev.parley.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.e2e.sdk.SdkClient.History;
import dev.parley.e2e.sdk.SdkClient.Want;
import dev.parley.embed.Parley;
import dev.parley.engine.sqlite.Durability;
import dev.parley.engine.sqlite.SqliteEngine;
import dev.parley.engine.sqlite.SqliteOptions;
import dev.parley.hub.Namespace;
import dev.parley.hub.Namespace.Allow;
import dev.parley.hub.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The data folder put back as it was earlier: positions of what has been forgotten, and of what comes again under the same
/// offsets, must not be taken for good.
@Tag("slow")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DatabaseCutBackTest {

    private static final String CHANNEL = "room";

    @TempDir
    private Path temporary;

    private Path data;
    private Path copy;
    private Parley server;
    private JsSdk sdk;
    private JsSdk.Client client;

    /// Five publications, a copy of the folder as a machine that dies now would leave it, and five more.
    @BeforeEach
    void begin() throws Exception {
        data = temporary.resolve("data");
        copy = temporary.resolve("copy");
        server = start("one", 0);
        sdk = JsSdk.start(JsSdk.Form.JSON);
        client = sdk.client(Served.url(server.port()));
        client.connected();
        client.subscribed(CHANNEL, Want.RECOVERABLE);
        SdkContract.publish(client, CHANNEL, 1, 5);
        copy(data, copy);
        SdkContract.publish(client, CHANNEL, 6, 10);
        SdkContract.hearsInOrder(client, CHANNEL, 1, 10);
    }

    @AfterEach
    void end() {
        sdk.close();
        server.close();
    }

    private Parley start(String bootId, int port) throws IOException {
        return Parley.builder()
                .port(port)
                .anonymous()
                .withoutNamespace(Namespace.named("")
                        .remembering(new Retention(1_000, null, null))
                        .allowing(Allow.values()))
                .engine(new SqliteEngine(
                        SqliteOptions.in(data, Durability.PROCESS).withBootId(bootId), Clock.systemUTC()))
                .start();
    }

    private void startAgain(String bootId) throws IOException {
        server = start(bootId, server.port());
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    /// The client comes back by itself, and others with positions from before and behind the cut.
    private void nobodyIsRecovered(String epoch) throws Exception {
        JsonNode again = client.heard().next("subscribed", CHANNEL);
        assertThat(again.path("wasRecovering").asBoolean()).isTrue();
        assertThat(again.path("recovered").asBoolean()).isFalse();
        SdkContract.publish(client, CHANNEL, 6, 12); // at the offsets that others had before
        for (long offset : List.of(0L, 3L, 5L, 8L, 10L, 12L)) {
            JsSdk.Client old = sdk.client(Served.url(server.port()));
            old.connected();
            ObjectNode options = Json.object().put("recoverable", true);
            options.putObject("since").put("offset", offset).put("epoch", epoch);
            old.subscribe(CHANNEL, options);
            assertThat(old.heard().next("subscribed", CHANNEL).path("recovered").asBoolean())
                    .as("recovered from %d", offset)
                    .isFalse();
        }
        assertThat(epoch()).isNotEqualTo(epoch);
        assertThat(client.heard().next(7, "publication", CHANNEL))
                .extracting(Json::n)
                .containsExactlyElementsOf(SdkContract.numbers(6, 12));
    }

    private String epoch() {
        return client.history(CHANNEL, History.positionOnly()).path("epoch").asString();
    }

    @Test
    void anOlderCopyAfterARestartOfTheMachineRecoversNobody() throws Exception {
        String epoch = epoch();
        server.close();
        delete(data);
        copy(copy, data);
        startAgain("two");
        nobodyIsRecovered(epoch);
    }

    @Test
    void anOlderDatabaseBesideTheRecordOfALaterRunRecoversNobody() throws Exception {
        String epoch = epoch();
        server.close();
        try (var files = Files.list(data)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().contains(".db")) {
                    Files.delete(file);
                }
            }
        }
        try (var files = Files.list(copy)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().contains(".db")) {
                    Files.copy(file, data.resolve(file.getFileName()));
                }
            }
        }
        startAgain("one");
        nobodyIsRecovered(epoch);
    }

    @Test
    void theNewestCopyOfTheSameRunOfTheMachineRecoversAll() throws Exception {
        String epoch = epoch();
        delete(copy);
        copy(data, copy); // as `kill -9` would leave it
        server.close();
        delete(data);
        copy(copy, data);
        startAgain("one");
        JsonNode again = client.heard().next("subscribed", CHANNEL);
        assertThat(again.path("recovered").asBoolean()).isTrue();
        assertThat(epoch()).isEqualTo(epoch);
        SdkContract.publish(client, CHANNEL, 11, 12);
        SdkContract.hearsInOrder(client, CHANNEL, 11, 12);
    }
}
