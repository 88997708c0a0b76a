package dev.parley.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.e2e.sdk.TwoSdks.Language;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import tools.jackson.databind.node.ObjectNode;

/// The chat through unmodified SDKs: who one is by HTTP, what one does by RPC, what one hears by the server's subscriptions.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChatSdkTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Served server;
    private TwoSdks sdks;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        server = Served.plain(folder);
        sdks = TwoSdks.start();
    }

    @AfterAll
    void stop() {
        sdks.close();
        server.close();
    }

    private JsonNode session(String name) throws Exception {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/chat/session"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                Json.object().put("name", name).toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return Json.parse(answer.body());
    }

    private SdkClient guest(Language language, String name, int port) throws Exception {
        Proof proof = Proof.of(session(name).path("token").asString());
        SdkClient client = sdks.in(language).client(Served.url(port), proof);
        client.connected();
        return client;
    }

    private static JsonNode rpc(SdkClient client, String method, String... parameters) {
        ObjectNode params = Json.object();
        for (int i = 0; i < parameters.length; i += 2) {
            params.put(parameters[i], parameters[i + 1]);
        }
        return client.rpc("chat." + method, params).path("data");
    }

    /// The next message that was told there.
    private static JsonNode hears(SdkClient client, String channel) throws InterruptedException {
        while (true) {
            JsonNode data = client.heard().next("publication", channel).path("data");
            if (data.path("type").asString().equals("message")) {
                return data;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoEntersHearsTheRoomWithoutSubscribingAndLosesNothingByACut(Language language) throws Exception {
        String room = "cut-" + language;
        try (Wire wire = new Wire(server.port())) {
            SdkClient ann = guest(language, "Ann " + language, wire.port());
            SdkClient bob = guest(language, "Bob " + language, server.port());
            rpc(ann, "enter", "room", room);
            ann.heard().next("subscribed", "chat:" + room);
            rpc(bob, "enter", "room", room);

            rpc(bob, "send", "room", room, "id", "1", "text", "hello");
            JsonNode heard = hears(ann, "chat:" + room);
            assertThat(heard.path("message").path("text").asString()).isEqualTo("hello");
            assertThat(heard.path("person").path("name").asString()).isEqualTo("Bob " + language);

            ann.heard().rest("connecting", "");
            wire.cut();
            ann.heard().next("connecting");
            rpc(bob, "send", "room", room, "id", "2", "text", "while ann is away");
            wire.mend();
            JsonNode again = ann.heard().next("subscribed", "chat:" + room);
            assertThat(again.path("recovered").asBoolean()).isTrue();
            assertThat(hears(ann, "chat:" + room).path("message").path("text").asString())
                    .isEqualTo("while ann is away");

            rpc(ann, "leave", "room", room);
            ann.heard().next("unsubscribed", "chat:" + room);
            assertThatThrownBy(() -> rpc(ann, "before", "room", room))
                    .isInstanceOfSatisfying(
                            SdkError.class, error -> assertThat(error.code()).isEqualTo(1005));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasAnsweredOutlivesAKillAndIsThereOnce(Language language) throws Exception {
        String room = "kill-" + language;
        SdkClient ann = guest(language, "Anna " + language, server.port());
        rpc(ann, "enter", "room", room);
        ann.heard().next("subscribed", "chat:" + room);
        JsonNode sent = rpc(ann, "send", "room", room, "id", "1", "text", "kept");

        server.kill();
        server.start();

        JsonNode again = ann.heard().next("subscribed", "chat:" + room);
        assertThat(again.path("recovered").asBoolean()).isFalse();
        JsonNode repeated = rpc(ann, "send", "room", room, "id", "1", "text", "kept");
        JsonNode messages = rpc(ann, "before", "room", room).path("messages");
        assertThat(repeated.path("repeated").asBoolean())
                .as(sent + " " + repeated + " " + messages)
                .isTrue();
        assertThat(repeated.path("id")).isEqualTo(sent.path("id"));
        assertThat(messages).hasSize(1);
        assertThat(messages.path(0).path("text").asString()).isEqualTo("kept");
    }
}
