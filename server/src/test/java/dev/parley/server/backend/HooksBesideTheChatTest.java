package dev.parley.server.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.Peer;
import dev.parley.server.Started;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
        String[] all = new String[more.length + 4];
        all[0] = "rpc.without_namespace.proxy_enabled";
        all[1] = "true";
        all[2] = "rpc.proxy.endpoint";
        all[3] = backend.at("/rpc");
        System.arraycopy(more, 0, all, 4, more.length);
        return Started.with(all);
    }

    @Test
    void itsOwnMethodAndTheInboxesAreNotAskedOfTheBackend() throws Exception {
        backend.answers("/rpc", "{'result':{'data':{'from':'backend'}}}");
        try (Started server = asking();
                Peer ann = sdk(server, "{\"data\":{\"name\":\"Ann\"}}")) {
            answer(ann, 1);
            ann.say("{\"id\":2,\"subscribe\":{\"channel\":\"chat:lobby\"}}");
            assertThat(answer(ann, 2)).contains("\"subscribe\":{");
            ann.say(SAYING);
            assertThat(answer(ann, 3)).contains("\"rpc\":{").doesNotContain("backend", "error");
            ann.say("{\"id\":4,\"rpc\":{\"method\":\"inbox.list\",\"data\":{}}}");
            assertThat(answer(ann, 4)).doesNotContain("backend");
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
            peer.say("{\"id\":2,\"subscribe\":{\"channel\":\"chat:lobby\"}}");
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
    void whileItIsAwayAndTheRulesDecideTheChatsNamesComeIn() throws Exception {
        try (Started server = asking(
                        "client.proxy.connect.enabled",
                        "true",
                        "client.proxy.connect.endpoint",
                        backend.at("/nothing"),
                        "client.proxy.connect.when_unavailable",
                        "rules");
                Peer peer = sdk(server, "{\"data\":{\"name\":\"Ann\"}}")) {
            answer(peer, 1);
            peer.say("{\"id\":2,\"subscribe\":{\"channel\":\"chat:lobby\"}}");
            assertThat(answer(peer, 2)).contains("\"subscribe\":{");
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
