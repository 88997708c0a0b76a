package dev.parley.hub;

import java.nio.charset.StandardCharsets;

/// A channel's name: not empty, at most 255 bytes of UTF-8 (a site may ask for less), no control characters.
public record ChannelName(String value) implements Comparable<ChannelName> {

    public static final int MAX_BYTES = 255;

    /// @throws IllegalArgumentException with a sentence that says what is wrong
    public ChannelName {
        String problem = problem(value);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
    }

    /// What is wrong with a name, or null.
    public static @org.jspecify.annotations.Nullable String problem(String value) {
        int length = value.length();
        if (length == 0) {
            return "a channel's name can't be empty";
        }
        boolean ascii = true;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (Character.isISOControl(c) || c == 0xFFFD) {
                return "a channel's name has no control characters";
            }
            if (c >= 0x80) {
                ascii = false;
                if (Character.isSurrogate(c)) {
                    if (Character.isLowSurrogate(c)
                            || i + 1 == length
                            || !Character.isLowSurrogate(value.charAt(i + 1))) {
                        return "a channel's name is valid Unicode";
                    }
                    i++;
                }
            }
        }
        int bytes = ascii ? length : value.getBytes(StandardCharsets.UTF_8).length;
        return bytes > MAX_BYTES ? "a channel's name has at most " + MAX_BYTES + " bytes, this one has " + bytes : null;
    }

    @Override
    public int compareTo(ChannelName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
