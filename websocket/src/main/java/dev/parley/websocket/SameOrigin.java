package dev.parley.websocket;

import dev.parley.net.http.HttpRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets in pages of the same scheme, host and port as the request itself, and clients that are no browsers: those send
/// no `Origin` (RFC 6455 section 10.2). Behind a proxy that changes scheme or host this needs the proxy to be trusted.
///
/// It does not look at which host that is: a page of a name that an attacker has pointed at this address passes. A
/// server that browsers reach by names it does not choose checks the `Host` too.
public final class SameOrigin implements Origins {

    public static final SameOrigin POLICY = new SameOrigin();

    private SameOrigin() {}

    @Override
    public @Nullable String refusal(HttpRequest request) {
        List<String> sent = request.headers().all("Origin");
        if (sent.isEmpty()) {
            return null;
        }
        if (sent.size() == 1) {
            WebOrigin origin = WebOrigin.parse(sent.getFirst());
            if (origin != null && origin.equals(WebOrigin.of(request))) {
                return null;
            }
        }
        return "Pages from another origin may not open WebSockets here. The server's owner can allow theirs by name.";
    }
}
