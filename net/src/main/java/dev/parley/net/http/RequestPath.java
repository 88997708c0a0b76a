package dev.parley.net.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The names between the slashes of a request's path, decoded and safe to look up.
///
/// @param names without empty ones
/// @param folder whether the path ends with a slash
record RequestPath(List<String> names, boolean folder) {

    /// Null for a path that nothing may be found under: one that climbs (`..`, encoded or not), names something hidden
    /// (a leading dot), or holds a backslash, a control character, a slash in disguise, or broken UTF-8.
    static @Nullable RequestPath parse(String path) {
        if (!path.startsWith("/")) {
            return null;
        }
        List<String> names = new ArrayList<>();
        int start = 1;
        while (start <= path.length()) {
            int end = path.indexOf('/', start);
            end = end < 0 ? path.length() : end;
            String name = decode(path.substring(start, end));
            if (name == null || !isPlain(name)) {
                return null;
            }
            if (!name.isEmpty()) {
                names.add(name);
            } else if (end < path.length()) {
                return null;
            }
            start = end + 1;
        }
        return new RequestPath(List.copyOf(names), path.endsWith("/"));
    }

    private static boolean isPlain(String name) {
        if (name.startsWith(".")) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < ' ' || c == 127 || c == '/' || c == '\\' || c == ':') {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String decode(String name) {
        if (name.indexOf('%') < 0) {
            return name;
        }
        ByteBuffer bytes = ByteBuffer.allocate(name.length() * 3);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '%') {
                bytes.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            if (i + 2 >= name.length()) {
                return null;
            }
            int high = Character.digit(name.charAt(i + 1), 16);
            int low = Character.digit(name.charAt(i + 2), 16);
            if (high < 0 || low < 0) {
                return null;
            }
            bytes.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException broken) {
            return null;
        }
    }

    String name() {
        return names.isEmpty() ? "" : names.getLast();
    }
}
