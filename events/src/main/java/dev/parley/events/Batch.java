package dev.parley.events;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/// Events of one lane that go out in one request, in their order. Immutable.
final class Batch {

    static final int MAX_EVENTS = 100;

    /// Of a request's body.
    static final int MAX_BYTES = 1 << 20;

    private static final byte[] HEAD = "{\"events\":[".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TAIL = "]}".getBytes(StandardCharsets.UTF_8);

    /// What is around the events, one comma and some to spare.
    static final int ENVELOPE_BYTES = 16;

    /// One event.
    ///
    /// @param at where it waits, as its outbox calls it
    /// @param body one JSON object in UTF-8
    record Item(String at, String id, String key, byte[] body) {}

    private final List<Item> events;

    /// The same for each try, so that the backend may know it again.
    private final String delivery = UUID.randomUUID().toString();

    Batch(List<Item> events) {
        this.events = List.copyOf(events);
    }

    List<Item> events() {
        return events;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    int size() {
        return events.size();
    }

    String delivery() {
        return delivery;
    }

    Batch firstHalf() {
        return new Batch(events.subList(0, events.size() / 2));
    }

    Batch secondHalf() {
        return new Batch(events.subList(events.size() / 2, events.size()));
    }

    /// Without the events of these keys.
    Batch without(Collection<String> keys) {
        List<Item> others =
                events.stream().filter(event -> !keys.contains(event.key())).toList();
        return others.size() == events.size() ? this : new Batch(others);
    }

    byte[] body() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(ENVELOPE_BYTES
                + events.stream().mapToInt(e -> e.body().length + 1).sum());
        out.writeBytes(HEAD);
        for (int i = 0; i < events.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            out.writeBytes(events.get(i).body());
        }
        out.writeBytes(TAIL);
        return out.toByteArray();
    }
}
