package dev.parley.server.access;

import dev.parley.net.http.HttpRequest;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the owner who was refused, and which option would let them in: at most ten lines in ten seconds, so that a
/// flood of refusals is no flood of lines. Any thread.
public final class RefusalLog {

    static final String HOSTS_OPTION = "server.hosts (--server-name)";
    static final String ORIGINS_OPTION = "client.allowed_origins (--allowed-origin)";

    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final int LINES = 10;
    private static final long WINDOW_NANOS = 10_000_000_000L;
    private static final int MAX_SHOWN = 200;

    private final LongSupplier nanoTime;
    private long windowStart;
    private int lines;
    private long dropped;

    public RefusalLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.windowStart = nanoTime.getAsLong();
    }

    void host(HttpRequest request) {
        if (mayWrite()) {
            LOG.warn(
                    "refused {} from {}: it was sent to host {}, which is not one of ours; to serve it, set {}",
                    shown(request.path()),
                    request.peer(),
                    shown(request.host()),
                    HOSTS_OPTION);
        }
    }

    void origin(HttpRequest request) {
        if (mayWrite()) {
            LOG.warn(
                    "refused a WebSocket to {} on {} from a page of {} at {}; to let such pages in, set {}",
                    shown(request.path()),
                    shown(request.scheme() + "://" + request.host()),
                    shown(String.join(" and ", request.headers().all("Origin"))),
                    request.peer(),
                    ORIGINS_OPTION);
        }
    }

    private synchronized boolean mayWrite() {
        long now = nanoTime.getAsLong();
        if (now - windowStart >= WINDOW_NANOS) {
            if (dropped > 0) {
                LOG.warn("{} more requests were refused for their host or origin", dropped);
            }
            windowStart = now;
            lines = 0;
            dropped = 0;
        }
        if (lines < LINES) {
            lines++;
            return true;
        }
        dropped++;
        return false;
    }

    private static String shown(@org.jspecify.annotations.Nullable String text) {
        if (text == null) {
            return "none";
        }
        return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
    }
}
