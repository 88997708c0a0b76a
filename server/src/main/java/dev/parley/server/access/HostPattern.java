package dev.parley.server.access;

import dev.parley.websocket.WebOrigin;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Names by which browsers may reach us: `chat.example.com`, `*.example.com`, an address, or `*` for any.
///
/// @param host in lower case, an IPv6 address in brackets
public record HostPattern(String host) {

    /// @return null when `written` is no host, or has a port
    public static @Nullable HostPattern parse(String written) {
        String text = written.strip().toLowerCase(Locale.ROOT);
        if (text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[")) {
            text = "[" + text + "]";
        }
        WebOrigin parsed = WebOrigin.ofAuthority("any", text.replace('*', 'x'));
        return parsed == null || parsed.port() >= 0 || text.endsWith(":") ? null : new HostPattern(text);
    }

    /// @param name in lower case
    boolean matches(String name) {
        return Wildcard.matches(host, name);
    }

    @Override
    public String toString() {
        return host;
    }
}
