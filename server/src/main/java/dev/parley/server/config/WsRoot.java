package dev.parley.server.config;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Who answers WebSockets at `/` and at paths that nobody claims.
public sealed interface WsRoot {

    /// Nobody: such a request gets 404.
    record Nobody() implements WsRoot {
        @Override
        public String toString() {
            return "none";
        }
    }

    record Echo() implements WsRoot {
        @Override
        public String toString() {
            return "echo";
        }
    }

    /// Everybody is on that channel, as if at `/raw/{channel}`.
    record Raw(String channel) implements WsRoot {
        @Override
        public String toString() {
            return "raw:" + channel;
        }
    }

    static @Nullable WsRoot parse(String text) {
        if (text.equals("none")) {
            return new Nobody();
        }
        if (text.equals("echo")) {
            return new Echo();
        }
        String channel = text.startsWith("raw:") ? text.substring("raw:".length()) : "";
        int bytes = channel.getBytes(StandardCharsets.UTF_8).length;
        return bytes < 1 || bytes > 255 ? null : new Raw(channel);
    }
}
