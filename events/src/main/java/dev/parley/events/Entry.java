package dev.parley.events;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import dev.parley.hub.UserId;
import dev.parley.redis.Head;
import dev.parley.redis.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Reads an entry of a bucket's stream of events, as it is described at [dev.parley.redis.Events].
final class Entry {

    private final Map<String, byte[]> fields = new HashMap<>();

    private Entry(Reply fields) {
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            this.fields.put(fields.text(i), fields.bytes(i + 1));
        }
    }

    /// @param at where it waits
    /// @throws IOException when it is none of ours
    static Batch.Item item(String at, Reply fields) throws IOException {
        Entry entry = new Entry(fields);
        try {
            String id = entry.text("i");
            if (entry.fields.containsKey("b")) {
                return new Batch.Item(at, id, entry.text("k"), entry.bytes("b"));
            }
            Event event = entry.fields.containsKey("y") ? entry.status() : entry.publication();
            String own = event.ownId();
            EventRow row = EventRow.of(event, own == null ? id : own, entry.number("t"));
            return new Batch.Item(at, row.id(), row.key(), row.body().getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException strange) {
            throw new IOException("an event in Redis that no Parley has written: " + at, strange);
        }
    }

    private Event status() throws IOException {
        String name = name();
        return switch (text("y")) {
            case "user_online" -> new Event.UserOnline(new UserId(name));
            case "user_offline" -> new Event.UserOffline(new UserId(name));
            case "channel_occupied" -> new Event.ChannelOccupied(new ChannelName(name));
            case "channel_vacated" -> new Event.ChannelVacated(new ChannelName(name));
            default -> throw new IOException("an event in Redis of a newer Parley: " + text("y"));
        };
    }

    private Event publication() throws IOException {
        long offset = number("o");
        Publication publication = Head.publication(offset, number("t"), bytes("h"), bytes("p"));
        return new Event.Published(
                new ChannelName(name()),
                offset == 0 ? null : new Position(text("e"), offset),
                publication.publisher(),
                publication.payload(),
                publication.tags(),
                publication.timeMillis());
    }

    /// Of the user or channel: the key without what it is of.
    private String name() throws IOException {
        return text("k").substring(2);
    }

    private byte[] bytes(String field) throws IOException {
        byte[] value = fields.get(field);
        if (value == null) {
            throw new IOException("an event in Redis lacks its field " + field);
        }
        return value;
    }

    private String text(String field) throws IOException {
        return new String(bytes(field), StandardCharsets.UTF_8);
    }

    private long number(String field) throws IOException {
        return Long.parseLong(text(field));
    }
}
