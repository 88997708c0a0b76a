package dev.parley.server.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.Peer;
import dev.parley.server.Started;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// What is the chat's stays the chat's, whatever the backend is asked.
class HooksBesideTheChatTest {

    private static final String SAYING =
            "{\"id\":3,\"rpc\":{\"method\":\"chat.send\",\"data\":{\"id\":\"m1\",\"room\":\"lobby\",\"text\":\"hi\"}}}";

    private HookBackend backend;

    @BeforeEach
    void open() throws Exception {
        backend = new HookBackend();
    }

    @AfterEach
    void close() {
        backend.close();
    }

    private static Peer sdk(Started server, String connect) {
        return Peer.open(server.ws("/connection/websocket")).say("{\"id\":1,\"connect\":" + connect + "}");
    }

    /// The answer with that id, past what is pushed.
    private static String answer(Peer peer, int id) throws InterruptedException {
        String heard = peer.hears();
        while (!heard.startsWith("{\"id\":" + id + ",") && !heard.startsWith("close ")) {
            heard = peer.hears();
        }
        return heard;
    }

    private Started asking(String... more) throws Exception {
        return Started.with(Stream.concat(
                        Stream.of(
                                "rpc.without_namespace.proxy_enabled",
                                "true",
                                "rpc.proxy.endpoint",
                                backend.at("/rpc"),
                                "rpc.proxy.timeout",
                                "10s",
                                "client.proxy.connect.timeout",
                                "10s"),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private static final String ENTERING =
            "{\"id\":2,\"rpc\":{\"method\":\"chat.enter\",\"data\":{\"room\":\"lobby\"}}}";

    /// A guest of the chat, with a token of the chat's own.
    private static Peer guest(Started server, String name) throws Exception {
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/chat/session"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"" + name + "\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        String token = JsonMapper.shared().readTree(answer.body()).path("token").asString();
        return sdk(server, "{\"token\":\"" + token + "\"}");
    }

    @Test
    void itsOwnMethodsAndTheInboxesAreNotAskedOfTheBackend() throws Exception {
        backend.answers("/rpc", "{'result':{'data':{'from':'backend'}}}");
        try (Started server = asking();
                Peer ann = guest(server, "Ann")) {
            answer(ann, 1);
            ann.say(ENTERING);
            assertThat(answer(ann, 2)).contains("\"joined\":true").doesNotContain("backend");
            ann.say(SAYING);
            assertThat(answer(ann, 3)).contains("\"rpc\":{").doesNotContain("backend", "error");
            ann.say("{\"id\":4,\"rpc\":{\"method\":\"inbox.list\",\"data\":{}}}");
            assertThat(answer(ann, 4)).doesNotContain("backend");
            ann.say("{\"id\":6,\"rpc\":{\"method\":\"chat.nothing\",\"data\":{}}}");
            assertThat(answer(ann, 6)).contains("\"code\":104");
            assertThat(backend.wasAskedNothingMore()).isTrue();
            ann.say("{\"id\":5,\"rpc\":{\"method\":\"time\",\"data\":{}}}");
            assertThat(answer(ann, 5)).contains("\"from\":\"backend\"");
        }
    }

    @Test
    void theConnectHookSaysWhoComesInAndHowTheChatCallsThem() throws Exception {
        backend.answers("/connect", "{'result':{'user':'42','info':{'name':'Berta'}}}");
        try (Started server = asking(
                        "client.proxy.connect.enabled",
                        "true",
                        "client.proxy.connect.endpoint",
                        backend.at("/connect"));
                Peer peer = sdk(server, "{\"data\":{\"name\":\"Ann\"}}")) {
            answer(peer, 1);
            assertThat(backend.next().body()).contains("\"data\":{\"name\":\"Ann\"}");
            assertThat(server.api()
                            .call("connections", "{'user':'42'}")
                            .result()
                            .path("connections"))
                    .hasSize(1);
            peer.say(ENTERING);
            answer(peer, 2);
            peer.say(SAYING);
            String heard = peer.hears();
            while (!heard.contains("\"text\":\"hi\"")) {
                heard = peer.hears();
            }
            assertThat(heard).contains("Berta").doesNotContain("Ann");
        }
    }

    @Test
    void guestsOfTheChatComeInWithoutTheBackend() throws Exception {
        try (Started server = asking(
                        "chat.guests",
                        "true",
                        "client.proxy.connect.enabled",
                        "true",
                        "client.proxy.connect.endpoint",
                        backend.at("/nothing"));
                Peer peer = guest(server, "Ann")) {
            assertThat(answer(peer, 1)).contains("\"connect\":{");
            peer.say(ENTERING);
            assertThat(answer(peer, 2)).contains("\"joined\":true");
            assertThat(backend.wasAskedNothingMore()).isTrue();
        }
    }

    @Test
    void whoeverIsBlockedStaysOutOfAServerWithBoth() throws Exception {
        backend.answers("/connect", "{'result':{'user':'42','info':{'name':'Berta'}}}");
        try (Started server = asking(
                "client.proxy.connect.enabled", "true", "client.proxy.connect.endpoint", backend.at("/connect"))) {
            server.api().call("block_user", "{'user':'42'}");
            try (Peer peer = sdk(server, "{}")) {
                assertThat(peer.hears()).startsWith("close 3503");
            }
        }
    }
}
