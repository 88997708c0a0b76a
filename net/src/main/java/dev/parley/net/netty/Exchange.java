package dev.parley.net.netty;

import dev.parley.net.Connection;
import dev.parley.net.ConnectionHandler;
import dev.parley.net.Loop;
import dev.parley.net.Timer;
import dev.parley.net.http.BodyPieces;
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

    /// A piece of a body is handed over when it has that many bytes, or when nothing more has arrived.
    private static final int PIECE = 64 * 1024;

    private final HttpConnection http;
    private final HttpRequest request;
    /// Whether it asks for another protocol.
    final boolean upgrade;
    /// Whether all of the request has arrived.
    boolean complete;

    private boolean answered;
    private long limit;
    private long received;
    private @Nullable Supplier<HttpResponse> ownTooLong;
    private @Nullable Consumer<ByteBuffer> then;
    private @Nullable ByteBuf body;
    /// Who takes the body in pieces, until its end.
    private @Nullable BodyPieces pieces;
    private @Nullable Timer deadline;

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
        return connection().loop();
    }

    NettyConnection connection() {
        return http.connection();
    }

    @Override
    public boolean isOpen() {
        return !answered && http.isCurrent(this);
    }

    boolean isInPieces() {
        return pieces != null;
    }

    /// Whether some of the body has come.
    boolean isBegun() {
        return received > 0;
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
        if (then != null || pieces != null) {
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
        if (announced() > limit) {
            tooLong();
            return;
        }
        http.wantBody(this);
    }

    private long announced() {
        String length = request.headers().first("Content-Length");
        return length == null ? -1 : Long.parseLong(length.strip());
    }

    @Override
    public void readPieces(long wanted, int timeoutMillis, BodyPieces to) {
        if (then != null || pieces != null) {
            throw new IllegalStateException("the body is being read already");
        }
        if (!isOpen()) {
            return;
        }
        pieces = to;
        limit = wanted;
        ownTooLong = to::tooLong;
        if (complete) {
            bodyComplete();
        } else if (announced() > limit) {
            tooLong();
        } else {
            deadline = loop().schedule(
                            timeoutMillis,
                            () -> refuse(HttpConnection.plain(
                                    408, "The body did not come within " + timeoutMillis + " ms.")));
            http.wantBody(this);
        }
    }

    @Override
    public void nextPiece() {
        if (pieces == null || !isOpen()) {
            return;
        }
        if (complete) {
            bodyComplete();
        } else {
            http.wantBody(this);
        }
    }

    /// Whether a piece is to be handed over.
    ///
    /// @param any whatever its length
    boolean hasPiece(boolean any) {
        return pieces != null && body != null && body.readableBytes() >= (any ? 1 : PIECE);
    }

    void handPiece() {
        BodyPieces to = pieces;
        if (to != null) {
            to.piece(takeBody());
        }
    }

    /// Answers false when that is more than was wanted.
    boolean append(ByteBuf part) {
        int length = part.readableBytes();
        if (length == 0) {
            return true;
        }
        ByteBuf sofar = body;
        received += length;
        if (received > limit) {
            return false;
        }
        if (sofar == null) {
            body = sofar = connection().nettyLoop().allocator.directBuffer(length);
        }
        sofar.writeBytes(part);
        return true;
    }

    void tooLong() {
        Supplier<HttpResponse> own = ownTooLong;
        refuse(own == null ? HttpConnection.plain(413, "The body may have at most " + limit + " bytes.") : own.get());
    }

    /// Answers what is wrong with the body, unless there was an answer.
    void refuse(HttpResponse response) {
        if (isOpen()) {
            BodyPieces to = stopPieces();
            respondAndClose(response);
            if (to != null) {
                to.gone();
            }
        }
    }

    void bodyComplete() {
        complete = true;
        if (hasPiece(true)) {
            handPiece();
            return;
        }
        BodyPieces to = stopPieces();
        Consumer<ByteBuffer> whole = then;
        if (to != null) {
            to.end();
        } else if (whole != null) {
            whole.accept(takeBody());
        }
    }

    /// What has come of the body and was not handed over, in memory of its own.
    private ByteBuffer takeBody() {
        ByteBuf read = body;
        ByteBuffer own = ByteBuffer.allocate(read == null ? 0 : read.readableBytes());
        if (read != null) {
            read.readBytes(own);
        }
        dropBody();
        return own.flip();
    }

    private @Nullable BodyPieces stopPieces() {
        BodyPieces to = pieces;
        pieces = null;
        Timer timer = deadline;
        deadline = null;
        if (timer != null) {
            timer.cancel();
        }
        return to;
    }

    /// The client has gone, or can't be understood.
    void gone() {
        dropBody();
        BodyPieces to = stopPieces();
        if (to != null) {
            to.gone();
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
        stopPieces();
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
        return connection();
    }

    private void answerOnce() {
        if (answered) {
            throw new IllegalStateException(
                    "this request has been answered already: " + request.method() + " " + request.path());
        }
        answered = true;
    }
}
