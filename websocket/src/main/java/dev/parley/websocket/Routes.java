package dev.parley.websocket;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which handler serves which path. The most particular pattern wins: fixed segments before `{name}`, and both before
/// `{name*}`, the rest of the path.
final class Routes {

    private final List<Route> routes = new ArrayList<>();

    /// One path and who serves it.
    ///
    /// @param segments of the pattern
    record Route(List<Segment> segments, WebSocketHandler handler, WebSocketOptions options, Admission admission) {}

    /// A part of a pattern between slashes.
    sealed interface Segment {
        record Fixed(String text) implements Segment {}

        record Parameter(String name) implements Segment {}

        record Rest(String name) implements Segment {}
    }

    /// A route and the values of its parameters for one path.
    record Match(Route route, Map<String, String> parameters) {}

    /// A path whose percent-encoding is broken.
    static final class BadPathException extends Exception {
        private static final long serialVersionUID = 1;

        BadPathException() {
            super("The path's percent-encoding is broken.", null, false, false);
        }
    }

    void add(String pattern, WebSocketHandler handler, WebSocketOptions options, Admission admission) {
        List<Segment> segments = parse(pattern);
        for (Route other : routes) {
            if (matchTheSame(segments, other.segments)) {
                throw new IllegalArgumentException("this path has a handler already: " + pattern);
            }
        }
        routes.add(new Route(segments, handler, options, admission));
        routes.sort(Comparator.comparing(Routes::generality));
    }

    private static boolean matchTheSame(List<Segment> one, List<Segment> other) {
        boolean same = one.size() == other.size();
        for (int i = 0; same && i < one.size(); i++) {
            same = one.get(i) instanceof Segment.Fixed fixed
                    ? fixed.equals(other.get(i))
                    : one.get(i).getClass() == other.get(i).getClass();
        }
        return same;
    }

    private static List<Segment> parse(String pattern) {
        if (!pattern.startsWith("/")) {
            throw new IllegalArgumentException("a path starts with a slash: " + pattern);
        }
        List<Segment> segments = new ArrayList<>();
        for (String part : split(pattern)) {
            if (!segments.isEmpty() && segments.getLast() instanceof Segment.Rest) {
                throw new IllegalArgumentException("nothing can follow the rest of a path: " + pattern);
            }
            if (part.startsWith("{") && part.endsWith("*}")) {
                segments.add(new Segment.Rest(part.substring(1, part.length() - 2)));
            } else if (part.startsWith("{") && part.endsWith("}")) {
                segments.add(new Segment.Parameter(part.substring(1, part.length() - 1)));
            } else {
                segments.add(new Segment.Fixed(part));
            }
        }
        return segments;
    }

    /// Sorts patterns by what they leave open, the leftmost segment first.
    private static String generality(Route route) {
        StringBuilder key = new StringBuilder();
        for (Segment segment : route.segments) {
            key.append(
                    switch (segment) {
                        case Segment.Fixed _ -> '0';
                        case Segment.Parameter _ -> '1';
                        case Segment.Rest _ -> '2';
                    });
        }
        return key.toString();
    }

    /// The segments behind the first slash; `/` has one, which is empty.
    private static List<String> split(String path) {
        List<String> parts = new ArrayList<>(4);
        int start = 1;
        for (int slash = path.indexOf('/', 1); slash >= 0; slash = path.indexOf('/', start)) {
            parts.add(path.substring(start, slash));
            start = slash + 1;
        }
        parts.add(path.substring(start));
        return parts;
    }

    /// Finds who serves `path`, which is still percent-encoded.
    @Nullable Match match(String path) throws BadPathException {
        if (!path.startsWith("/")) {
            return null;
        }
        List<String> parts = split(path);
        List<String> decoded = new ArrayList<>(parts.size());
        for (String part : parts) {
            decoded.add(decode(part));
        }
        for (Route route : routes) {
            Map<String, String> parameters = parameters(route.segments, decoded);
            if (parameters != null) {
                return new Match(route, parameters);
            }
        }
        return null;
    }

    private static @Nullable Map<String, String> parameters(List<Segment> pattern, List<String> parts) {
        Map<String, String> parameters = Map.of();
        for (int i = 0; i < pattern.size(); i++) {
            switch (pattern.get(i)) {
                case Segment.Fixed(String text) -> {
                    if (i >= parts.size() || !text.equals(parts.get(i))) {
                        return null;
                    }
                }
                case Segment.Parameter(String name) -> {
                    if (i >= parts.size() || parts.get(i).isEmpty()) {
                        return null;
                    }
                    parameters = with(parameters, name, parts.get(i));
                }
                case Segment.Rest(String name) -> {
                    String rest = i >= parts.size() ? "" : String.join("/", parts.subList(i, parts.size()));
                    return with(parameters, name, rest);
                }
            }
        }
        return parts.size() == pattern.size() ? parameters : null;
    }

    private static Map<String, String> with(Map<String, String> parameters, String name, String value) {
        if (parameters.isEmpty()) {
            return Map.of(name, value);
        }
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(name, value);
        return more;
    }

    /// Percent-decoding of a path, in which a plus is a plus (RFC 3986 section 2.1).
    static String decode(String encoded) throws BadPathException {
        if (encoded.indexOf('%') < 0) {
            return encoded;
        }
        try {
            String decoded = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
            // What is not UTF-8 comes out as this character, and nobody sends that one.
            if (decoded.indexOf('\ufffd') >= 0) {
                throw new BadPathException();
            }
            return decoded;
        } catch (IllegalArgumentException broken) {
            throw new BadPathException();
        }
    }
}
