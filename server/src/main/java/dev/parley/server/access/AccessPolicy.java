package dev.parley.server.access;

import dev.parley.net.http.HttpRequest;
import dev.parley.websocket.Origins;
import dev.parley.websocket.WebOrigin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides by `Host` and `Origin` whether a request may come in. Any thread.
///
/// A WebSocket passes when its page is of the same scheme, host and port, when it has no page (no `Origin`: not a
/// browser), or when the owner lets that origin in. In development (nobody but this machine can reach us, and neither
/// origins nor hosts are configured) pages on loopback and files (`null`) pass as well.
public final class AccessPolicy implements Origins {

    private final ServedHosts hosts;
    private final List<OriginPattern> allowed;
    private final boolean development;
    private final RefusalLog log;

    /// @param development whether pages on loopback and files pass, when they call a loopback host
    public AccessPolicy(ServedHosts hosts, List<OriginPattern> allowed, boolean development, RefusalLog log) {
        this.hosts = hosts;
        this.allowed = List.copyOf(allowed);
        this.development = development;
        this.log = log;
    }

    /// Whether nobody but this machine can reach the server, and its owner has let nobody else in.
    public boolean development() {
        return development;
    }

    /// Why a request to this host is misdirected (421), or null when it is not.
    public @Nullable String misdirected(HttpRequest request) {
        if (request.host() == null) {
            return null;
        }
        WebOrigin reached = WebOrigin.of(request);
        if (reached != null && hosts.serves(reached)) {
            return null;
        }
        log.host(request);
        return "This server does not answer to that host name. Its owner can add it: " + RefusalLog.HOSTS_OPTION + ".";
    }

    /// Why a WebSocket may not be opened (403), or null when it may.
    @Override
    public @Nullable String refusal(HttpRequest request) {
        String misdirected = misdirected(request);
        if (misdirected != null || isAllowed(request)) {
            return misdirected;
        }
        log.origin(request);
        return "Pages from this origin may not open WebSockets here. The server's owner can allow them: "
                + RefusalLog.ORIGINS_OPTION + ".";
    }

    private boolean isAllowed(HttpRequest request) {
        List<String> sent = request.headers().all("Origin");
        if (sent.isEmpty()) {
            return true;
        }
        if (sent.size() > 1) {
            return false;
        }
        String header = sent.getFirst();
        WebOrigin page = WebOrigin.parse(header);
        WebOrigin reached = WebOrigin.of(request);
        if (page != null && page.equals(reached)) {
            return true;
        }
        if (development && reached != null && reached.isLoopback()) {
            return header.equals("null") || (page != null && page.isLoopback());
        }
        return allowed.stream().anyMatch(pattern -> pattern.matches(header, page));
    }
}
