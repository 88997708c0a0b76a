package dev.parley.net.netty;

import dev.parley.net.Connection;
import dev.parley.net.ConnectionHandler;
import dev.parley.net.Peer;
import dev.parley.net.Timer;
import dev.parley.net.http.Headers;
import dev.parley.net.http.HttpOptions;
import dev.parley.net.http.HttpRequest;
import dev.parley.net.http.HttpResponse;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection as long as it speaks HTTP/1.1 (RFC 9112).
///
/// One request is under way at a time; what arrives behind it waits undecoded, at most [#AHEAD] bytes, after which the
/// connection is not read until the answer has been given. The phases of a connection:
///
/// | phase | what is awaited | timer |
/// | --- | --- | --- |
/// | `HEAD` | a request's head | request timeout from its first byte; idle timeout before that |
/// | `HANDLING` | the handler: it answers, or asks for the body or its next piece; none of the body is decoded | – |
/// | `BODY` | the rest of the body, which the handler has asked for | request timeout |
/// | | or a piece of it | idle timeout, anew with each piece |
/// | `SENDING` | a file's bytes to leave | idle timeout, anew with each piece |
/// | `SKIPPING` | the rest of a body that nobody wants, so that the next head can be found | request timeout |
/// | `DONE` | nothing: upgraded or closing | – |
///
/// A request that asks for an upgrade goes from `HEAD` to `HANDLING` with everything behind its head untouched, and from
/// there to `DONE`, by the upgrade or by an answer that closes the connection.
final class HttpConnection implements ConnectionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
    /// How much may arrive ahead of its turn.
    private static final int AHEAD = 64 * 1024;
    /// How much of an unwanted body is read and dropped before the connection is closed instead.
    private static final int SKIPPED = 256 * 1024;

    private enum Phase {
        HEAD,
        HANDLING,
        BODY,
        SENDING,
        SKIPPING,
        DONE
    }

    private final HttpService service;
    private final NettyConnection connection;
    private final RequestDecoder decoder;
    private final List<Object> decoded = new ArrayList<>(4);
    private final boolean within;

    private Phase phase = Phase.HEAD;
    private @Nullable ByteBuf bytes;
    private @Nullable Exchange exchange;
    private @Nullable FileSender file;
    private @Nullable Timer timer;
    private boolean processing;
    private boolean headBegun;
    private boolean inputEnded;
    private int skipped;

    HttpConnection(HttpService service, NettyConnection connection, boolean within) {
        this.service = service;
        this.connection = connection;
        this.within = within;
        HttpOptions options = service.options();
        decoder = new RequestDecoder(options.maxRequestLine(), options.maxHeaderBytes());
    }

    NettyConnection connection() {
        return connection;
    }

    HttpService service() {
        return service;
    }

    // ---- what the connection says

    @Override
    public void onOpen(Connection opened) {
        timer(service.options().requestTimeoutMillis(), this::headTimedOut);
    }

    @Override
    public void onRead(Connection from, ByteBuffer in) {
        if (phase == Phase.DONE) {
            in.position(in.limit());
            return;
        }
        ByteBuf waiting = bytes;
        if (waiting == null) {
            bytes = waiting = connection.nettyLoop().allocator.directBuffer(Math.max(256, in.remaining()));
        } else if (!waiting.isReadable()) {
            waiting.clear();
        }
        waiting.writeBytes(in);
        process();
        ByteBuf left = bytes;
        if (left != null && left.readableBytes() > AHEAD && phase != Phase.DONE) {
            connection.pauseReading();
        }
    }

    @Override
    public void onEndOfInput(Connection from) {
        inputEnded = true;
        if (phase == Phase.HEAD || phase == Phase.BODY || phase == Phase.SKIPPING) {
            finish();
        }
    }

    @Override
    public void onWritable(Connection from, boolean writable) {
        if (writable && file != null) {
            file.more();
        }
    }

    @Override
    public void onGoodbye(Connection from) {
        if (phase == Phase.HEAD && !headBegun) {
            finish();
        } else {
            closeAfterAnswer = true;
        }
    }

    private boolean closeAfterAnswer;

    @Override
    public void onClosed(Connection from, @Nullable Throwable cause) {
        phase = Phase.DONE;
        cancelTimer();
        releaseBytes();
        if (file != null) {
            file.stop();
        }
        dropExchange();
    }

    private void dropExchange() {
        Exchange gone = exchange;
        exchange = null;
        if (gone != null) {
            gone.gone();
        }
    }

    // ---- decoding

    /// Decodes as far as the phase allows.
    private void process() {
        if (processing) {
            return;
        }
        processing = true;
        try {
            do {
                while (step()) {
                    // on to the next
                }
            } while (handPiece());
        } finally {
            processing = false;
        }
        ByteBuf left = bytes;
        if (left != null && !left.isReadable()) {
            releaseBytes();
        }
        if (inputEnded && (phase == Phase.HEAD || phase == Phase.BODY)) {
            finish();
        }
    }

    /// Hands over what has come of a body that is read in pieces.
    ///
    /// @return whether the next piece was asked for already
    private boolean handPiece() {
        Exchange current = exchange;
        if (phase != Phase.BODY || current == null || !current.hasPiece(true)) {
            return false;
        }
        cancelTimer();
        phase = Phase.HANDLING;
        current.handPiece();
        return phase == Phase.BODY;
    }

    private boolean step() {
        ByteBuf in = bytes;
        if (in == null || !in.isReadable()) {
            return false;
        }
        if (phase == Phase.HEAD && !headBegun) {
            headBegun = true;
            timer(service.options().requestTimeoutMillis(), this::headTimedOut);
        }
        if (phase != Phase.HEAD && phase != Phase.BODY && phase != Phase.SKIPPING) {
            return false;
        }
        int before = in.readableBytes();
        try {
            decoder.step(in, decoded);
        } catch (Exception e) {
            refuse(new HttpRules.Refusal(400, "The request is malformed (RFC 9112)."));
            return false;
        }
        boolean progress = !decoded.isEmpty() || in.readableBytes() != before;
        io.netty.handler.codec.http.HttpRequest head = null;
        for (int i = 0; i < decoded.size(); i++) {
            Object part = decoded.get(i);
            if (part instanceof io.netty.handler.codec.http.HttpRequest request) {
                head = request;
            } else if (part instanceof HttpContent content) {
                if (head != null) {
                    begin(head, content instanceof LastHttpContent);
                    head = null;
                    content.release();
                } else {
                    body(content);
                }
            }
        }
        decoded.clear();
        if (head != null) {
            begin(head, false);
        }
        return progress;
    }

    private void begin(io.netty.handler.codec.http.HttpRequest head, boolean complete) {
        cancelTimer();
        headBegun = false;
        switch (HttpRules.check(head, service.options())) {
            case HttpRules.Refusal refusal -> refuse(refusal);
            case HttpRules.Head good -> begin(head, good, complete);
            default -> throw new AssertionError();
        }
    }

    private void begin(io.netty.handler.codec.http.HttpRequest head, HttpRules.Head good, boolean complete) {
        boolean upgrade = HttpRules.asksForUpgrade(head, good.headers());
        HttpRequest request = request(head, good);
        Exchange made = new Exchange(this, request, complete, upgrade);
        exchange = made;
        phase = Phase.HANDLING;
        if (upgrade && !complete) {
            made.respondAndClose(plain(400, "A request that asks for an upgrade can't have a body."));
            return;
        }
        String refusal = refusal(request);
        if (refusal != null) {
            made.respondAndClose(tooMany(request, refusal));
            return;
        }
        List<String> expectations = good.headers().all("Expect");
        if (!expectations.isEmpty() && !HttpRules.hasToken(good.headers(), "Expect", "100-continue")) {
            made.respondAndClose(plain(417, "The only expectation known here is 100-continue."));
            return;
        }
        try {
            service.handler().handle(made);
        } catch (RuntimeException | Error e) {
            LOG.error("The handler of {} {} failed", request.method(), request.path(), e);
            if (made.isOpen()) {
                made.respondAndClose(
                        plain(500, "This request could not be handled because of an error in the server."));
            } else {
                connection.abort();
            }
        }
    }

    private HttpRequest request(io.netty.handler.codec.http.HttpRequest head, HttpRules.Head good) {
        Peer peer = connection.peer();
        String scheme = connection.tls() == null ? "http" : "https";
        String host = good.authority();
        if (service.proxies().trusts(peer)) {
            TrustedProxies.Forwarded said = service.proxies().read(peer, good.headers());
            if (said != null) {
                peer = said.peer();
                scheme = said.scheme() == null ? scheme : said.scheme();
                host = said.host() == null ? host : said.host();
            }
        }
        return new HttpRequest(
                head.method().name(),
                good.target(),
                head.protocolVersion().text(),
                good.headers(),
                peer,
                scheme,
                host,
                connection.tls());
    }

    /// Why there are too many connections; null when there aren't.
    private @Nullable String refusal(HttpRequest request) {
        Admission admission = service.admission();
        if (!within) {
            return admission.tooMany();
        }
        if (service.proxies().trusts(connection.peer()) && !request.peer().viaProxy()) {
            return null; // the proxy itself
        }
        return admission.countAddress(connection, request.peer()) ? null : admission.tooManyFromAddress();
    }

    private static HttpResponse tooMany(HttpRequest request, String why) {
        String accept = request.headers().first("Accept");
        HttpResponse response = accept != null && accept.contains("application/json")
                ? HttpResponse.json(503, "{\"error\":\"too many connections\",\"message\":\"" + why + "\"}\n")
                : plain(503, why);
        return response.with("Retry-After", "5");
    }

    static HttpResponse plain(int status, String sentence) {
        return HttpResponse.text(status, sentence + "\n");
    }

    private void body(HttpContent content) {
        Exchange current = exchange;
        boolean last = content instanceof LastHttpContent;
        boolean broken = content.decoderResult().isFailure();
        int length = content.content().readableBytes();
        if (phase == Phase.BODY && current != null && !broken) {
            boolean fits = current.append(content.content());
            content.release();
            if (!fits) {
                current.tooLong();
            } else if (last) {
                cancelTimer();
                phase = Phase.HANDLING;
                current.bodyComplete();
            } else if (current.hasPiece(false)) {
                cancelTimer();
                phase = Phase.HANDLING;
                current.handPiece();
            }
            return;
        }
        content.release();
        if (broken) {
            if (phase == Phase.BODY && current != null && current.isOpen()) {
                current.refuse(plain(400, "The body of the request is malformed (RFC 9112 section 7.1)."));
            } else {
                finish();
            }
            return;
        }
        skipped += length;
        if (last) {
            nextRequest();
        } else if (skipped > SKIPPED) {
            finish();
        }
    }

    private void refuse(HttpRules.Refusal refusal) {
        cancelTimer();
        HttpResponse response = plain(refusal.status(), refusal.reason());
        write(response, false, false);
        finish();
    }

    // ---- what an exchange asks for

    boolean isCurrent(Exchange asking) {
        return exchange == asking && phase != Phase.DONE;
    }

    void wantBody(Exchange asking) {
        phase = Phase.BODY;
        if (asking.expectsContinue() && !asking.isBegun() && (bytes == null || !bytes.isReadable())) {
            connection.writeBeyondLimit(
                    ByteBuffer.wrap("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        }
        timer(bodyTimeoutMillis(asking), () -> bodyTimedOut(asking));
        connection.resumeReading();
        process();
    }

    void answer(Exchange answered, HttpResponse response, boolean close) {
        HttpRequest request = answered.request();
        boolean keep = !close
                && !closeAfterAnswer
                && service.admission().keepsAlive
                && (!inputEnded || (bytes != null && bytes.isReadable()))
                && !answered.upgrade
                && keepAlive(request)
                && (answered.complete || !answered.expectsContinue());
        boolean head = request.method().equals("HEAD");
        write(response, head, keep);
        cancelTimer();
        if (response.body() instanceof HttpResponse.Body.File from && !head && bodyAllowed(response.status())) {
            phase = Phase.SENDING;
            file = new FileSender(this, from, () -> sent(answered, keep));
            file.start();
        } else {
            sent(answered, keep);
        }
    }

    private void sent(Exchange answered, boolean keep) {
        file = null;
        exchange = null;
        if (!keep) {
            finish();
        } else if (answered.complete) {
            nextRequest();
        } else {
            phase = Phase.SKIPPING;
            skipped = 0;
            timer(service.options().requestTimeoutMillis(), this::finish);
            connection.resumeReading();
            process();
        }
    }

    private void nextRequest() {
        phase = Phase.HEAD;
        headBegun = false;
        timer(service.options().idleTimeoutMillis(), this::idle);
        connection.resumeReading();
        process();
    }

    Connection upgrade(Exchange asking, Headers headers, ConnectionHandler handler) {
        phase = Phase.DONE;
        exchange = null;
        cancelTimer();
        connection.writeBeyondLimit(ResponseHead.write(101, headers, -1, "Upgrade"));
        ByteBuf behind = bytes;
        bytes = null;
        if (behind != null && !behind.isReadable()) {
            behind.release();
            behind = null;
        }
        connection.peer(asking.request().peer());
        connection.resumeReading();
        connection.handOver(handler, behind);
        return connection;
    }

    private static boolean keepAlive(HttpRequest request) {
        return request.version().equals("HTTP/1.1")
                ? !HttpRules.hasToken(request.headers(), "Connection", "close")
                : HttpRules.hasToken(request.headers(), "Connection", "keep-alive");
    }

    private static boolean bodyAllowed(int status) {
        return status >= 200 && status != 204 && status != 304;
    }

    private void write(HttpResponse response, boolean head, boolean keep) {
        long length = switch (response.body()) {
            case HttpResponse.Body.Bytes b -> b.bytes().length();
            case HttpResponse.Body.File f -> f.length();
        };
        boolean allowed = bodyAllowed(response.status());
        connection.writeBeyondLimit(ResponseHead.write(
                response.status(), response.headers(), allowed ? length : -1, keep ? "keep-alive" : "close"));
        if (allowed && !head && response.body() instanceof HttpResponse.Body.Bytes body) {
            connection.writeBeyondLimit(body.bytes());
        }
    }

    /// Closes, once what was written has left.
    private void finish() {
        phase = Phase.DONE;
        dropExchange();
        cancelTimer();
        releaseBytes();
        connection.close();
    }

    // ---- time

    void timer(int millis, Runnable task) {
        cancelTimer();
        timer = connection.loop().schedule(millis, task);
    }

    void cancelTimer() {
        Timer old = timer;
        timer = null;
        if (old != null) {
            old.cancel();
        }
    }

    /// A file's bytes move on.
    void progress() {
        timer(service.options().idleTimeoutMillis(), connection::abort);
    }

    private void headTimedOut() {
        refuse(new HttpRules.Refusal(
                408, "No whole request came within " + service.options().requestTimeoutMillis() + " ms."));
    }

    /// A long body on a bad network stands still at times.
    private int bodyTimeoutMillis(Exchange asking) {
        HttpOptions options = service.options();
        return asking.isInPieces() ? options.idleTimeoutMillis() : options.requestTimeoutMillis();
    }

    private void bodyTimedOut(Exchange asking) {
        asking.refuse(plain(408, "The body did not come within " + bodyTimeoutMillis(asking) + " ms."));
    }

    private void idle() {
        if (connection.bufferedBytes() > 0) {
            connection.abort();
        } else {
            finish();
        }
    }

    private void releaseBytes() {
        ByteBuf old = bytes;
        // Not while the decoder is at work on it: process() releases it then.
        if (old != null && !processing) {
            bytes = null;
            old.release();
        } else if (old != null) {
            old.skipBytes(old.readableBytes());
        }
    }
}
