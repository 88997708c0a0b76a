package dev.parley.server.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.Caller;
import dev.parley.server.Peer;
import dev.parley.server.Started;
import dev.parley.server.backend.HookBackend.Asked;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The hooks as an owner switches them on, asked by a real server.
class HooksTest {

    @TempDir
    Path folder;

    private HookBackend backend;

    @BeforeEach
    void open() throws Exception {
        backend = new HookBackend();
    }

    @AfterEach
    void close() {
        backend.close();
    }

    private Started connecting(String... more) throws Exception {
        return Started.with(Stream.concat(
                        Stream.of(
                                "client.proxy.connect.enabled",
                                "true",
                                "client.proxy.connect.endpoint",
                                backend.at("/connect"),
                                "client.proxy.connect.timeout",
                                "10s"),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    /// @param yaml with `BACKEND` for the backend, which may take longer here than by default
    private Started of(String yaml) throws Exception {
        String patient = yaml.replaceAll("(?m)^( *)endpoint: BACKEND", "$1timeout: 10s\n$1endpoint: BACKEND")
                .replaceAll("([{,] *)endpoint: BACKEND", "$1timeout: 10s, endpoint: BACKEND");
        return Started.from(
                Files.writeString(folder.resolve("parley.yaml"), patient.replace("BACKEND", backend.at(""))));
    }

    /// An SDK's session, connected.
    private static Peer sdk(Started server) throws InterruptedException {
        Peer peer = Peer.open(server.ws("/connection/websocket")).say("{\"id\":1,\"connect\":{}}");
        assertThat(peer.hears()).startsWith("{\"id\":1,\"connect\":{");
        return peer;
    }

    private static String answer(Peer peer, String command) throws InterruptedException {
        peer.say(command.replace('\'', '"'));
        String heard = peer.hears();
        while (heard.startsWith("{\"push\"")) {
            heard = peer.hears();
        }
        return heard;
    }

    /// In seconds since 1970.
    private static long in(int seconds) {
        return Instant.now().getEpochSecond() + seconds;
    }

    // ---- connect and refresh

    @Test
    void connectSaysWhoAnSdkIsAndWhereItIsSubscribed() throws Exception {
        backend.answers("/connect", "{'result':{'user':'42','data':{'hello':1},'channels':['news']}}");
        try (Started server = connecting();
                Peer peer = Peer.open(server.ws("/connection/websocket"))) {
            String welcome = answer(peer, "{'id':1,'connect':{'data':{'q':7},'name':'js','version':'1.2'}}");
            assertThat(welcome).contains("\"data\":{\"hello\":1}", "\"news\":{");
            Asked asked = backend.next();
            assertThat(asked.body())
                    .contains(
                            "\"transport\":\"websocket\"",
                            "\"name\":\"js\"",
                            "\"version\":\"1.2\"",
                            "\"data\":{\"q\":7}");
            assertThat(server.api()
                            .call("connections", "{'user':'42'}")
                            .result()
                            .path("connections"))
                    .hasSize(1);
        }
    }

    @Test
    void connectSaysWhoABareWebSocketIs() throws Exception {
        backend.answers("/connect", "{'result':{'user':'42'}}");
        try (Started server = connecting();
                Peer user = Peer.open(server.ws("/user"))) {
            server.awaitSessions("42", 1);
            server.api().call("user_publish", "{'user':'42','text':'hello'}");
            assertThat(user.hears()).isEqualTo("hello");
        }
    }

    @Test
    void whomConnectRefusesIsNotLetIn() throws Exception {
        backend.answers("/connect", "{'disconnect':{'code':4501,'reason':'not you'}}");
        try (Started server = connecting();
                Peer peer = Peer.open(server.ws("/connection/websocket"))) {
            assertThat(answer(peer, "{'id':1,'connect':{}}")).isEqualTo("close 4501 not you");
            assertThat(server.upgrade("/user")).startsWith("HTTP/1.1 403 ").contains("not you");
            backend.answers("/connect", "{'error':{'code':1001,'message':'come again'}}");
            try (Peer again = Peer.open(server.ws("/connection/websocket"))) {
                assertThat(answer(again, "{'id':1,'connect':{}}"))
                        .isEqualTo("{\"id\":1,\"error\":{\"code\":1001,\"message\":\"come again\"}}");
            }
        }
    }

    @Test
    void refreshIsAskedWhenTheTimeHasComeAndEndsTheSession() throws Exception {
        backend.answers("/refresh", "{'result':{'expired':true}}");
        try (Started server = connecting(
                "client.proxy.refresh.enabled",
                "true",
                "client.proxy.refresh.endpoint",
                backend.at("/refresh"),
                "client.proxy.refresh.timeout",
                "10s",
                "client.proxy.refresh.include_connection_meta",
                "true")) {
            backend.answers("/connect", "{'result':{'user':'42','expire_at':" + in(3) + ",'meta':{'m':1}}}");
            try (Peer peer = sdk(server)) {
                assertThat(backend.next().path()).isEqualTo("/connect");
                Asked asked = backend.next();
                assertThat(asked.path()).isEqualTo("/refresh");
                assertThat(asked.body()).contains("\"user\":\"42\"", "\"meta\":{\"m\":1}");
                assertThat(peer.hears()).startsWith("close 3005 ");
            }
        }
    }

    // ---- headers

    @Test
    void theBackendSeesTheHeadersThatItAskedForAndNoOthers() throws Exception {
        backend.answers("/connect", "{'result':{'user':'42'}}");
        try (Started server = connecting(
                "client.proxy.connect.http_headers",
                "Cookie,X-Lang",
                "client.proxy.connect.http.static_headers",
                "X-From: parley,X-Secret: a:b")) {
            assertThat(server.upgrade("/user", "Cookie: PHPSESSID=abc", "X-Lang: el", "X-Other: no"))
                    .startsWith("HTTP/1.1 101 ");
            Asked asked = backend.next();
            assertThat(asked.headers().getFirst("Cookie")).isEqualTo("PHPSESSID=abc");
            assertThat(asked.headers().getFirst("X-Lang")).isEqualTo("el");
            assertThat(asked.headers().getFirst("X-From")).isEqualTo("parley");
            assertThat(asked.headers().getFirst("X-Secret")).isEqualTo("a:b");
            assertThat(asked.headers().containsKey("X-Other")).isFalse();
        }
    }

    @Test
    void staticHeadersMayBeASectionOfTheFile() throws Exception {
        backend.answers("/connect", "{'result':{'user':'42'}}");
        try (Started server = of("""
                client:
                  proxy:
                    connect:
                      enabled: true
                      endpoint: BACKEND/connect
                      http_headers: [Cookie]
                      http:
                        static_headers:
                          X-From: parley
                          X-Number: 7
                """)) {
            assertThat(server.upgrade("/user", "Cookie: a=b")).startsWith("HTTP/1.1 101 ");
            Asked asked = backend.next();
            assertThat(asked.headers().getFirst("X-From")).isEqualTo("parley");
            assertThat(asked.headers().getFirst("X-Number")).isEqualTo("7");
            assertThat(asked.headers().getFirst("Cookie")).isEqualTo("a=b");
        }
    }

    // ---- channels

    @Test
    void subscribePublishAndSubRefreshAreAskedInChannelsWithoutNamespace() throws Exception {
        backend.answers("/publish", "{'result':{'data':{'seen':true}}}")
                .answers("/sub_refresh", "{'result':{'expired':true}}");
        try (Started server = of("""
                client: {allow_anonymous_connect_without_token: true}
                channel:
                  without_namespace:
                    subscribe_proxy_enabled: true
                    publish_proxy_enabled: true
                    sub_refresh_proxy_enabled: true
                  proxy:
                    subscribe: {endpoint: BACKEND/subscribe}
                    publish: {endpoint: BACKEND/publish}
                    sub_refresh: {endpoint: BACKEND/sub_refresh}
                """)) {
            backend.answers("/subscribe", "{'result':{'data':{'s':1},'expire_at':" + in(4) + "}}");
            try (Peer peer = sdk(server)) {
                assertThat(answer(peer, "{'id':2,'subscribe':{'channel':'a','data':{'q':1}}}"))
                        .contains("\"data\":{\"s\":1}");
                assertThat(backend.next().body()).contains("\"channel\":\"a\"", "\"data\":{\"q\":1}");
                peer.say("{\"id\":3,\"publish\":{\"channel\":\"a\",\"data\":{\"raw\":1}}}");
                assertThat(peer.hears() + peer.hears())
                        .contains("{\"seen\":true}")
                        .doesNotContain("raw");
                Asked asked = backend.next();
                assertThat(asked.path()).isEqualTo("/publish");
                assertThat(asked.body()).contains("\"channel\":\"a\"", "\"data\":{\"raw\":1}");
                Asked renewed = backend.next();
                assertThat(renewed.path()).isEqualTo("/sub_refresh");
                assertThat(renewed.body()).contains("\"channel\":\"a\"");
                assertThat(peer.hears()).contains("\"channel\":\"a\"", "\"unsubscribe\":{");
            }
        }
    }

    @Test
    void aNamespaceAsksTheOneThatItNamesAndOthersAskNobody() throws Exception {
        backend.answers("/other/subscribe", "{'error':{'code':1403,'message':'members only'}}")
                .answers("/other/publish", "{'error':{'code':1404,'message':'silence'}}");
        try (Started server = of("""
                client: {allow_anonymous_connect_without_token: true}
                proxies:
                  - {name: gate, endpoint: BACKEND/other/subscribe}
                  - {name: press, endpoint: BACKEND/other/publish, http: {static_headers: {X-Key: k}}}
                channel:
                  namespaces:
                    - name: club
                      subscribe_proxy_enabled: true
                      subscribe_proxy_name: gate
                      publish_proxy_enabled: true
                      publish_proxy_name: press
                    - name: open
                      allow_subscribe_for_anonymous: true
                      allow_subscribe_for_client: true
                """);
                Peer peer = sdk(server)) {
            assertThat(answer(peer, "{'id':2,'subscribe':{'channel':'club:a'}}"))
                    .isEqualTo("{\"id\":2,\"error\":{\"code\":1403,\"message\":\"members only\"}}");
            assertThat(backend.next().headers().containsKey("X-Key")).isFalse();
            assertThat(answer(peer, "{'id':3,'publish':{'channel':'club:a','data':1}}"))
                    .isEqualTo("{\"id\":3,\"error\":{\"code\":1404,\"message\":\"silence\"}}");
            assertThat(backend.next().headers().getFirst("X-Key")).isEqualTo("k");
            assertThat(answer(peer, "{'id':4,'subscribe':{'channel':'open:a'}}"))
                    .startsWith("{\"id\":4,\"subscribe\":{");
            assertThat(backend.wasAskedNothingMore()).isTrue();
        }
    }

    // ---- rpc

    @Test
    void rpcIsAnsweredByTheBackendOfTheMethodsNamespace() throws Exception {
        backend.answers("/rpc", "{'result':{'data':{'from':'rpc'}}}")
                .answers("/shop", "{'result':{'data':{'from':'shop'}}}");
        try (Started server = of("""
                client: {allow_anonymous_connect_without_token: true}
                proxies: [{name: shop, endpoint: BACKEND/shop}]
                rpc:
                  proxy: {endpoint: BACKEND/rpc}
                  without_namespace: {proxy_enabled: true}
                  namespaces:
                    - {name: shop, proxy_enabled: true, proxy_name: shop}
                    - {name: mine, proxy_enabled: true}
                    - {name: off}
                """);
                Peer peer = sdk(server)) {
            assertThat(answer(peer, "{'id':2,'rpc':{'method':'time','data':{'zone':1}}}"))
                    .isEqualTo("{\"id\":2,\"rpc\":{\"data\":{\"from\":\"rpc\"}}}");
            assertThat(backend.next().body()).contains("\"method\":\"time\"", "\"data\":{\"zone\":1}");
            assertThat(answer(peer, "{'id':3,'rpc':{'method':'shop:order'}}")).contains("\"from\":\"shop\"");
            assertThat(answer(peer, "{'id':4,'rpc':{'method':'mine:x'}}")).contains("\"from\":\"rpc\"");
            assertThat(answer(peer, "{'id':5,'rpc':{'method':'off:x'}}")).contains("\"code\":104");
            assertThat(answer(peer, "{'id':6,'rpc':{'method':'unknown:x'}}")).contains("\"code\":104");
        }
    }

    // ---- a backend that is away

    /// A port where nobody listens any more.
    private static String dead() throws Exception {
        try (HookBackend gone = new HookBackend()) {
            return gone.at("/");
        }
    }

    @Test
    void whileTheBackendIsAwayNobodyIsLetInAndClientsAreToTryAgain() throws Exception {
        try (Started server =
                        Started.with("client.proxy.connect.enabled", "true", "client.proxy.connect.endpoint", dead());
                Peer peer = Peer.open(server.ws("/connection/websocket"))) {
            assertThat(answer(peer, "{'id':1,'connect':{}}")).contains("\"code\":100", "\"temporary\":true");
            assertThat(server.upgrade("/user")).startsWith("HTTP/1.1 503 ");
        }
    }

    @Test
    void whileItIsAwayTheRulesDecideWhereTheOwnerSaysSo() throws Exception {
        String gone = dead();
        try (Started server = of("""
                client:
                  allow_anonymous_connect_without_token: true
                  proxy: {connect: {enabled: true, endpoint: GONE, when_unavailable: rules}}
                channel:
                  proxy:
                    subscribe: {endpoint: GONE, when_unavailable: rules}
                    publish: {endpoint: GONE}
                  without_namespace:
                    subscribe_proxy_enabled: true
                    publish_proxy_enabled: true
                    allow_subscribe_for_client: true
                    allow_subscribe_for_anonymous: true
                    allow_publish_for_client: true
                    allow_publish_for_anonymous: true
                """.replace("GONE", gone));
                Peer peer = sdk(server)) {
            assertThat(answer(peer, "{'id':2,'subscribe':{'channel':'a'}}")).startsWith("{\"id\":2,\"subscribe\":{");
            assertThat(answer(peer, "{'id':3,'publish':{'channel':'a','data':1}}"))
                    .contains("\"code\":100");
            Caller.Answer published = server.api().call("publish", "{'channel':'a','data':2}");
            assertThat(published.status()).isEqualTo(200);
            assertThat(peer.hears()).contains("\"data\":2");
        }
    }
}
