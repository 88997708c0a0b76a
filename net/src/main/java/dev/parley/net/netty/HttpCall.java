package dev.parley.net.netty;

import dev.parley.net.Connection;
import dev.parley.net.ConnectionHandler;
import dev.parley.net.Network;
import dev.parley.net.NetworkException;
import dev.parley.net.Timer;
import dev.parley.net.http.Headers;
import dev.parley.net.http.HttpOptions;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A GET request that was sent, until the head of its answer has come.
final class HttpCall implements ConnectionHandler {

    private final String target;
    private final Headers headers;
    private final int timeoutMillis;
    private final Network.Answered answered;
    private final Network.ConnectFailed failed;
    private final Decoder decoder = new Decoder();
    private @Nullable ByteBuf bytes;
    private @Nullable Timer timeout;
    private boolean over;

    /// Netty's decoder of answers, driven by hand; it stops behind the head.
    private static final class Decoder extends HttpResponseDecoder {
        Decoder() {
            super(new HttpDecoderConfig()
                    .setMaxInitialLineLength(HttpOptions.DEFAULT.maxRequestLine())
                    .setMaxHeaderSize(HttpOptions.DEFAULT.maxHeaderBytes()));
        }

        @SuppressWarnings("NullAway") // the decoder has no use for a context
        void step(ByteBuf in, List<Object> out) throws Exception {
            decode(null, in, out);
        }
    }

    HttpCall(
            String target,
            Headers headers,
            int timeoutMillis,
            Network.Answered answered,
            Network.ConnectFailed failed) {
        this.target = target;
        this.headers = headers;
        this.timeoutMillis = timeoutMillis;
        this.answered = answered;
        this.failed = failed;
    }

    @Override
    public void onOpen(Connection connection) {
        StringBuilder head = new StringBuilder("GET ").append(target).append(" HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("\r\n");
        ((NettyConnection) connection)
                .writeBeyondLimit(ByteBuffer.wrap(head.toString().getBytes(StandardCharsets.ISO_8859_1)));
        timeout = connection.loop().schedule(timeoutMillis, () -> {
            fail(new NetworkException("No HTTP answer came within " + timeoutMillis + " ms.", null));
            connection.abort();
        });
    }

    @Override
    public void onRead(Connection connection, ByteBuffer in) {
        ByteBuf waiting = bytes;
        if (waiting == null) {
            bytes = waiting =
                    ((NettyConnection) connection).nettyLoop().allocator.directBuffer(Math.max(512, in.remaining()));
        }
        waiting.writeBytes(in);
        List<Object> decoded = new ArrayList<>(2);
        try {
            int before;
            do {
                before = waiting.readableBytes();
                decoder.step(waiting, decoded);
            } while (decoded.isEmpty() && waiting.readableBytes() != before && waiting.isReadable());
        } catch (Exception e) {
            broken(connection, e);
            return;
        }
        if (!decoded.isEmpty() && decoded.getFirst() instanceof HttpResponse response) {
            if (response.decoderResult().isFailure()) {
                broken(connection, response.decoderResult().cause());
            } else if (response.headers().size() > HttpOptions.DEFAULT.maxHeaders()) {
                broken(connection, null);
            } else {
                answer((NettyConnection) connection, response);
            }
        }
    }

    private void broken(Connection connection, @Nullable Throwable cause) {
        fail(new NetworkException("The answer is not HTTP, or its head is too large.", cause));
        connection.abort();
    }

    private void answer(NettyConnection connection, HttpResponse response) {
        Headers fields = new Headers();
        try {
            for (Map.Entry<String, String> field : response.headers()) {
                fields.add(field.getKey(), field.getValue());
            }
        } catch (IllegalArgumentException e) {
            broken(connection, e);
            return;
        }
        over();
        ConnectionHandler next = answered.onAnswer(response.status().code(), fields, connection);
        if (next == null) {
            connection.close();
            return;
        }
        ByteBuf behind = bytes;
        bytes = null;
        if (behind != null && !behind.isReadable()) {
            behind.release();
            behind = null;
        }
        connection.handOver(next, behind);
    }

    private void over() {
        over = true;
        Timer old = timeout;
        if (old != null) {
            old.cancel();
        }
    }

    private void fail(Throwable why) {
        if (!over) {
            over();
            failed.onFailed(why);
        }
    }

    @Override
    public void onEndOfInput(Connection connection) {
        fail(new NetworkException("The server closed the connection without an HTTP answer.", null));
        connection.close();
    }

    @Override
    public void onClosed(Connection connection, @Nullable Throwable cause) {
        ByteBuf left = bytes;
        bytes = null;
        if (left != null) {
            left.release();
        }
        fail(new NetworkException("The connection was lost before an HTTP answer came.", cause));
    }
}
