package dev.parley.chat.storage;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Where the database is, with its secrets apart: `open` may be printed, and so may this.
///
/// @param open the URL without its user and passwords
/// @param secret what was taken out of it, for the driver
record JdbcUrl(Dialect dialect, String open, Map<String, String> secret) {

    /// @throws IllegalArgumentException with one sentence that does not repeat the URL
    static JdbcUrl of(String url) {
        Dialect dialect = Dialect.of(url);
        int query = url.indexOf('?');
        String place = query < 0 ? url : url.substring(0, query);
        if (dialect != Dialect.SQLITE && place.contains("@")) {
            throw new IllegalArgumentException(
                    "the chat's JDBC URL has a user in front of its host: write ?user=…&password=… at its end instead");
        }
        if (dialect == Dialect.SQLITE && place.matches("jdbc:sqlite:(:.*)?")) {
            throw new IllegalArgumentException("the chat's JDBC URL names no file: write jdbc:sqlite:FILE");
        }
        Map<String, String> secret = new LinkedHashMap<>();
        List<String> open = new ArrayList<>();
        if (query >= 0) {
            for (String parameter : url.substring(query + 1).split("&", -1)) {
                int equals = parameter.indexOf('=');
                String name = equals < 0 ? parameter : parameter.substring(0, equals);
                String lower = name.toLowerCase(Locale.ROOT);
                if (equals > 0 && (lower.equals("user") || lower.contains("password"))) {
                    secret.put(name, decoded(name, parameter.substring(equals + 1)));
                } else {
                    open.add(parameter);
                }
            }
        }
        return new JdbcUrl(dialect, open.isEmpty() ? place : place + "?" + String.join("&", open), Map.copyOf(secret));
    }

    private static String decoded(String name, String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("in the chat's JDBC URL, write a % in '" + name + "' as %25");
        }
    }

    /// The text without any password.
    String scrubbed(String text) {
        String clean = text;
        for (Map.Entry<String, String> each : secret.entrySet()) {
            if (!each.getKey().equalsIgnoreCase("user") && !each.getValue().isEmpty()) {
                clean = clean.replace(each.getValue(), "…");
            }
        }
        return clean;
    }

    @Override
    public String toString() {
        return open;
    }
}
