package dev.parley.net.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.net.Address;
import dev.parley.net.ListenOptions;
import dev.parley.net.Network;
import dev.parley.net.NetworkOptions;
import dev.parley.net.http.BodyPieces;
import dev.parley.net.http.HttpExchange;
import dev.parley.net.http.HttpOptions;
import dev.parley.net.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Bodies that are read piece by piece.
class BodyPiecesTest {

    private static final int LIMIT = 100_000_000;
    private static final HttpOptions QUICK = new HttpOptions(512, 2048, 20, 1_000, 10_000, 300);

    /// What a body's reader was told, and what it asks for when it is told to.
    private static final class Reader implements BodyPieces {
        final HttpExchange exchange;
        final BlockingQueue<ByteBuffer> pieces = new LinkedBlockingQueue<>();
        final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

        Reader(HttpExchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public void piece(ByteBuffer piece) {
            pieces.add(piece);
        }

        @Override
        public void end() {
            ends.add("end");
        }

        @Override
        public void gone() {
            ends.add("gone");
        }

        @Override
        public HttpResponse tooLong() {
            return HttpResponse.text(413, "mine");
        }

        void next() {
            exchange.loop().execute(exchange::nextPiece);
        }

        String ended() throws InterruptedException {
            String end = ends.poll(10, TimeUnit.SECONDS);
            return end == null ? "nothing" : end;
        }

        /// Takes all pieces from another thread, each asked for when the one in front of it was taken.
        byte[] all() throws InterruptedException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            while (ends.isEmpty()) {
                ByteBuffer piece = pieces.poll(10, TimeUnit.MILLISECONDS);
                if (piece != null) {
                    assertThat(piece.remaining()).isBetween(1, 128 * 1024);
                    all.write(piece.array(), piece.position(), piece.remaining());
                    next();
                }
            }
            return all.toByteArray();
        }

        void answer(HttpResponse response) {
            exchange.loop().execute(() -> exchange.respond(response));
        }
    }

    private final BlockingQueue<Reader> readers = new LinkedBlockingQueue<>();
    private @Nullable Network network;

    private int serve(HttpOptions options, long limit, int timeoutMillis) throws IOException {
        network = Network.start(NetworkOptions.DEFAULT.withLoops(1));
        Address.Tcp any = new Address.Tcp("127.0.0.1", 0);
        Address address = network.listenHttp(any, ListenOptions.DEFAULT, options, exchange -> {
                    Reader reader = new Reader(exchange);
                    exchange.readPieces(limit, timeoutMillis, reader);
                    readers.add(reader);
                })
                .address();
        return ((Address.Tcp) address).port();
    }

    private Reader reader() throws InterruptedException {
        Reader reader = readers.poll(10, TimeUnit.SECONDS);
        assertThat(reader).isNotNull();
        return reader;
    }

