package dev.parley.websocket;

import dev.parley.net.http.HttpRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A web origin: scheme, host and port (RFC 6454 section 4), in the one form in which two of them compare.
///
/// @param scheme in lower case; `http` and `https` stand for `ws` and `wss` too
/// @param host in lower case, without a trailing dot; an IPv6 address in brackets, as written
/// @param port as written, or the scheme's own; -1 when it has none
public record WebOrigin(String scheme, String host, int port) {

    /// Reads an `Origin` header such as `https://example.com:8443`.
    ///
    /// @return null for `null`, for a list, and for whatever else is not one origin
    public static @Nullable WebOrigin parse(String header) {
        int end = header.indexOf("://");
        if (end < 1 || !isScheme(header, end)) {
            return null;
        }
        return ofAuthority(header.substring(0, end), header.substring(end + 3));
    }

    /// The origin that a page served by this very request would have.
    ///
    /// @return null when the request names no host, or not one
    public static @Nullable WebOrigin of(HttpRequest request) {
        String host = request.host();
        return host == null ? null : ofAuthority(request.scheme(), host);
    }

    /// Joins a scheme and what stands in a Host header: `name`, `name:port`, `[::1]:port`.
    public static @Nullable WebOrigin ofAuthority(String scheme, String authority) {
        String normalScheme = normalScheme(scheme);
        int colon = authority.lastIndexOf(':');
        if (colon >= 0 && authority.indexOf(']') > colon) {
            colon = -1;
        }
        int port = defaultPort(normalScheme);
        if (colon >= 0 && colon + 1 < authority.length()) {
            port = port(authority, colon + 1);
            if (port < 0) {
                return null;
            }
        }
        String host = colon < 0 ? authority : authority.substring(0, colon);
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        return isHost(host) ? new WebOrigin(normalScheme, host.toLowerCase(Locale.ROOT), port) : null;
    }

    /// Whether the host names this very machine: `localhost`, a name below it, 127.0.0.0/8 or `[::1]`.
    public boolean isLoopback() {
        return host.equals("localhost") || host.endsWith(".localhost") || host.equals("[::1]") || isLoopbackV4(host);
    }

    /// Whether the port is the scheme's own.
    public boolean hasDefaultPort() {
        return port == defaultPort(scheme);
    }

    /// As it stands in an Origin header: the port only where it is not the scheme's own.
    @Override
    public String toString() {
        return scheme + "://" + host + (hasDefaultPort() ? "" : ":" + port);
    }

    private static String normalScheme(String scheme) {
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "ws" -> "http";
            case "wss" -> "https";
            case String other -> other;
        };
    }

    private static int defaultPort(String scheme) {
        return switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> -1;
        };
    }

    /// -1 when the digits are no port.
    private static int port(String text, int from) {
        int port = 0;
        for (int i = from; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            port = port * 10 + digit;
            if (port > 65535) {
                return -1;
            }
        }
        return port;
    }

    private static boolean isScheme(String text, int end) {
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (i == 0 || "0123456789+-.".indexOf(c) < 0)) {
                return false;
            }
        }
        return true;
    }

    /// Names, IPv4 and bracketed IPv6. Underscores occur in host names of containers.
    private static boolean isHost(String host) {
        boolean bracketed = host.startsWith("[");
        if (host.isEmpty() || bracketed != host.endsWith("]")) {
            return false;
        }
        for (int i = bracketed ? 1 : 0; i < host.length() - (bracketed ? 1 : 0); i++) {
            char c = host.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && (bracketed ? ":.%" : "-._").indexOf(c) < 0) {
                return false;
            }
        }
        return !bracketed || host.length() > 3;
    }

    private static boolean isLoopbackV4(String host) {
        String[] parts = host.split("\\.", -1);
        if (parts.length != 4 || !parts[0].equals("127")) {
            return false;
        }
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 3 || port(part, 0) < 0 || port(part, 0) > 255) {
                return false;
            }
        }
        return true;
    }
}
