package dev.parley.net.http;

import dev.parley.net.Peer;
import dev.parley.net.TlsInfo;
import org.jspecify.annotations.Nullable;

/// The head of a request.
///
/// @param method as sent, such as `GET`
/// @param target the request target as sent, such as `/chat?room=a%20b`
/// @param version `HTTP/1.1` or `HTTP/1.0`
/// @param headers as sent
/// @param peer the client; behind a trusted proxy the forwarded one
/// @param scheme `http` or `https`; behind a trusted proxy what it forwarded
/// @param host the Host header, behind a trusted proxy X-Forwarded-Host when it is there; null when neither is
/// @param tls null in the clear
public record HttpRequest(
        String method,
        String target,
        String version,
        Headers headers,
        Peer peer,
        String scheme,
        @Nullable String host,
        @Nullable TlsInfo tls) {

    /// The target up to the question mark, still percent-encoded.
    public String path() {
        int q = target.indexOf('?');
        return q < 0 ? target : target.substring(0, q);
    }

    /// The first value of a query parameter, decoded; null when it is not there.
    public @Nullable String query(String name) {
        return query(target, name);
    }

    /// The first value of a query parameter of any request target.
    public static @Nullable String query(String target, String name) {
        return QueryString.first(target, name);
    }

    public boolean isUpgradeTo(String protocol) {
        for (String value : headers.all("Upgrade")) {
            for (String token : value.split(",")) {
                if (token.strip().equalsIgnoreCase(protocol)) {
                    return true;
                }
            }
        }
        return false;
    }
}
