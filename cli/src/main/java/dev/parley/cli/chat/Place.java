package dev.parley.cli.chat;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where a chat is.
///
/// @param base the address below which `chat/…` and `connection/…` are; ends with a slash
public record Place(URI base) {

    private static final String HERE = "http://127.0.0.1:8000/";

    /// What somebody types for it: nothing for this machine, `chat.example.com`, or a whole address. Where no scheme is
    /// said it is https, except on this machine.
    ///
    /// @return null for what is no address of a server
    public static @Nullable Place of(String typed) {
        String address = typed.isEmpty() ? HERE : typed;
        if (!address.contains("://")) {
            String host = address.split("[:/]", 2)[0].toLowerCase(Locale.ROOT);
            address = (host.equals("localhost") || host.startsWith("127.") ? "http://" : "https://") + address;
        }
        try {
            URI uri = URI.create(address);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (!http || uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
                return null;
            }
            return new Place(uri.toString().endsWith("/") ? uri : URI.create(uri + "/"));
        } catch (IllegalArgumentException wrong) {
            return null;
        }
    }

    URI session() {
        return base.resolve("chat/session");
    }

    /// Where the SDK connects.
    String socket() {
        URI socket = base.resolve("connection/websocket");
        return socket.toString().replaceFirst("^(?i)http", "ws");
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
