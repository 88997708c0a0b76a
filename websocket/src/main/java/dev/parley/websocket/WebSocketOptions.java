package dev.parley.websocket;

import java.time.Duration;
import java.util.List;

/// How connections of one path or client behave. Immutable; start from [#DEFAULT].
///
/// @param messageSizeLimit bytes of a received message, inflated; past it the connection is closed with 1009. 1 or more
/// @param frameSizeLimit bytes of a received frame; past it 1009. 1 or more
/// @param outgoingLimit bytes waiting to be sent; see [WebSocket]
/// @param heartbeatInterval how often a ping is sent, whether or not messages pass; zero for none
/// @param heartbeatTimeout how long to wait for an answer before the connection counts as dead (1006)
/// @param closeTimeout how long to wait for the peer's side of the closing handshake
/// @param subprotocols ours, best first; the first that the client offers as well is agreed on
/// @param compression permessage-deflate
/// @param virtualThreads whether handlers run on virtual threads, in order, and may block
public record WebSocketOptions(
        long messageSizeLimit,
        long frameSizeLimit,
        int outgoingLimit,
        Duration heartbeatInterval,
        Duration heartbeatTimeout,
        Duration closeTimeout,
        List<String> subprotocols,
        Compression compression,
        boolean virtualThreads) {

    /// permessage-deflate (RFC 7692).
    public enum Compression {
        /// Not offered, not accepted.
        OFF,
        /// Each message by itself: costs no memory between messages, and a broadcast is deflated once.
        PER_MESSAGE,
        /// With context takeover, as long as the memory set aside for it lasts: smaller, and each connection deflates for itself.
        TAKEOVER
    }

    public static final WebSocketOptions DEFAULT = new WebSocketOptions(
            64 * 1024,
            Long.MAX_VALUE,
            1024 * 1024,
            Duration.ofSeconds(25),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            List.of(),
            Compression.PER_MESSAGE,
            false);

    public WebSocketOptions {
        subprotocols = List.copyOf(subprotocols);
        if (messageSizeLimit < 1 || frameSizeLimit < 1 || outgoingLimit < 1) {
            throw new IllegalArgumentException("size limits must be at least 1 byte");
        }
        if (heartbeatInterval.isNegative() || heartbeatTimeout.isNegative() || closeTimeout.isNegative()) {
            throw new IllegalArgumentException("durations can't be negative");
        }
    }

    public WebSocketOptions withMessageSizeLimit(long bytes) {
        return new WebSocketOptions(
                bytes,
                frameSizeLimit,
                outgoingLimit,
                heartbeatInterval,
                heartbeatTimeout,
                closeTimeout,
                subprotocols,
                compression,
                virtualThreads);
    }

    public WebSocketOptions withFrameSizeLimit(long bytes) {
        return new WebSocketOptions(
                messageSizeLimit,
                bytes,
                outgoingLimit,
                heartbeatInterval,
                heartbeatTimeout,
                closeTimeout,
                subprotocols,
                compression,
                virtualThreads);
    }

    public WebSocketOptions withOutgoingLimit(int bytes) {
        return new WebSocketOptions(
                messageSizeLimit,
                frameSizeLimit,
                bytes,
                heartbeatInterval,
                heartbeatTimeout,
                closeTimeout,
                subprotocols,
                compression,
                virtualThreads);
    }

    public WebSocketOptions withHeartbeat(Duration interval, Duration timeout) {
        return new WebSocketOptions(
                messageSizeLimit,
                frameSizeLimit,
                outgoingLimit,
                interval,
                timeout,
                closeTimeout,
                subprotocols,
                compression,
                virtualThreads);
    }

    public WebSocketOptions withCloseTimeout(Duration timeout) {
        return new WebSocketOptions(
                messageSizeLimit,
                frameSizeLimit,
                outgoingLimit,
                heartbeatInterval,
                heartbeatTimeout,
                timeout,
                subprotocols,
                compression,
                virtualThreads);
    }

    public WebSocketOptions withSubprotocols(String... best) {
        return new WebSocketOptions(
                messageSizeLimit,
                frameSizeLimit,
                outgoingLimit,
                heartbeatInterval,
                heartbeatTimeout,
                closeTimeout,
                List.of(best),
                compression,
                virtualThreads);
    }

    public WebSocketOptions withCompression(Compression compression) {
        return new WebSocketOptions(
                messageSizeLimit,
                frameSizeLimit,
                outgoingLimit,
                heartbeatInterval,
                heartbeatTimeout,
                closeTimeout,
                subprotocols,
                compression,
                virtualThreads);
    }

    public WebSocketOptions withVirtualThreads(boolean virtualThreads) {
        return new WebSocketOptions(
                messageSizeLimit,
                frameSizeLimit,
                outgoingLimit,
                heartbeatInterval,
                heartbeatTimeout,
                closeTimeout,
                subprotocols,
                compression,
                virtualThreads);
    }
}
