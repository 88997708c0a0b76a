package dev.parley.server.config;

import org.jspecify.annotations.Nullable;

/// The path below which everything is served.
///
/// @param prefix empty, or such as `/rt`: with a slash before it and none behind
public record BasePath(String prefix) {

    public static final BasePath ROOT = new BasePath("");

    /// @return null when `text` is no path of plain segments
    static @Nullable BasePath parse(String text) {
        String trimmed = text.strip();
        while (trimmed.endsWith("/")) {
            trimmed = trimmed.substring(0, trimmed.length() - 1);
        }
        if (trimmed.isEmpty()) {
            return ROOT;
        }
        String prefix = trimmed.startsWith("/") ? trimmed : "/" + trimmed;
        for (String segment : prefix.substring(1).split("/", -1)) {
            boolean plain = !segment.isEmpty() && !segment.equals(".") && !segment.equals("..");
            if (!plain || !segment.chars().allMatch(BasePath::isUnreserved)) {
                return null;
            }
        }
        return new BasePath(prefix);
    }

    private static boolean isUnreserved(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0;
    }

    /// The path as this server serves it: `/echo` becomes `/rt/echo`.
    public String at(String path) {
        return prefix + path;
    }

    @Override
    public String toString() {
        return prefix;
    }
}
