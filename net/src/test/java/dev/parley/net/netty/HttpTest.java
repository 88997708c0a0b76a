package dev.parley.net.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.net.Address;
import dev.parley.net.ConnectOptions;
import dev.parley.net.Connection;
import dev.parley.net.ConnectionHandler;
import dev.parley.net.ListenOptions;
import dev.parley.net.Network;
import dev.parley.net.NetworkOptions;
import dev.parley.net.Peer;
import dev.parley.net.http.Headers;
import dev.parley.net.http.HttpExchange;
import dev.parley.net.http.HttpHandler;
import dev.parley.net.http.HttpOptions;
import dev.parley.net.http.HttpRequest;
import dev.parley.net.http.HttpResponse;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTest {

    private static final HttpOptions SMALL = new HttpOptions(512, 2048, 20, 100_000, 10_000, 10_000);
    private static final HttpOptions QUICK = new HttpOptions(512, 2048, 20, 100_000, 300, 300);
    private static final HttpHandler HELLO = exchange -> exchange.respond(HttpResponse.text(200, "hello"));

    private @Nullable Network network;

    private int serve(NetworkOptions options, ListenOptions listen, HttpOptions http, HttpHandler handler)
            throws IOException {
        network = Network.start(options);
        Address address = network.listenHttp(new Address.Tcp("127.0.0.1", 0), listen, http, handler)
                .address();
        return ((Address.Tcp) address).port();
    }

    private int serve(HttpOptions http, HttpHandler handler) throws IOException {
        return serve(NetworkOptions.DEFAULT.withLoops(1), ListenOptions.DEFAULT, http, handler);
    }

    private int serve(HttpHandler handler) throws IOException {
        return serve(HttpOptions.DEFAULT, handler);
    }

    @AfterEach
    void stop() {
        if (network != null) {
            network.close();
        }
    }

    // ---- heads

    @Test
    void aRequestIsHandedOverAsItWasSent() throws Exception {
        CompletableFuture<HttpRequest> seen = new CompletableFuture<>();
        int port = serve(exchange -> {
            seen.complete(exchange.request());
            exchange.respond(HttpResponse.text(200, "ok").with("X-Extra", "1"));
        });
        try (RawHttp client = new RawHttp(port)) {
            RawHttp.Answer answer = client.send(
                            "GET /a%20b?x=1&y=%C3%A9 HTTP/1.1\r\nhost: example.org:1\r\nX-A: 1\r\nx-a: 2\r\n\r\n")
                    .answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("ok");
            assertThat(answer.field("X-Extra")).isEqualTo("1");
            assertThat(answer.field("Date")).endsWith("GMT");
            assertThat(answer.field("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        }
        HttpRequest request = seen.get(1, TimeUnit.SECONDS);
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.target()).isEqualTo("/a%20b?x=1&y=%C3%A9");
        assertThat(request.path()).isEqualTo("/a%20b");
        assertThat(request.query("y")).isEqualTo("é");
        assertThat(request.headers().all("X-A")).containsExactly("1", "2");
        assertThat(request.host()).isEqualTo("example.org:1");
        assertThat(request.scheme()).isEqualTo("http");
        assertThat(request.peer().address().isLoopbackAddress()).isTrue();
        assertThat(request.peer().viaProxy()).isFalse();
        assertThat(request.tls()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400 | GET / HTTP/1.1\\r\\n\\r\\n",
                "400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n",
                "400 | GET / HTTP/1.0\\r\\nHost: a\\r\\nHost: a\\r\\n\\r\\n",
                "400 | GET / HTTP/1.1\\r\\nHost: a b\\r\\n\\r\\n",
                "400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nNo colon\\r\\n\\r\\n",
                "400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nSpace : x\\r\\n\\r\\n",
                "400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nX: a\\0b\\r\\n\\r\\n",
                "400 | GET noslash HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
                "400 | G@T / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
                "400 | GET /\\x80 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
                "400 | complete nonsense\\r\\n\\r\\n",
                "505 | GET / HTTP/2.0\\r\\nHost: a\\r\\n\\r\\n",
                "505 | GET / HTTP/1.2\\r\\nHost: a\\r\\n\\r\\n",
                "400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 3\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
                "400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 3\\r\\nContent-Length: 4\\r\\n\\r\\nabc",
                "400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: -3\\r\\n\\r\\n",
                "400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: +3\\r\\n\\r\\nabc",
                "400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 0x3\\r\\n\\r\\nabc",
                "400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 3, 3\\r\\n\\r\\nabc",
                "400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: gzip\\r\\n\\r\\n",
                "501 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: gzip, chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
                "400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
                "400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: xchunked\\r\\n\\r\\n0\\r\\n\\r\\n",
                "400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\nabc",
                "400 | POST / HTTP/1.0\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
                "400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nUpgrade: echo\\r\\nContent-Length: 3\\r\\n\\r\\nabc",
                "400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nUpgrade: echo\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
                "417 | POST / HTTP/1.1\\r\\nHost: a\\r\\nExpect: miracles\\r\\nContent-Length: 3\\r\\n\\r\\nabc",
            })
    void aMalformedRequestIsRefusedAndItsConnectionCloses(int status, String request) throws Exception {
        int port = serve(exchange -> exchange.readBody(1000, body -> exchange.respond(HttpResponse.text(200, "ok"))));
        try (RawHttp client = new RawHttp(port)) {
            String sent = request.strip()
                    .replace("\\r", "\r")
                    .replace("\\n", "\n")
                    .replace("\\0", "\0")
                    .replace("\\x80", "\u0080");
            RawHttp.Answer answer = client.send(sent).answer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.field("Connection")).isEqualTo("close");
            assertThat(answer.text()).endsWith(".\n");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void aLongRequestLineIs414AndManyOrLongFieldsAre431() throws Exception {
        int port = serve(SMALL, HELLO);
        try (RawHttp client = new RawHttp(port)) {
            assertThat(client.send("GET /" + "a".repeat(600) + " HTTP/1.1\r\nHost: a\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(414);
        }
        try (RawHttp client = new RawHttp(port)) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(2100) + "\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(431);
        }
        try (RawHttp client = new RawHttp(port)) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n" + "X: a\r\n".repeat(20) + "\r\n")
                            .answer()
                            .status())
                    .isEqualTo(431);
        }
        // A line that never ends is refused as soon as it is too long.
        try (RawHttp client = new RawHttp(port)) {
            assertThat(client.send("GET /" + "a".repeat(5000)).answer().status())
                    .isEqualTo(414);
        }
        try (RawHttp client = new RawHttp(port)) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n" + "X: a\r\n".repeat(19) + "\r\n")
                            .answer()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void anAbsoluteTargetNamesTheHost() throws Exception {
        BlockingQueue<HttpRequest> seen = new LinkedBlockingQueue<>();
        int port = serve(exchange -> {
            seen.add(exchange.request());
            HELLO.handle(exchange);
        });
        try (RawHttp client = new RawHttp(port)) {
            client.send("GET http://there.example:81/x?y HTTP/1.1\r\nHost: here\r\n\r\n")
                    .answer();
            client.send("OPTIONS * HTTP/1.1\r\nHost: here\r\n\r\n").answer();
        }
        HttpRequest first = seen.take();
        assertThat(first.target()).isEqualTo("/x?y");
        assertThat(first.host()).isEqualTo("there.example:81");
        assertThat(seen.take().target()).isEqualTo("*");
    }

    // ---- one after the other

    @Test
    void pipelinedRequestsAreAnsweredInOrderOneAtATime() throws Exception {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        int port = serve(exchange -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            int delay = exchange.request().path().equals("/1") ? 60 : 0;
            exchange.loop().schedule(delay, () -> {
                underWay.decrementAndGet();
                exchange.respond(HttpResponse.text(200, exchange.request().path()));
            });
        });
        try (RawHttp client = new RawHttp(port)) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 10; i++) {
                all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
            }
            client.send(all.toString());
            client.socket.shutdownOutput();
            for (int i = 0; i < 10; i++) {
                assertThat(client.answer().text()).isEqualTo("/" + i);
            }
            assertThat(client.rest()).isEmpty();
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void aRequestInManyReadsIsARequest() throws Exception {
        int port = serve(exchange -> exchange.readBody(
                1000,
                body -> exchange.respond(HttpResponse.text(
                        200, StandardCharsets.UTF_8.decode(body).toString()))));
        String request = "\r\nPOST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3;ext=1\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";
        try (RawHttp client = new RawHttp(port)) {
            for (int i = 0; i < request.length(); i++) {
                client.send(request.substring(i, i + 1));
            }
            assertThat(client.answer().text()).isEqualTo("abc0123456789");
            assertThat(client.send(request).answer().text()).isEqualTo("abc0123456789");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1, '', true",
        "HTTP/1.1, close, false",
        "HTTP/1.1, 'x, Close', false",
        "HTTP/1.0, '', false",
        "HTTP/1.0, keep-alive, true",
    })
    void aConnectionIsKeptAsItsVersionSays(String version, String connection, boolean kept) throws Exception {
        int port = serve(HELLO);
        try (RawHttp client = new RawHttp(port)) {
            String field = connection.isEmpty() ? "" : "Connection: " + connection + "\r\n";
            RawHttp.Answer answer = client.send("GET / " + version + "\r\nHost: a\r\n" + field + "\r\n")
                    .answer();
            assertThat(answer.field("Connection")).isEqualTo(kept ? "keep-alive" : "close");
            if (kept) {
                assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                                .answer()
                                .status())
                        .isEqualTo(200);
            } else {
                assertThat(client.rest()).isEmpty();
            }
        }
    }

    @Test
    void answersToHeadAndThoseWithoutContentHaveNoBody() throws Exception {
        int port = serve(exchange -> exchange.respond(
                exchange.request().path().equals("/none") ? HttpResponse.empty(204) : HttpResponse.text(200, "hello")));
        try (RawHttp client = new RawHttp(port)) {
            RawHttp.Answer head =
                    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").answer(true);
            assertThat(head.field("Content-Length")).isEqualTo("5");
            RawHttp.Answer none =
                    client.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n").answer();
            assertThat(none.status()).isEqualTo(204);
            assertThat(none.field("Content-Length")).isNull();
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").answer().text())
                    .isEqualTo("hello");
        }
    }

    // ---- bodies

    @Test
    void aBodyOverTheLimitIs413() throws Exception {
        int port = serve(
                SMALL,
                exchange -> exchange.readBody(
                        exchange.request().path().equals("/small") ? 10 : Integer.MAX_VALUE,
                        body -> exchange.respond(HttpResponse.text(200, "" + body.remaining()))));
        try (RawHttp client = new RawHttp(port)) {
            assertThat(client.send("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789")
                            .answer()
                            .text())
                    .isEqualTo("10");
            assertThat(client.send("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(413);
        }
        try (RawHttp client = new RawHttp(port)) {
            assertThat(client.send("POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    + "6\r\n012345\r\n6\r\n012345\r\n")
                            .answer()
                            .status())
                    .isEqualTo(413);
        }
        try (RawHttp client = new RawHttp(port)) {
            assertThat(client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100001\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(413);
        }
    }

    @Test
    void continueIsSaidWhenTheBodyIsWantedAndNotOtherwise() throws Exception {
        int port = serve(exchange -> {
            if (exchange.request().path().equals("/no")) {
                exchange.respond(HttpResponse.text(403, "no"));
            } else {
                exchange.readBody(100, body -> exchange.respond(HttpResponse.text(200, "" + body.remaining())));
            }
        });
        String head = " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n";
        try (RawHttp client = new RawHttp(port)) {
            assertThat(client.send("POST /yes" + head).answer().status()).isEqualTo(100);
            assertThat(client.send("abc").answer().text()).isEqualTo("3");
            RawHttp.Answer refusal = client.send("POST /no" + head).answer();
            assertThat(refusal.status()).isEqualTo(403);
            assertThat(refusal.field("Connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void anUnreadBodyIsSkippedUpToALimit() throws Exception {
        int port = serve(HELLO);
        try (RawHttp client = new RawHttp(port)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000));
            assertThat(client.answer().text()).isEqualTo("hello");
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").answer().status())
                    .isEqualTo(200);
        }
        try (RawHttp client = new RawHttp(port)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n" + "x".repeat(900_000));
            assertThat(client.answer().text()).isEqualTo("hello");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void aLargeBodyWaitsUntilItIsWanted() throws Exception {
        CompletableFuture<HttpExchange> waiting = new CompletableFuture<>();
        int port = serve(waiting::complete);
        byte[] body = new byte[3_000_000];
        new Random(1).nextBytes(body);
        try (RawHttp client = new RawHttp(port)) {
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n");
                    client.socket.getOutputStream().write(body);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            HttpExchange exchange = waiting.get(10, TimeUnit.SECONDS);
            CompletableFuture<byte[]> got = new CompletableFuture<>();
            exchange.loop()
                    .execute(() -> exchange.readBody(5_000_000, bytes -> {
                        byte[] all = new byte[bytes.remaining()];
                        bytes.get(all);
                        got.complete(all);
                        exchange.respond(HttpResponse.empty(204));
                    }));
            assertThat(got.get(10, TimeUnit.SECONDS)).isEqualTo(body);
            assertThat(client.answer().status()).isEqualTo(204);
            sender.join();
        }
    }

    @Test
    void anAnswerOfAnySizeArrivesWhole() throws Exception {
        byte[] large = new byte[6_000_000];
        new Random(2).nextBytes(large);
        int port = serve(exchange -> exchange.respond(HttpResponse.of(200, "application/octet-stream", large)));
        try (RawHttp client = new RawHttp(port)) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                                .answer()
                                .body())
                        .isEqualTo(large);
            }
        }
    }

    @Test
    void aPartOfAFileIsSentAsTheClientReads(@TempDir Path folder) throws Exception {
        byte[] content = new byte[5_000_000];
        new Random(3).nextBytes(content);
        Path file = folder.resolve("f");
        Files.write(file, content);
        int port = serve(exchange -> exchange.respond(
                new HttpResponse(200, new Headers(), new HttpResponse.Body.File(file, 1000, content.length - 1000))));
        try (RawHttp client = new RawHttp(port)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
            NettyLoop loop = (NettyLoop) network.loops().getFirst();
            await().until(() -> loop.buffers.lent() > 0);
            // The client does not read: what is under way stays small.
            for (int i = 0; i < 20; i++) {
                CompletableFuture<Integer> lent = new CompletableFuture<>();
                loop.execute(() -> loop.nextTurn(() -> lent.complete(loop.buffers.lent())));
                assertThat(lent.get(10, TimeUnit.SECONDS)).isLessThan(20);
            }
            byte[] expected = java.util.Arrays.copyOfRange(content, 1000, content.length);
            assertThat(client.answer().body()).isEqualTo(expected);
            assertThat(client.answer().body()).isEqualTo(expected);
        }
    }

    // ---- time

    @Test
    void aHeadThatDoesNotComeIs408() throws Exception {
        int port = serve(QUICK, HELLO);
        try (RawHttp silent = new RawHttp(port);
                RawHttp slow = new RawHttp(port)) {
            slow.send("GET / HT");
            for (RawHttp client : List.of(silent, slow)) {
                RawHttp.Answer answer = client.answer();
                assertThat(answer.status()).isEqualTo(408);
                assertThat(client.rest()).isEmpty();
            }
        }
    }

    @Test
    void aBodyThatDoesNotComeIs408() throws Exception {
        int port = serve(QUICK, exchange -> exchange.readBody(100, body -> exchange.respond(HttpResponse.empty(204))));
        try (RawHttp client = new RawHttp(port)) {
            assertThat(client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na")
                            .answer()
                            .status())
                    .isEqualTo(408);
        }
    }

    @Test
    void anIdleConnectionIsClosedWithoutAWord() throws Exception {
        int port = serve(QUICK, HELLO);
        try (RawHttp client = new RawHttp(port)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").answer();
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void aHandlerMayTakeItsTime() throws Exception {
        int port = serve(
                new HttpOptions(512, 2048, 20, 100_000, 1_000, 1_000),
                exchange -> exchange.loop().schedule(1_500, () -> exchange.respond(HttpResponse.text(200, "at last"))));
        try (RawHttp client = new RawHttp(port)) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").answer().text())
                    .isEqualTo("at last");
        }
    }

    // ---- handlers

    @Test
    void aHandlerThatThrowsIs500AndTheNextRequestIsServed() throws Exception {
        int port = serve(exchange -> {
            if (exchange.request().path().equals("/bad")) {
                throw new IllegalStateException("on purpose");
            }
            HELLO.handle(exchange);
        });
        try (RawHttp bad = new RawHttp(port);
                RawHttp good = new RawHttp(port)) {
            assertThat(bad.send("GET /bad HTTP/1.1\r\nHost: a\r\n\r\n").answer().status())
                    .isEqualTo(500);
            assertThat(good.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").answer().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void answeringTwiceIsAnError() throws Exception {
        CompletableFuture<Throwable> second = new CompletableFuture<>();
        int port = serve(exchange -> {
            HELLO.handle(exchange);
            try {
                HELLO.handle(exchange);
            } catch (IllegalStateException e) {
                second.complete(e);
            }
        });
        try (RawHttp client = new RawHttp(port)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").answer();
            assertThat(second.get(10, TimeUnit.SECONDS)).hasMessageContaining("answered already");
        }
    }

    @Test
    void anAnswerToAClientThatHasGoneGoesNowhere() throws Exception {
        CompletableFuture<HttpExchange> waiting = new CompletableFuture<>();
        int port = serve(waiting::complete);
        try (RawHttp client = new RawHttp(port)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            waiting.get(10, TimeUnit.SECONDS);
            client.socket.setSoLinger(true, 0);
        }
        HttpExchange exchange = waiting.get();
        await().until(() -> network.connections() == 0);
        CompletableFuture<Boolean> open = new CompletableFuture<>();
        exchange.loop().execute(() -> {
            open.complete(exchange.isOpen());
            exchange.respond(HttpResponse.text(200, "nobody"));
        });
        assertThat(open.get(10, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void anOfferOfHttp2IsPassedOver() throws Exception {
        int port = serve(exchange -> exchange.readBody(
                100,
                body -> exchange.respond(HttpResponse.text(
                        200, StandardCharsets.UTF_8.decode(body).toString()))));
        try (RawHttp client = new RawHttp(port)) {
            // As the JDK's own client begins.
            String offer = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n";
            RawHttp.Answer answer = client.send(
                            "POST / HTTP/1.1\r\nHost: a\r\n" + offer + "Content-Length: 2\r\n\r\nhi")
                    .answer();
            assertThat(answer.text()).isEqualTo("hi");
            assertThat(answer.field("Connection")).isEqualTo("keep-alive");
        }
    }

    // ---- upgrades

    private static final ConnectionHandler ECHO = new ConnectionHandler() {
        @Override
        public void onOpen(Connection connection) {
            connection.write(ByteBuffer.wrap("open;".getBytes(StandardCharsets.US_ASCII)));
        }

        @Override
        public void onRead(Connection connection, ByteBuffer in) {
            connection.write(in);
        }
    };

    private static final String UPGRADE = "GET /up HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n";

    @Test
    void anUpgradeHandsTheConnectionOverWithWhatCameBehindIt() throws Exception {
        int port = serve(exchange -> exchange.upgrade(Headers.of("Upgrade", "echo"), ECHO));
        try (RawHttp client = new RawHttp(port)) {
            RawHttp.Answer answer = client.send(UPGRADE + "GET / HTTP/1.1\r\n\r\nnot HTTP any more")
                    .answer();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.field("Upgrade")).isEqualTo("echo");
            assertThat(answer.field("Connection")).isEqualTo("Upgrade");
            assertThat(answer.field("Content-Length")).isNull();
            String expected = "open;GET / HTTP/1.1\r\n\r\nnot HTTP any more";
            assertThat(new String(client.read(expected.length()), StandardCharsets.US_ASCII))
                    .isEqualTo(expected);
            client.send("more");
            assertThat(client.read(4)).isEqualTo("more".getBytes());
        }
        await().until(() -> network.connections() == 0);
    }

    @Test
    void anUpgradeMayBeDecidedLaterOnAnotherThread() throws Exception {
        BlockingQueue<HttpExchange> waiting = new LinkedBlockingQueue<>();
        int port = serve(waiting::add);
        byte[] behind = new byte[1_000_000];
        new Random(4).nextBytes(behind);
        try (RawHttp client = new RawHttp(port)) {
            client.send(UPGRADE);
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    client.socket.getOutputStream().write(behind);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            HttpExchange exchange = waiting.take();
            ByteBuffer got = ByteBuffer.allocate(behind.length);
            CompletableFuture<Void> all = new CompletableFuture<>();
            exchange.loop()
                    .execute(() -> exchange.loop()
                            .execute(() -> exchange.upgrade(Headers.of("Upgrade", "echo"), (connection, in) -> {
                                got.put(in);
                                if (!got.hasRemaining()) {
                                    all.complete(null);
                                }
                            })));
            all.get(10, TimeUnit.SECONDS);
            assertThat(got.array()).isEqualTo(behind);
            sender.join();
        }
    }

    @Test
    void aRefusedUpgradeClosesTheConnection() throws Exception {
        int port = serve(exchange -> exchange.respond(HttpResponse.text(403, "not you")));
        try (RawHttp client = new RawHttp(port)) {
            RawHttp.Answer answer = client.send(UPGRADE + "bytes behind it").answer();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.field("Connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void whoDoesNotAskForAnUpgradeGetsNone() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        int port = serve(exchange -> {
            try {
                exchange.upgrade(Headers.of("Upgrade", "echo"), ECHO);
            } catch (IllegalStateException e) {
                thrown.complete(e);
                HELLO.handle(exchange);
            }
        });
        try (RawHttp client = new RawHttp(port)) {
            assertThat(client.send("GET / HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(200);
        }
        assertThat(thrown).isDone();
    }

    @Test
    void nothingOfHttpIsLeftAfterAnUpgrade() throws Exception {
        CompletableFuture<Connection> upgraded = new CompletableFuture<>();
        int port = serve(exchange -> upgraded.complete(exchange.upgrade(Headers.of("Upgrade", "echo"), ECHO)));
        try (RawHttp client = new RawHttp(port)) {
            client.send(UPGRADE).answer();
            NettyConnection connection = (NettyConnection) upgraded.get(10, TimeUnit.SECONDS);
            assertThat(connection.channel.pipeline().names()).hasSize(2).first().isEqualTo("connection");
            assertThat(connection.handler()).isSameAs(ECHO);
        }
    }

    // ---- calls

    @Test
    void aCallUpgradesAndGetsWhatCameBehindTheAnswer() throws Exception {
        int port = serve(exchange -> exchange.upgrade(Headers.of("Upgrade", "echo"), ECHO));
        Probe probe = new Probe();
        CompletableFuture<Integer> status = new CompletableFuture<>();
        network.connectHttp(
                network.loops().getFirst(),
                new Address.Tcp("127.0.0.1", port),
                ConnectOptions.DEFAULT,
                "/up",
                Headers.of("Host", "a", "Connection", "Upgrade", "Upgrade", "echo"),
                (code, headers, connection) -> {
                    status.complete(code);
                    assertThat(headers.first("upgrade")).isEqualTo("echo");
                    return probe;
                },
                status::completeExceptionally);
        assertThat(status.get(10, TimeUnit.SECONDS)).isEqualTo(101);
        await().until(() -> probe.count() == 5);
        assertThat(probe.received()).isEqualTo("open;".getBytes());
    }

    @Test
    void aCallThatIsNotAnsweredInHttpFails() throws Exception {
        try (java.net.ServerSocket server = new java.net.ServerSocket(0)) {
            network = Network.start(NetworkOptions.DEFAULT.withLoops(1));
            List<String> answers = List.of("nonsense\r\n\r\n", "", "HTTP/1.1 200 OK\r\nX: " + "y".repeat(20_000));
            for (String answer : answers) {
                CompletableFuture<Throwable> failure = new CompletableFuture<>();
                network.connectHttp(
                        network.loops().getFirst(),
                        new Address.Tcp("127.0.0.1", server.getLocalPort()),
                        new ConnectOptions(null, 300),
                        "/",
                        Headers.of("Host", "a"),
                        (code, headers, connection) -> null,
                        failure::complete);
                try (Socket accepted = server.accept()) {
                    accepted.getOutputStream().write(answer.getBytes());
                    assertThat(failure.get(10, TimeUnit.SECONDS)).hasMessageContaining("HTTP");
                }
            }
            await().until(() -> network.connections() == 0);
        }
    }

    // ---- limits and proxies

    @Test
    void oneConnectionTooManyIsToldToTryAgain() throws Exception {
        int port = serve(
                NetworkOptions.DEFAULT.withLoops(1).withMaxConnections(1),
                ListenOptions.DEFAULT,
                HttpOptions.DEFAULT,
                HELLO);
        try (RawHttp first = new RawHttp(port)) {
            first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").answer();
            try (RawHttp second = new RawHttp(port)) {
                RawHttp.Answer answer = second.send(UPGRADE).answer();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.field("Retry-After")).isEqualTo("5");
                assertThat(answer.text()).contains("as many connections as it takes (1)");
                assertThat(second.rest()).isEmpty();
            }
            try (RawHttp second = new RawHttp(port)) {
                RawHttp.Answer answer = second.send("GET / HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\n\r\n")
                        .answer();
                assertThat(answer.field("Content-Type")).isEqualTo("application/json");
                assertThat(answer.text()).startsWith("{\"error\":\"too many connections\"");
            }
            assertThat(first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").answer().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void theLimitPerAddressCountsForwardedClientsAndNeverTheProxy() throws Exception {
        int port = serve(
                NetworkOptions.DEFAULT.withLoops(1).withMaxConnectionsPerAddress(2),
                ListenOptions.DEFAULT.withTrustedProxies(List.of("127.0.0.0/8")),
                HttpOptions.DEFAULT,
                exchange -> exchange.upgrade(Headers.of("Upgrade", "echo"), ECHO));
        List<RawHttp> open = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                open.add(upgrade(port, "", 101));
            }
            open.add(upgrade(port, "X-Forwarded-For: 203.0.113.5\r\n", 101));
            open.add(upgrade(port, "X-Forwarded-For: 203.0.113.5\r\n", 101));
            upgrade(port, "X-Forwarded-For: 203.0.113.5\r\n", 503).close();
            open.add(upgrade(port, "X-Forwarded-For: 203.0.113.6\r\n", 101));
            open.get(5).close();
            await().until(() -> network.connections() == 7);
            open.add(upgrade(port, "X-Forwarded-For: 203.0.113.5\r\n", 101));
        } finally {
            for (RawHttp client : open) {
                client.close();
            }
        }
    }

    private static RawHttp upgrade(int port, String field, int expected) throws IOException {
        RawHttp client = new RawHttp(port);
        client.send("GET /up HTTP/1.1\r\nHost: a\r\n" + field + "Connection: Upgrade\r\nUpgrade: echo\r\n\r\n");
        assertThat(client.answer().status()).isEqualTo(expected);
        return client;
    }

    @Test
    void aProxysWordIsTakenOnlyFromATrustedOne() throws Exception {
        BlockingQueue<HttpRequest> seen = new LinkedBlockingQueue<>();
        HttpHandler handler = exchange -> {
            seen.add(exchange.request());
            HELLO.handle(exchange);
        };
        String request = "GET / HTTP/1.1\r\nHost: inner\r\nX-Forwarded-For: 203.0.113.5\r\n"
                + "X-Forwarded-Proto: https\r\nX-Forwarded-Host: outer.example\r\n\r\n";
        int port = serve(handler);
        try (RawHttp client = new RawHttp(port)) {
            client.send(request).answer();
        }
        HttpRequest untrusted = seen.take();
        assertThat(untrusted.peer().viaProxy()).isFalse();
        assertThat(untrusted.scheme()).isEqualTo("http");
        assertThat(untrusted.host()).isEqualTo("inner");
        network.close();

        int trusting = serve(
                NetworkOptions.DEFAULT.withLoops(1),
                ListenOptions.DEFAULT.withTrustedProxies(List.of("127.0.0.1")),
                HttpOptions.DEFAULT,
                handler);
        try (RawHttp client = new RawHttp(trusting)) {
            client.send(request).answer();
        }
        HttpRequest trusted = seen.take();
        assertThat(trusted.peer()).isEqualTo(new Peer(TrustedProxies.literal("203.0.113.5"), 0, true));
        assertThat(trusted.scheme()).isEqualTo("https");
        assertThat(trusted.host()).isEqualTo("outer.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "example.org", "10.0.0.0/x", "", "10.0.0", "fd00::/129"})
    void whatIsNoNetworkIsRefusedAtTheStart(String proxy) throws Exception {
        assertThatThrownBy(() -> serve(
                        NetworkOptions.DEFAULT.withLoops(1),
                        ListenOptions.DEFAULT.withTrustedProxies(List.of(proxy)),
                        HttpOptions.DEFAULT,
                        HELLO))
                .hasMessageContaining("is not a network");
    }

    // ---- stopping

    @Test
    void stoppingLetsARequestUnderWayFinish() throws Exception {
        CompletableFuture<HttpExchange> waiting = new CompletableFuture<>();
        int port = serve(waiting::complete);
        try (RawHttp busy = new RawHttp(port);
                RawHttp idle = new RawHttp(port)) {
            busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            HttpExchange exchange = waiting.get(10, TimeUnit.SECONDS);
            Thread stopper = Thread.ofVirtual().start(() -> network.stop(Duration.ofSeconds(10)));
            assertThat(idle.rest()).isEmpty();
            idle.close();
            exchange.loop().execute(() -> exchange.respond(HttpResponse.text(200, "done")));
            RawHttp.Answer answer = busy.answer();
            assertThat(answer.text()).isEqualTo("done");
            assertThat(answer.field("Connection")).isEqualTo("close");
            assertThat(busy.rest()).isEmpty();
            busy.close();
            stopper.join();
        }
    }
}
