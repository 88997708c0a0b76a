package dev.parley.chat;

import dev.parley.chat.storage.Room;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// What a room's `settings` in the storage say.
///
/// @param topic may be empty
/// @param slowMode seconds between two messages of a person; 0 for none
/// @param retentionDays after which messages are dropped; 0 for never
/// @param code what lets whoever knows it into a room by invitation; null for none
/// @param pair the two people whose talk it is; empty for other rooms
public record RoomSettings(
        String topic,
        int slowMode,
        int retentionDays,
        @Nullable String code,
        List<String> pair) {

    public static final int TOPIC = 1_000;
    public static final int SLOW_MODE = 3_600;
    public static final int RETENTION_DAYS = 3_650;

    public static final RoomSettings NONE = new RoomSettings("", 0, 0, null, List.of());

    public RoomSettings {
        pair = List.copyOf(pair);
    }

    public static RoomSettings of(Room room) {
        if (room.settings().isEmpty()) {
            return NONE;
        }
        String topic = "";
        long slowMode = 0;
        long retentionDays = 0;
        String code = null;
        List<String> pair = new ArrayList<>();
        try (JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), room.settings())) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "topic" -> topic = parser.getString();
                    case "slow_mode" -> slowMode = parser.getLongValue();
                    case "retention_days" -> retentionDays = parser.getLongValue();
                    case "code" -> code = parser.getString();
                    case "pair" -> {
                        while (parser.nextToken() == JsonToken.VALUE_STRING) {
                            pair.add(parser.getString());
                        }
                    }
                    default -> parser.skipChildren();
                }
            }
        } catch (JacksonException notOurs) {
            throw new IllegalStateException("the settings of room '" + room.id() + "' can't be read", notOurs);
        }
        return new RoomSettings(topic, (int) slowMode, (int) retentionDays, code, pair);
    }

    /// For the storage.
    public String json() {
        return Json.object(json -> {
                    if (!topic.isEmpty()) {
                        json.writeStringProperty("topic", topic);
                    }
                    if (slowMode > 0) {
                        json.writeNumberProperty("slow_mode", slowMode);
                    }
                    if (retentionDays > 0) {
                        json.writeNumberProperty("retention_days", retentionDays);
                    }
                    if (code != null) {
                        json.writeStringProperty("code", code);
                    }
                    if (!pair.isEmpty()) {
                        json.writeName("pair");
                        json.writeStartArray();
                        pair.forEach(json::writeString);
                        json.writeEndArray();
                    }
                })
                .toString();
    }

    RoomSettings withTopic(String other) {
        return new RoomSettings(other, slowMode, retentionDays, code, pair);
    }

    RoomSettings withSlowMode(int seconds) {
        return new RoomSettings(topic, seconds, retentionDays, code, pair);
    }

    RoomSettings withRetentionDays(int days) {
        return new RoomSettings(topic, slowMode, days, code, pair);
    }

    RoomSettings withCode(String other) {
        return new RoomSettings(topic, slowMode, retentionDays, other, pair);
    }
}
