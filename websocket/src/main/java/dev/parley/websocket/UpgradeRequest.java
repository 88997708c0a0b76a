package dev.parley.websocket;

import dev.parley.net.Peer;
import dev.parley.net.http.Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The opening handshake's request, as handlers see it.
///
/// @param path the decoded path, such as `/chat/lobby`
/// @param target the request target as sent, with its query
/// @param parameters the values of `{name}` in the path that was matched, decoded
/// @param headers as sent
/// @param peer who called; for a client, whom it calls
/// @param secure whether over TLS (behind a trusted proxy: what it says)
/// @param passed what the path's admission passed on, or null
public record UpgradeRequest(
        String path,
        String target,
        Map<String, String> parameters,
        Headers headers,
        Peer peer,
        boolean secure,
        @Nullable Object passed) {

    public UpgradeRequest(
            String path, String target, Map<String, String> parameters, Headers headers, Peer peer, boolean secure) {
        this(path, target, parameters, headers, peer, secure, null);
    }

    UpgradeRequest passing(Object something) {
        return new UpgradeRequest(path, target, parameters, headers, peer, secure, something);
    }

    /// The value of `{name}` in the matched path.
    ///
    /// @throws IllegalArgumentException when the path has no such parameter
    public String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the path has no {" + name + "}");
        }
        return value;
    }

    /// The first value of a query parameter, decoded, or null.
    public @Nullable String query(String name) {
        return dev.parley.net.http.HttpRequest.query(target, name);
    }
}
