package dev.parley.server.access;

import dev.parley.websocket.WebOrigin;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Origins that the owner lets in.
///
/// | pattern | lets in |
/// | --- | --- |
/// | `https://example.com` | that scheme and host at the scheme's own port |
/// | `https://example.com:8443` | that port |
/// | `http://localhost:*` | any port |
/// | `https://*.example.com` | every name below example.com, not example.com itself |
/// | `example.com` | that host with any scheme and port |
/// | `null` | pages without an origin of their own: files, sandboxed frames |
/// | `*` | everybody |
///
/// @param text as written, in lower case
/// @param scheme null for any
/// @param host with `*` for any characters; empty when only the very text is let in
/// @param port -1 for the scheme's own, -2 for any
public record OriginPattern(String text, @Nullable String scheme, String host, int port) {

    private static final int OWN_PORT = -1;
    private static final int ANY_PORT = -2;

    /// @return null when `written` is no pattern
    public static @Nullable OriginPattern parse(String written) {
        String text = written.strip().toLowerCase(Locale.ROOT);
        if (text.equals("*") || text.equals("null") || text.equals("file://")) {
            return new OriginPattern(text, null, "", OWN_PORT);
        }
        int slashes = text.indexOf("://");
        String scheme = slashes < 0 ? null : text.substring(0, slashes);
        String authority = slashes < 0 ? text : text.substring(slashes + 3);
        boolean anyPort = authority.endsWith(":*");
        // What a star stands for is a letter to the parser.
        String example = (anyPort ? authority.substring(0, authority.length() - 2) : authority).replace('*', 'x');
        WebOrigin parsed =
                slashes < 0 ? WebOrigin.ofAuthority("any", example) : WebOrigin.parse(scheme + "://" + example);
        if (parsed == null || authority.endsWith(":") || (scheme != null && scheme.contains("*"))) {
            return null;
        }
        boolean portWritten = authority.lastIndexOf(':') > authority.lastIndexOf(']');
        int port = anyPort || (scheme == null && !portWritten) ? ANY_PORT : portWritten ? parsed.port() : OWN_PORT;
        String host = portWritten ? authority.substring(0, authority.lastIndexOf(':')) : authority;
        return new OriginPattern(text, scheme == null ? null : parsed.scheme(), host, port);
    }

    /// @param header the Origin as it was sent
    /// @param origin the same, parsed; null for `null` and whatever else is not an origin with a host
    public boolean matches(String header, @Nullable WebOrigin origin) {
        if (text.equals("*") || text.equalsIgnoreCase(header)) {
            return true;
        }
        return origin != null
                && !host.isEmpty()
                && (scheme == null || scheme.equals(origin.scheme()))
                && Wildcard.matches(host, origin.host())
                && (port == ANY_PORT || (port == OWN_PORT ? origin.hasDefaultPort() : port == origin.port()));
    }

    /// The same in a Content-Security-Policy (Level 3, section 2.3.1), where `http` stands for `https` too. Empty when it
    /// can't be said there: a star within a name, `null`, an IPv6 address.
    public List<String> policySources() {
        if (text.equals("*")) {
            return List.of("http:", "https:");
        }
        String name = host.startsWith("*.") ? host.substring(2) : host;
        boolean everyHost = host.equals("*");
        if (name.isEmpty() || (name.contains("*") && !everyHost) || name.startsWith("[")) {
            return List.of();
        }
        String port = this.port == ANY_PORT ? ":*" : this.port == OWN_PORT ? "" : ":" + this.port;
        return scheme == null
                ? List.of("http://" + host + port, "https://" + host + port)
                : List.of(scheme + "://" + host + port);
    }

    @Override
    public String toString() {
        return text;
    }
}
