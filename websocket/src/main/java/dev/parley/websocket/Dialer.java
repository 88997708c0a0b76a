package dev.parley.websocket;

import dev.parley.net.Connection;
import dev.parley.net.ConnectionHandler;
import dev.parley.net.Loop;
import dev.parley.net.Network;
import dev.parley.net.Peer;
import dev.parley.net.Timer;
import dev.parley.net.http.Headers;
import dev.parley.protocol.handshake.ClientHandshake;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Calls a server for one client's WebSocket, and calls again after a loss when it is asked to. On the client's loop.
final class Dialer {

    /// How long a connection must have been open for the next loss to count as the first.
    private static final Duration LASTING = Duration.ofSeconds(10);

    private final Network network;
    private final Loop loop;
    private final WebSocketClient.Call call;
    private final WebSocketHandler handler;
    private final LiveWebSocket ws;
    private final Negotiation negotiation;
    private final Runnable done;

    private boolean stopped;
    private boolean calling;
    private int triesInARow;
    private long openedNanos;
    private boolean told;
    private @Nullable Timer nextTry;

    private Dialer(Network network, WebSocketClient.Call call, WebSocketHandler handler, Runnable done) {
        this.network = network;
        this.call = call;
        this.handler = call.options().virtualThreads() ? new VirtualThreadHandler(handler) : handler;
        this.done = done;
        loop = network.loops()
                .get(ThreadLocalRandom.current().nextInt(network.loops().size()));
        negotiation = new Negotiation(network.loops().size(), Long.MAX_VALUE);
        ws = new LiveWebSocket(
                loop,
                request(new Peer(null, 0, false)),
                this.handler,
                call.options().outgoingLimit());
        ws.dialer(this);
    }

    /// @param done runs once the WebSocket is closed for good
    static WebSocket on(Network network, WebSocketClient.Call call, WebSocketHandler handler, Runnable done) {
        Dialer dialer = new Dialer(network, call, handler, done);
        dialer.loop.execute(dialer::dial);
        return dialer.ws;
    }

    static WebSocket onSharedNetwork(WebSocketClient.Call call, WebSocketHandler handler) {
        return on(SharedNetwork.acquire(), call, handler, SharedNetwork::release);
    }

    private UpgradeRequest request(Peer peer) {
        String path = call.target().split("\\?", 2)[0];
        return new UpgradeRequest(path, call.target(), Map.of(), call.headers(), peer, call.secure());
    }

    // ---- one call

    private void dial() {
        nextTry = null;
        if (stopped) {
            closed("closed before it was open");
            return;
        }
        calling = true;
        ClientHandshake handshake = negotiation.clientHandshake(call.options());
        Headers headers = Headers.of("Host", call.host());
        handshake.requestHeaders().forEach(field -> headers.add(field.name(), field.value()));
        call.headers().forEach(headers::add);
        network.connectHttp(
                loop,
                call.address(),
                call.connect(),
                call.target(),
                headers,
                (status, answer, connection) -> answered(handshake, status, answer, connection),
                failure -> failed(failure, true));
    }

    private @Nullable ConnectionHandler answered(
            ClientHandshake handshake, int status, Headers headers, Connection connection) {
        calling = false;
        if (stopped) {
            closed("closed before it was open");
            return null;
        }
        return switch (handshake.verify(status, headers::all)) {
            case ClientHandshake.Accepted accepted -> {
                openedNanos = System.nanoTime();
                Agreement agreement = negotiation.agreement(loop, accepted);
                yield new Endpoint(ws, handler, call.options(), agreement, request(connection.peer()));
            }
            case ClientHandshake.Refused(int code, String reason) -> {
                failed(new HandshakeRefusedException(code, reason), mayTryAgain(code));
                yield null;
            }
            case ClientHandshake.Broken(String reason) -> {
                failed(new HandshakeRefusedException(status, reason), true);
                yield null;
            }
        };
    }

    /// What the client did wrong won't be right the next time, unless the status says that it is a matter of time.
    private static boolean mayTryAgain(int status) {
        return status < 400 || status >= 500 || status == 408 || status == 425 || status == 429;
    }

    private void failed(Throwable failure, boolean mayTryAgain) {
        calling = false;
        if (stopped) {
            closed("closed before it was open");
            return;
        }
        ws.guarded(() -> handler.onError(ws, failure));
        if (mayTryAgain && call.reconnectFirst() != null && !stopped) {
            tryLater(call.reconnectFirst());
        } else {
            closed(String.valueOf(failure.getMessage()));
        }
    }

    // ---- again

    private void tryLater(Duration first) {
        double window = first.toMillis() * Math.pow(2, Math.min(triesInARow++, 30));
        long most = Math.min((long) window, call.reconnectMost().toMillis());
        nextTry = loop.schedule(ThreadLocalRandom.current().nextLong(most + 1), this::dial);
    }

    /// The connection is lost: whether to open another.
    boolean wantsAgain(int code) {
        return !stopped && call.reconnectFirst() != null;
    }

    /// The handler has heard of the loss. A server that opens and closes at once is called less and less often: only a
    /// connection that has lasted starts the count anew.
    void afterLoss() {
        told = true;
        if (System.nanoTime() - openedNanos >= LASTING.toNanos()) {
            triesInARow = 0;
        }
        if (!stopped && call.reconnectFirst() != null) {
            tryLater(call.reconnectFirst());
        } else {
            stopped = true;
            ws.lost(CloseCode.ABNORMAL); // its handler may have closed it when it heard of the loss
            finish();
        }
    }

    /// The program wants no more of it.
    void closeRequested() {
        boolean first = !stopped;
        stopped = true;
        if (nextTry != null) {
            nextTry.cancel();
            nextTry = null;
            closed("closed while it waited to connect again");
        } else if (first && calling) {
            ws.state(WebSocket.State.CLOSING);
        }
    }

    /// It never opened, or won't again.
    private void closed(String reason) {
        stopped = true;
        ws.lost(CloseCode.ABNORMAL);
        if (!told) {
            ws.guarded(() -> handler.onClose(ws, CloseCode.ABNORMAL, reason));
        }
        finish();
    }

    private void finish() {
        negotiation.close();
        done.run();
    }
}
