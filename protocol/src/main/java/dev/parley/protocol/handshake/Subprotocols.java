package dev.parley.protocol.handshake;

import java.util.HashSet;
import java.util.List;

/// The `Sec-WebSocket-Protocol` header: tokens, none of them twice (RFC 6455 section 4.1 point 10).
final class Subprotocols {

    static final String HEADER = "Sec-WebSocket-Protocol";

    private Subprotocols() {}

    static List<String> parse(List<String> fields) throws MalformedHeaderException {
        List<String> names = FieldScanner.list(HEADER, fields, FieldScanner::token);
        if (names.isEmpty() && !fields.isEmpty()) {
            throw new MalformedHeaderException(
                    "The " + HEADER + " header is empty; leave it out or name a subprotocol.");
        }
        if (new HashSet<>(names).size() != names.size()) {
            throw new MalformedHeaderException(
                    "The " + HEADER + " header names a subprotocol twice; name each of them once.");
        }
        return names;
    }

    static void check(String name) {
        if (!FieldScanner.isToken(name)) {
            throw new IllegalArgumentException("a subprotocol's name is a token, without spaces or commas: " + name);
        }
    }
}
