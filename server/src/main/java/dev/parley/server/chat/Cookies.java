package dev.parley.server.chat;

import dev.parley.net.http.HttpRequest;
import dev.parley.server.config.BasePath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The cookie [#NAME]: what a browser sends of it, and what it is told to keep.
///
/// Over TLS, also where a trusted proxy has it (`X-Forwarded-Proto`), it is `SameSite=None; Secure; Partitioned`, so that the
/// chat in a frame of another site knows its visitors, to each such site apart. Without TLS it is `SameSite=Lax`.
record Cookies(BasePath base) {

    static final String NAME = "parley_chat";

    /// Of one browser; more than that are no accident.
    private static final int MOST = 4;

    /// All values of that name, in the browser's order.
    static List<String> sent(HttpRequest request) {
        List<String> values = new ArrayList<>();
        for (String header : request.headers().all("Cookie")) {
            for (String pair : header.split(";")) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(NAME) && values.size() < MOST) {
                    values.add(pair.substring(equals + 1).strip());
                }
            }
        }
        return values;
    }

    /// A `Set-Cookie` field.
    String kept(String value, Duration life, HttpRequest by) {
        String path = base.prefix().isEmpty() ? "/" : base.prefix();
        String safety = by.scheme().equals("https") ? "; Secure; SameSite=None; Partitioned" : "; SameSite=Lax";
        return NAME + "=" + value + "; Path=" + path + "; Max-Age=" + life.toSeconds() + "; HttpOnly" + safety;
    }

    /// One that makes the browser forget.
    String forgotten(HttpRequest by) {
        return kept("", Duration.ZERO, by);
    }
}
