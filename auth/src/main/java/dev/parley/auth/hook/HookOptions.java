package dev.parley.auth.hook;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// How one backend is asked. Everything here throws an [IllegalArgumentException] whose sentence names hook and option.
///
/// @param name in logs and figures: 1 to 64 of A-Z a-z 0-9 . _ -
/// @param endpoint where questions are posted: http or https, without a password
/// @param timeout for one question, from sending it to the end of its answer: 1 ms to 5 minutes
/// @param httpHeaders which headers of the client's request the backend sees; kept in lower case
/// @param staticHeaders what it gets with every question, whatever the client sent
/// @param concurrency how many questions may be under way; ten times as many wait: 1 to 10,000
/// @param includeMeta whether it is told the session's meta
public record HookOptions(
        String name,
        URI endpoint,
        Duration timeout,
        List<String> httpHeaders,
        Map<String, String> staticHeaders,
        int concurrency,
        WhenUnavailable whenUnavailable,
        boolean includeMeta) {

    /// What happens when a backend gives no answer that can be used.
    public enum WhenUnavailable {
        /// Nothing is allowed; clients are told to try again later.
        DENY,
        /// The rules of the namespaces decide.
        RULES
    }

    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);
    public static final int DEFAULT_CONCURRENCY = 64;

    static final int WAITING_PER_CONCURRENT = 10;

    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);
    private static final int MAX_CONCURRENCY = 10_000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public HookOptions {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a hook's name has 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        check(name, endpoint);
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw wrong(name, "timeout is 1 ms to 5 minutes");
        }
        if (concurrency < 1 || concurrency > MAX_CONCURRENCY) {
            throw wrong(name, "concurrency is 1 to " + MAX_CONCURRENCY + ", not " + concurrency);
        }
        httpHeaders = httpHeaders.stream()
                .map(header -> header.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        for (String header : httpHeaders) {
            checkName(name, "http_headers", header);
        }
        staticHeaders = Map.copyOf(staticHeaders);
        Set<String> seen = new HashSet<>();
        staticHeaders.forEach((header, value) -> {
            checkName(name, "static_headers", header);
            if (!seen.add(header.toLowerCase(Locale.ROOT))) {
                throw wrong(name, "static_headers has " + header + " twice");
            }
            if (!HeaderText.isValue(value)) {
                throw wrong(name, "static_headers has a value for " + header + " that is not visible ASCII");
            }
        });
    }

    /// A hook with the defaults: 1 s, no headers, 64 at once, nothing is allowed while it is not available.
    public static HookOptions to(String name, URI endpoint) {
        return new HookOptions(
                name, endpoint, DEFAULT_TIMEOUT, List.of(), Map.of(), DEFAULT_CONCURRENCY, WhenUnavailable.DENY, false);
    }

    public HookOptions withTimeout(Duration other) {
        return new HookOptions(
                name, endpoint, other, httpHeaders, staticHeaders, concurrency, whenUnavailable, includeMeta);
    }

    public HookOptions withHttpHeaders(String... names) {
        return new HookOptions(
                name, endpoint, timeout, List.of(names), staticHeaders, concurrency, whenUnavailable, includeMeta);
    }

    public HookOptions withStaticHeaders(Map<String, String> headers) {
        return new HookOptions(
                name, endpoint, timeout, httpHeaders, headers, concurrency, whenUnavailable, includeMeta);
    }

    public HookOptions withConcurrency(int most) {
        return new HookOptions(name, endpoint, timeout, httpHeaders, staticHeaders, most, whenUnavailable, includeMeta);
    }

    public HookOptions withWhenUnavailable(WhenUnavailable what) {
        return new HookOptions(name, endpoint, timeout, httpHeaders, staticHeaders, concurrency, what, includeMeta);
    }

    public HookOptions withMeta() {
        return new HookOptions(name, endpoint, timeout, httpHeaders, staticHeaders, concurrency, whenUnavailable, true);
    }

    private static void check(String name, URI endpoint) {
        String scheme = endpoint.getScheme();
        if (endpoint.getHost() == null || !("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))) {
            throw wrong(name, "endpoint must be an address like https://host/path");
        }
        if (endpoint.getPort() == 0 || endpoint.getPort() > 65_535) {
            throw wrong(name, "endpoint has a port that can't be: 1 to 65535");
        }
        if (endpoint.getRawUserInfo() != null) {
            throw wrong(name, "endpoint has a user or password; send them in static_headers as Authorization");
        }
        if (endpoint.getRawFragment() != null) {
            throw wrong(name, "endpoint has a #, which is never sent");
        }
    }

    private static void checkName(String name, String option, String header) {
        if (!HeaderText.isName(header)) {
            throw wrong(name, option + " has a name that is none of a header");
        }
        if (HeaderText.belongsToConnection(header)) {
            throw wrong(name, option + " has " + header + ", which belongs to one connection and can't be passed on");
        }
    }

    private static IllegalArgumentException wrong(String name, String what) {
        return new IllegalArgumentException("hook " + name + ": " + what);
    }

    /// Without headers, which hold secrets, and without the address, whose query may.
    @Override
    public String toString() {
        return "hook " + name;
    }
}