    @AfterEach
    void stop() {
        if (network != null) {
            network.close();
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static void send(RawHttp client, byte[] body, boolean chunked) {
        Thread.ofVirtual().start(() -> {
            try {
                var out = client.socket.getOutputStream();
                if (!chunked) {
                    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length + "\r\n\r\n");
                    out.write(body);
                    return;
                }
                client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
                for (int at = 0, length = 1; at < body.length; at += length, length = length * 3 % 70_001 + 1) {
                    length = Math.min(length, body.length - at);
                    client.send(Integer.toHexString(length).toUpperCase(Locale.ROOT) + "\r\n");
                    out.write(body, at, length);
                    client.send("\r\n");
                }
                client.send("0\r\n\r\n");
            } catch (IOException gone) {
                // the test sees what the server made of it
            }
        });
    }

    @Test
    void aLongBodyComesWholeAndInOrderAndTheConnectionGoesOn() throws Exception {
        int port = serve(HttpOptions.DEFAULT, LIMIT, 60_000);
        byte[] body = random(20_000_000);
        try (RawHttp client = new RawHttp(port)) {
            for (boolean chunked : new boolean[] {false, true, false}) {
                send(client, body, chunked);
                Reader reader = reader();
                assertThat(reader.all()).isEqualTo(body);
                assertThat(reader.ended()).isEqualTo("end");
                reader.answer(HttpResponse.text(200, "thanks"));
                assertThat(client.answer().text()).isEqualTo("thanks");
            }
        }
    }

    @Test
    void anEmptyBodyIsAnEnd() throws Exception {
        int port = serve(HttpOptions.DEFAULT, LIMIT, 60_000);
        try (RawHttp client = new RawHttp(port)) {
            send(client, new byte[0], false);
            assertThat(reader().ended()).isEqualTo("end");
            send(client, new byte[0], true);
        }
    }

    @Test
    void whoDoesNotAskForMoreIsNotReadFor() throws Exception {
        int port = serve(HttpOptions.DEFAULT, LIMIT, 60_000);
        byte[] body = random(40_000_000);
        try (RawHttp client = new RawHttp(port)) {
            send(client, body, false);
            Reader reader = reader();
            NettyConnection connection = ((Exchange) reader.exchange).connection();
            await().until(() -> {
                LinkedBlockingQueue<Boolean> paused = new LinkedBlockingQueue<>();
                connection.loop().execute(() -> paused.add(connection.readingPaused()));
                return paused.take();
            });
            assertThat(reader.pieces).hasSize(1);
            assertThat(reader.all()).isEqualTo(body);
        }
    }

    @Test
    void whatIsTooLongIsRefusedInTheReadersWords() throws Exception {
        int port = serve(HttpOptions.DEFAULT, 200_000, 60_000);
        for (boolean chunked : new boolean[] {false, true}) {
            try (RawHttp client = new RawHttp(port)) {
                send(client, random(200_001), chunked);
                Reader reader = reader();
                assertThat(reader.all()).hasSizeLessThan(200_001);
                RawHttp.Answer answer = client.answer();
                assertThat(answer.status()).isEqualTo(413);
                assertThat(answer.text()).isEqualTo("mine");
                assertThat(reader.ended()).isEqualTo("gone");
                assertThat(reader.ends).isEmpty();
            }
        }
    }

    @Test
    void whoGoesAwayIsToldOf() throws Exception {
        int port = serve(HttpOptions.DEFAULT, LIMIT, 60_000);
        try (RawHttp client = new RawHttp(port)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
            Reader reader = reader();
            assertThat(reader.pieces.take().remaining()).isEqualTo(3);
            reader.next();
            client.close();
            assertThat(reader.ended()).isEqualTo("gone");
        }
        try (RawHttp client = new RawHttp(port)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
            Reader reader = reader();
            reader.pieces.take();
            client.socket.shutdownOutput();
            reader.next();
            assertThat(client.rest()).isEmpty();
            assertThat(reader.ended()).isEqualTo("gone");
        }
    }

    @Test
    void aBodyThatStopsComingIs408() throws Exception {
        int port = serve(QUICK, LIMIT, 60_000);
        try (RawHttp client = new RawHttp(port)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
            Reader reader = reader();
            reader.pieces.take();
            reader.next();
            assertThat(client.answer().status()).isEqualTo(408);
            assertThat(reader.ended()).isEqualTo("gone");
        }
    }

    @Test
    void aBodyThatIsNotThereInTimeIs408ThoughItComes() throws Exception {
        int port = serve(HttpOptions.DEFAULT, LIMIT, 200);
        try (RawHttp client = new RawHttp(port)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            Reader reader = reader();
            Thread drip = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        client.send("1\r\na\r\n");
                        reader.next();
                    }
                } catch (IOException closed) {
                    // as it should
                }
            });
            assertThat(client.answer().status()).isEqualTo(408);
            assertThat(reader.ended()).isEqualTo("gone");
            client.close();
            drip.join();
        }
    }

    @Test
    void aMalformedBodyIs400() throws Exception {
        int port = serve(HttpOptions.DEFAULT, LIMIT, 60_000);
        try (RawHttp client = new RawHttp(port)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n");
            Reader reader = reader();
            assertThat(reader.all()).hasSizeLessThanOrEqualTo(3);
            assertThat(client.answer().status()).isEqualTo(400);
            assertThat(reader.ended()).isEqualTo("gone");
        }
    }

    @Test
    void anAnswerInTheMiddleEndsTheReading() throws Exception {
        int port = serve(HttpOptions.DEFAULT, LIMIT, 60_000);
        try (RawHttp client = new RawHttp(port)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc");
            Reader reader = reader();
            reader.pieces.take();
            reader.answer(HttpResponse.text(403, "no"));
            assertThat(client.answer().status()).isEqualTo(403);
            client.send("defPOST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            assertThat(reader().ended()).isEqualTo("end");
            assertThat(reader.pieces).isEmpty();
            assertThat(reader.ends).isEmpty();
        }
    }
}
