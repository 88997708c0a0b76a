package dev.parley.protocol.handshake;

import java.util.ArrayList;
import java.util.List;

/// Header fields for tests, written as lines.
record Fields(List<HeaderField> fields) implements HeaderFields {

    static Fields of(String... lines) {
        return new Fields(List.of()).with(lines);
    }

    /// A request that nothing is wrong with.
    static Fields request() {
        return of(
                "Host: example.org",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: xqBt3ImNzJbYqRINxEFlkg==");
    }

    Fields with(String... lines) {
        List<HeaderField> more = new ArrayList<>(fields);
        for (String line : lines) {
            int colon = line.indexOf(':');
            more.add(new HeaderField(line.substring(0, colon), line.substring(colon + 1)));
        }
        return new Fields(more);
    }

    Fields without(String name) {
        return new Fields(fields.stream()
                .filter(field -> !field.name().equalsIgnoreCase(name))
                .toList());
    }

    @Override
    public List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(HeaderField::value)
                .toList();
    }
}
