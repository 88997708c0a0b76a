package dev.parley.hub;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a client says of itself when it connects.
///
/// @param client the id that the session has
/// @param token what proves who it is, or empty
/// @param data what it has to say, or null
/// @param name of the software, as it says
/// @param version of the software, as it says
/// @param headers what it sends in place of HTTP headers that it can't set
/// @param httpHeaders those of the request it came with which the backend is to see: names in lower case
/// @param transport what it came over: `websocket`, `tcp`, …
/// @param remoteAddress its address, without the port
public record ConnectRequest(
        String client,
        String token,
        @Nullable Payload data,
        String name,
        String version,
        Map<String, String> headers,
        Map<String, String> httpHeaders,
        String transport,
        String remoteAddress) {

    public ConnectRequest(
            String client,
            String token,
            @Nullable Payload data,
            String name,
            String version,
            Map<String, String> headers,
            String remoteAddress) {
        this(client, token, data, name, version, headers, Map.of(), "websocket", remoteAddress);
    }

    public ConnectRequest with(Map<String, String> ofHttp) {
        return new ConnectRequest(client, token, data, name, version, headers, ofHttp, transport, remoteAddress);
    }

    /// Without the token, the data and the headers.
    @Override
    public String toString() {
        return "connect request of " + name + " " + version + " from " + remoteAddress;
    }
}
