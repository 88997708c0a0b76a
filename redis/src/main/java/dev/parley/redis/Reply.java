package dev.parley.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a script has answered: a list of texts, numbers, bytes and lists.
public record Reply(List<?> parts) {

    public static Reply of(@Nullable Object reply) {
        if (reply instanceof List<?> list) {
            return new Reply(list);
        }
        throw new IllegalStateException("a script answered no list");
    }

    public int size() {
        return parts.size();
    }

    public byte[] bytes(int at) {
        return (byte[]) parts.get(at);
    }

    public String text(int at) {
        return new String(bytes(at), StandardCharsets.UTF_8);
    }

    public long whole(int at) {
        return parts.get(at) instanceof Long number ? number : Long.parseLong(text(at));
    }

    public Reply list(int at) {
        return of(parts.get(at));
    }
}
