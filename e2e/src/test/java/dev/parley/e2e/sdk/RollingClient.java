package dev.parley.e2e.sdk;

import dev.parley.net.Network;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketClient;
import dev.parley.websocket.WebSocketHandler;
import dev.parley.websocket.WebSocketOptions;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A client of the SDK protocol on one channel that comes back by itself and recovers; light enough for thousands. What it
/// gets are numbers from 1 on, which it holds against those that are due. On its loop.
final class RollingClient implements WebSocketHandler {

    /// What all clients found together. Any thread.
    static final class Tally {
        final AtomicInteger lost = new AtomicInteger();
        final AtomicInteger repeated = new AtomicInteger();
        final AtomicInteger disordered = new AtomicInteger();
        final AtomicInteger unrecovered = new AtomicInteger();
        final AtomicInteger refused = new AtomicInteger();
        final AtomicInteger refusedForNow = new AtomicInteger();

        /// Those of who was subscribed, by code and reason.
        final Set<String> closes = ConcurrentHashMap.newKeySet();

        /// From the loss of a connection to being subscribed again, in milliseconds.
        final Queue<Long> away = new ConcurrentLinkedQueue<>();

        /// Sessions that have begun, by the id that the server gave them.
        final Set<String> sessions = ConcurrentHashMap.newKeySet();

        final AtomicInteger subscribed = new AtomicInteger();
    }

    private static final long AGAIN_MILLIS = 200;

    private final String channel;
    private final String token;
    private final Tally tally;
    private final int port;
    private final Network network;
    private @Nullable WebSocket ws;

    private boolean isSubscribed;
    private boolean comesAgain;
    private long lostAt;
    private String epoch = "";
    private long offset;

    /// The last number that came.
    private volatile long last;

    RollingClient(String channel, String token, Tally tally, int port, Network network) {
        this.port = port;
        this.network = network;
        this.channel = channel;
        this.token = token;
        this.tally = tally;
    }

    RollingClient connect() {
        ws = WebSocketClient.builder()
                .uri("ws://127.0.0.1:" + port + "/connection/websocket")
                .options(WebSocketOptions.DEFAULT.withHeartbeat(Duration.ZERO, Duration.ZERO))
                .reconnect(Duration.ofMillis(50), Duration.ofMillis(500))
                .network(network)
                .connect(this);
        return this;
    }

    String channel() {
        return channel;
    }

    long last() {
        return last;
    }

    void leave() {
        WebSocket open = ws;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void onOpen(WebSocket open) {
        ObjectNode connect = Json.object().put("id", 1);
        connect.putObject("connect").put("token", token);
        open.send(connect.toString());
    }

    @Override
    public void onText(WebSocket open, String text) {
        for (String line : text.split("\n")) {
            JsonNode message = Json.parse(line);
            if (message.isEmpty()) {
                open.send("{}"); // the protocol's ping
            } else if (message.has("error")) {
                refused(open, message.path("error").path("temporary").asBoolean(false));
            } else if (message.has("connect")) {
                tally.sessions.add(message.path("connect").path("client").asString(""));
                subscribe(open);
            } else if (message.has("subscribe")) {
                subscribed(message.path("subscribe"));
            } else {
                JsonNode publication = message.path("push").path("pub");
                if (!publication.isMissingNode()) {
                    got(publication);
                }
            }
        }
    }

    /// What is for now only is tried again on another connection, as SDKs do.
    private void refused(WebSocket open, boolean forNow) {
        (forNow ? tally.refusedForNow : tally.refused).incrementAndGet();
        comesAgain = forNow;
        open.close();
    }

    private void subscribe(WebSocket open) {
        ObjectNode subscribe = Json.object().put("id", 2);
        ObjectNode what =
                subscribe.putObject("subscribe").put("channel", channel).put("recoverable", true);
        if (!epoch.isEmpty()) {
            what.put("recover", true).put("epoch", epoch).put("offset", offset);
        }
        open.send(subscribe.toString());
    }

    private void subscribed(JsonNode reply) {
        if (!epoch.isEmpty() && !reply.path("recovered").asBoolean(false)) {
            tally.unrecovered.incrementAndGet();
        }
        epoch = reply.path("epoch").asString("");
        reply.path("publications").forEach(this::got);
        offset = Math.max(offset, reply.path("offset").asLong(0));
        isSubscribed = true;
        tally.subscribed.incrementAndGet();
        if (lostAt != 0) {
            tally.away.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lostAt));
            lostAt = 0;
        }
    }

    private void got(JsonNode publication) {
        long n = Json.n(publication);
        if (n == last) {
            tally.repeated.incrementAndGet();
        } else if (n < last) {
            tally.disordered.incrementAndGet();
        } else {
            tally.lost.addAndGet((int) (n - last - 1));
            last = n;
        }
        offset = publication.path("offset").asLong(offset);
    }

    @Override
    public void onClose(WebSocket closed, int code, String reason) {
        if (comesAgain) {
            comesAgain = false;
            network.loops().getFirst().schedule(AGAIN_MILLIS, this::connect);
        }
        if (isSubscribed) {
            tally.closes.add(code + " " + reason);
            isSubscribed = false;
            lostAt = System.nanoTime();
            tally.subscribed.decrementAndGet();
        }
    }
}
