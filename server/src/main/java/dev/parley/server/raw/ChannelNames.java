package dev.parley.server.raw;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What a channel may be called: 1 to `maxBytes` bytes of UTF-8 without control characters.
public record ChannelNames(int maxBytes) {

    /// Why `name` will not do, or null when it will.
    public @Nullable String problem(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > maxBytes) {
            return "A channel's name has 1 to " + maxBytes + " bytes, this one has " + bytes + ".";
        }
        if (name.codePoints().anyMatch(c -> Character.isISOControl(c) || c == 0xFFFD)) {
            return "A channel's name is UTF-8 without control characters.";
        }
        return null;
    }
}
