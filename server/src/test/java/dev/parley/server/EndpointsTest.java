package dev.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.net.Address;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointsTest {

    @Test
    void echoAnswersTextAsTextAndBinaryAsBinary() throws Exception {
        try (Started server = Started.with();
                Peer peer = Peer.open(server.ws("/echo"))) {
            assertThat(peer.say("héllo 🙂").hears()).isEqualTo("héllo 🙂");
            assertThat(peer.say(new byte[] {1, 0, -1}).hears()).isEqualTo("hex:0100ff");
            assertThat(peer.say("").hears()).isEmpty();
        }
    }

    @Test
    void echoTakesLargerMessagesThanOtherPathsAndHasALimitOfItsOwn() throws Exception {
        try (Started server = Started.with("websocket.message_size_limit", "1KiB", "echo.message_size_limit", "1MiB");
                Peer echo = Peer.open(server.ws("/echo"));
                Peer raw = Peer.open(server.ws("/raw/a"))) {
            String large = "x".repeat(1 << 20);
            assertThat(echo.say(large).hears()).isEqualTo(large);
            assertThat(echo.say(large + "x").hears()).startsWith("close 1009");
            assertThat(raw.say("x".repeat(1025)).hears()).startsWith("close 1009");
        }
    }

    @Test
    void rawHandsEachMessageToEverybodyOnTheChannelAndToNobodyElse() throws Exception {
        try (Started server = Started.with();
                Peer ann = Peer.open(server.ws("/raw/news"));
                Peer bob = Peer.open(server.ws("/raw/news"));
                Peer eve = Peer.open(server.ws("/raw/other"))) {
            eve.say("sync");
            assertThat(eve.hears()).isEqualTo("sync");
            ann.say("<b>hi</b>").say(new byte[] {7});
            for (Peer peer : List.of(ann, bob)) {
                assertThat(peer.hears()).isEqualTo("<b>hi</b>");
                assertThat(peer.hears()).isEqualTo("hex:07");
            }
            eve.say("again");
            assertThat(eve.hears()).isEqualTo("again");
            assertThat(eve.heardNothingMore()).isTrue();
        }
    }

    @Test
    void everybodyHearsTheMessagesOfOneSenderInOrder() throws Exception {
        try (Started server = Started.with("server.loops", "4")) {
            List<Peer> peers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                peers.add(Peer.open(server.ws("/raw/all")));
            }
            for (int i = 0; i < 50; i++) {
                peers.getFirst().say("m" + i);
            }
            for (Peer peer : peers) {
                for (int i = 0; i < 50; i++) {
                    assertThat(peer.hears()).isEqualTo("m" + i);
                }
                peer.close();
            }
        }
    }

    @Test
    void whoseUpgradeWasAnsweredMissesNothingFromThenOn() throws Exception {
        try (Started server = Started.with("server.loops", "4")) {
            for (int i = 0; i < 200; i++) {
                try (Peer one = Peer.open(server.ws("/raw/c" + i));
                        Peer two = Peer.open(server.ws("/raw/c" + i))) {
                    one.say("x");
                    assertThat(two.hears()).isEqualTo("x");
                }
            }
        }
    }

    @Test
    void aChannelNameIsDecodedAndChecked() throws Exception {
        try (Started server = Started.with("channel.max_length", "8");
                Peer one = Peer.open(server.ws("/raw/a%2Fb%20%C3%A9"));
                Peer two = Peer.open(server.ws("/raw/a%2fb%20%c3%a9"))) {
            assertThat(one.say("x").hears()).isEqualTo("x");
            assertThat(two.hears()).isEqualTo("x");
            assertThat(server.upgrade("/raw/12345678")).startsWith("HTTP/1.1 101 ");
            assertThat(server.upgrade("/raw/123456789"))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("a channel's name has at most 8 bytes");
            assertThat(server.upgrade("/raw/a%00b")).startsWith("HTTP/1.1 400 ");
            assertThat(server.upgrade("/raw/%FF")).startsWith("HTTP/1.1 400 ");
            assertThat(server.upgrade("/raw/%zz")).startsWith("HTTP/1.1 400 ");
            assertThat(server.upgrade("/raw/")).startsWith("HTTP/1.1 400 ").contains("Name a channel");
            assertThat(server.upgrade("/raw")).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void pastTheLimitOfChannelsANewOneIsRefusedUntilOneIsEmpty() throws Exception {
        try (Started server = Started.with("raw.channel_limit", "1")) {
            try (Peer first = Peer.open(server.ws("/raw/one"))) {
                assertThat(server.upgrade("/raw/two"))
                        .startsWith("HTTP/1.1 503 ")
                        .contains("Retry-After");
                assertThat(server.upgrade("/raw/one")).startsWith("HTTP/1.1 101 ");
                first.leave();
                assertThat(first.hears()).startsWith("close 1000");
            }
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThat(server.upgrade("/raw/two")).startsWith("HTTP/1.1 101 "));
        }
    }

    @Test
    void outsideDevelopmentModeBareClientsNeedTheNamespacesWord() throws Exception {
        try (Started closed = Started.with("client.allowed_origins", "https://example.com");
                Started open = Started.with(
                        "client.allowed_origins",
                        "https://example.com",
                        "channel.namespaces",
                        "[{name: news, raw: true, allow_subscribe_for_client: true, allow_subscribe_for_anonymous: true}]")) {
            assertThat(closed.upgrade("/raw/a")).startsWith("HTTP/1.1 403 ").contains("raw: true");
            assertThat(open.upgrade("/raw/a")).startsWith("HTTP/1.1 403 ");
            assertThat(open.upgrade("/raw/news:1")).startsWith("HTTP/1.1 401 ");
        }
        try (Started strangers = Started.with(
                "client.allowed_origins",
                "https://example.com",
                "client.allow_anonymous_connect_without_token",
                "true",
                "channel.namespaces",
                "[{name: news, raw: true, allow_subscribe_for_client: true, allow_subscribe_for_anonymous: true}]")) {
            assertThat(strangers.upgrade("/raw/news:1")).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void bareClientsNeverGetIntoTheChatOrPrivateChannels() throws Exception {
        try (Started server = Started.with("channel.without_namespace.allow_user_limited_channels", "true")) {
            for (String channel : List.of("chat:lobby", "$secret", "mail%2342")) {
                assertThat(server.upgrade("/raw/" + channel)).as(channel).startsWith("HTTP/1.1 403 ");
            }
            assertThat(server.upgrade("/raw/nowhere:a")).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void whatWasPublishedIsThereAfterARestart(@TempDir Path folder) throws Exception {
        String[] options = {
            "engine.type",
            "sqlite",
            "engine.sqlite.path",
            folder.resolve("data").toString()
        };
        try (Started server = Started.with(options);
                Peer peer = Peer.open(server.ws("/raw/news"))) {
            assertThat(peer.say("kept").hears()).isEqualTo("kept");
        }
        try (Started server = Started.with(options);
                Peer peer = Peer.open(server.ws("/raw/news?history=10"))) {
            assertThat(peer.hears()).isEqualTo("kept");
        }
    }

    @Test
    void sdksConnectWhereTheOwnerWantsAndWhereTheChatPageDoes() throws Exception {
        try (Started both = Started.with("websocket.handler_prefix", "/live");
                Started one = Started.with("websocket.handler_prefix", "/live", "chat.enabled", "false");
                Started none = Started.with("websocket.disabled", "true", "chat.enabled", "false")) {
            assertThat(both.upgrade("/live")).startsWith("HTTP/1.1 101 ");
            assertThat(both.upgrade("/connection/websocket")).startsWith("HTTP/1.1 101 ");
            assertThat(one.upgrade("/live")).startsWith("HTTP/1.1 101 ");
            assertThat(one.upgrade("/connection/websocket")).startsWith("HTTP/1.1 404 ");
            assertThat(none.upgrade("/connection/websocket")).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void textClientsTalkToBareWebSockets() throws Exception {
        try (Started server = Started.with("text.enabled", "true", "text.port", "0");
                Socket terminal = new Socket("127.0.0.1", textPort(server));
                Peer peer = Peer.open(server.ws("/raw/news"))) {
            terminal.setSoTimeout(10_000);
            terminal.getOutputStream().write("anna\n/join news\nhello\n".getBytes(StandardCharsets.UTF_8));
            assertThat(peer.hears()).isEqualTo("hello");
            peer.say("good morning");
            var lines = new BufferedReader(new InputStreamReader(terminal.getInputStream(), StandardCharsets.UTF_8));
            String line = lines.readLine();
            while (!line.contains("good morning")) {
                line = lines.readLine();
            }
        }
    }

    private static int textPort(Started server) {
        return ((Address.Tcp) Objects.requireNonNull(server.server().textAddress())).port();
    }

    @Test
    void withoutWsRootOtherPathsAreRefusedWithTheOptionsName() throws Exception {
        try (Started server = Started.with()) {
            for (String path : List.of("/", "/websocket", "/a/b/c")) {
                assertThat(server.upgrade(path)).startsWith("HTTP/1.1 404 ").contains("server.ws_root (--ws-root");
            }
        }
    }

    @Test
    void wsRootEchoAnswersAtTheRootAndEverywhereElse() throws Exception {
        try (Started server = Started.with("server.ws_root", "echo")) {
            for (String path : List.of("/", "", "/websocket", "/a/b/c", "/chat", "/?x=1")) {
                try (Peer peer = Peer.open(server.ws(path))) {
                    assertThat(peer.say("hi").hears()).isEqualTo("hi");
                }
            }
            assertThat(server.http("GET /")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void wsRootRawPutsEverybodyOnOneChannel() throws Exception {
        try (Started server = Started.with("server.ws_root", "raw:lobby");
                Peer ann = Peer.open(server.ws("/"));
                Peer bob = Peer.open(server.ws("/websocket"));
                Peer cem = Peer.open(server.ws("/raw/lobby"))) {
            ann.say("hi");
            for (Peer peer : List.of(ann, bob, cem)) {
                assertThat(peer.hears()).isEqualTo("hi");
            }
        }
    }

    @Test
    void everythingIsBelowTheBasePath() throws Exception {
        try (Started server = Started.with("server.base_path", "/rt/", "server.ws_root", "echo");
                Peer echo = Peer.open(server.ws("/rt/echo"));
                Peer root = Peer.open(server.ws("/rt"));
                Peer raw = Peer.open(server.ws("/rt/raw/a"))) {
            assertThat(echo.say("1").hears()).isEqualTo("1");
            assertThat(root.say("2").hears()).isEqualTo("2");
            assertThat(raw.say("3").hears()).isEqualTo("3");
            assertThat(server.upgrade("/echo")).startsWith("HTTP/1.1 404 ");
            assertThat(server.http("GET /rt/healthz")).startsWith("HTTP/1.1 200 ");
            assertThat(server.http("GET /rt/")).startsWith("HTTP/1.1 200 ");
            assertThat(server.http("GET /rt?a=b")).startsWith("HTTP/1.1 308 ").contains("\r\nLocation: /rt/?a=b\r\n");
            assertThat(server.http("GET /")).startsWith("HTTP/1.1 404 ").contains("/rt/");
            assertThat(server.http("GET /rtx")).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void whatIsSwitchedOffIsNotThere() throws Exception {
        try (Started server = Started.with("echo.enabled", "false", "raw.enabled", "false", "chat.enabled", "false")) {
            for (String path : List.of("/echo", "/raw/a")) {
                assertThat(server.upgrade(path)).startsWith("HTTP/1.1 404 ");
                assertThat(server.http("GET " + path)).startsWith("HTTP/1.1 404 ");
            }
            assertThat(server.http("GET /")).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void compressionIsAgreedOnUnlessItIsOff() throws Exception {
        String offer = "Sec-WebSocket-Extensions: permessage-deflate";
        try (Started on = Started.with();
                Started off = Started.with("websocket.compression", "false");
                Started takeover = Started.with("websocket.compression", "takeover");
                Started none =
                        Started.with("websocket.compression", "takeover", "websocket.takeover_memory_limit", "0")) {
            assertThat(on.upgrade("/echo", offer))
                    .contains("permessage-deflate")
                    .contains("server_no_context_takeover");
            assertThat(off.upgrade("/echo", offer)).startsWith("HTTP/1.1 101 ").doesNotContain("permessage-deflate");
            assertThat(none.upgrade("/echo", offer)).contains("server_no_context_takeover");
            assertThat(takeover.upgrade("/echo", offer))
                    .contains("permessage-deflate")
                    .doesNotContain("server_no_context_takeover");
        }
    }

    @Test
    void whoDoesNotReadIsClosedAsSlowAndNobodyElseWaits() throws Exception {
        try (Started server = Started.with("client.queue_max_size", "64KiB");
                java.net.Socket slow = new java.net.Socket("127.0.0.1", server.port());
                Peer fast = Peer.open(server.ws("/raw/a"))) {
            slow.getOutputStream()
                    .write(("GET /raw/a HTTP/1.1\r\nHost: localhost:" + server.port()
                                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            slow.setSoTimeout(10_000);
            assertThat(slow.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 101");
            String message = "x".repeat(32 * 1024);
            for (int i = 0; i < 200; i++) {
                fast.say(message);
                assertThat(fast.hears()).isEqualTo(message);
            }
            byte[] all = slow.getInputStream().readAllBytes();
            assertThat(new String(all, all.length - 123, 123, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .contains("slow");
        }
    }

    @Test
    void stoppingSaysGoodbye() throws Exception {
        Started server = Started.with();
        try (Peer peer = Peer.open(server.ws("/echo"))) {
            server.close();
            assertThat(peer.hears()).startsWith("close 1001");
        }
    }

    @Test
    void transportAndLoopsAreThoseThatWereAskedFor() throws Exception {
        try (Started server = Started.with("server.transport", "nio", "server.loops", "3")) {
            assertThat(server.server().transport()).isEqualTo(dev.parley.net.Transport.NIO);
            assertThat(server.server().loops()).isEqualTo(3);
        }
    }
}
