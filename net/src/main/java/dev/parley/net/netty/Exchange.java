package dev.parley.net.netty;

import dev.parley.net.Connection;
import dev.parley.net.ConnectionHandler;
import dev.parley.net.Loop;
import dev.parley.net.http.Headers;
import dev.parley.net.http.HttpExchange;
import dev.parley.net.http.HttpRequest;
import dev.parley.net.http.HttpResponse;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One request on an [HttpConnection], and its one answer.
final class Exchange implements HttpExchange {

    private final HttpConnection http;
    private final HttpRequest request;
    /// Whether it asks for another protocol.
    final boolean upgrade;
    /// Whether all of the request has arrived.
    boolean complete;

    private boolean answered;
    private int limit;
    private @Nullable Supplier<HttpResponse> ownTooLong;
    private @Nullable Consumer<ByteBuffer> then;
    private @Nullable ByteBuf body;

    Exchange(HttpConnection http, HttpRequest request, boolean complete, boolean upgrade) {
        this.http = http;
        this.request = request;
        this.complete = complete;
        this.upgrade = upgrade;
    }

    @Override
    public HttpRequest request() {
        return request;
    }

    @Override
    public Loop loop() {
        return http.connection().loop();
    }

    @Override
    public boolean isOpen() {
        return !answered && http.isCurrent(this);
    }

    boolean expectsContinue() {
        return !complete
                && request.version().equals("HTTP/1.1")
                && HttpRules.hasToken(request.headers(), "Expect", "100-continue");
    }

    // ---- the body

    @Override
    public void readBody(int wanted, Consumer<ByteBuffer> whole, Supplier<HttpResponse> tooLong) {
        ownTooLong = tooLong;
        readBody(wanted, whole);
    }

    @Override
    public void readBody(int wanted, Consumer<ByteBuffer> whole) {
        if (then != null) {
            throw new IllegalStateException("the body is being read already");
        }
        if (!isOpen()) {
            return;
        }
        then = whole;
        limit = Math.min(wanted, http.service().options().maxBody());
        if (complete) {
            whole.accept(ByteBuffer.allocate(0));
            return;
        }
        String length = request.headers().first("Content-Length");
        if (length != null && Long.parseLong(length.strip()) > limit) {
            tooLong();
            return;
        }
        http.wantBody(this);
    }

    /// Answers false when that is more than was wanted.
    boolean append(ByteBuf part) {
        int length = part.readableBytes();
        if (length == 0) {
            return true;
        }
        ByteBuf sofar = body;
        if (sofar == null) {
            body = sofar = http.connection().nettyLoop().allocator.directBuffer(length);
        }
        if (sofar.readableBytes() + length > limit) {
            return false;
        }
        sofar.writeBytes(part);
        return true;
    }

    void tooLong() {
        dropBody();
        Supplier<HttpResponse> own = ownTooLong;
        respondAndClose(
                own == null ? HttpConnection.plain(413, "The body may have at most " + limit + " bytes.") : own.get());
    }

    void bodyComplete() {
        complete = true;
        Consumer<ByteBuffer> whole = then;
        ByteBuf read = body;
        ByteBuffer own = ByteBuffer.allocate(read == null ? 0 : read.readableBytes());
        if (read != null) {
            read.readBytes(own);
        }
        dropBody();
        if (whole != null) {
            whole.accept(own.flip());
        }
    }

    void dropBody() {
        ByteBuf read = body;
        body = null;
        if (read != null) {
            read.release();
        }
    }

    // ---- the answer

    @Override
    public void respond(HttpResponse response) {
        answer(response, false);
    }

    @Override
    public void respondAndClose(HttpResponse response) {
        answer(response, true);
    }

    private void answer(HttpResponse response, boolean close) {
        answerOnce();
        dropBody();
        if (http.isCurrent(this)) {
            http.answer(this, response, close);
        }
    }

    @Override
    public Connection upgrade(Headers headers, ConnectionHandler handler) {
        if (!upgrade) {
            throw new IllegalStateException("this request does not ask for an upgrade");
        }
        answerOnce();
        if (http.isCurrent(this)) {
            return http.upgrade(this, headers, handler);
        }
        return http.connection();
    }

    private void answerOnce() {
        if (answered) {
            throw new IllegalStateException(
                    "this request has been answered already: " + request.method() + " " + request.path());
        }
        answered = true;
    }
}
