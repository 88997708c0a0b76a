package dev.parley.auth.hook;

import dev.parley.auth.json.Json;
import dev.parley.hub.ChannelName;
import dev.parley.hub.JsonCheck;
import dev.parley.hub.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// A JSON object of a reply, read by name and type. What has another type is a [Lie]; null counts as not there, and names
/// that nobody asks for are left alone.
final class Fields {

    /// Year 9999: what is above was given in milliseconds.
    private static final long MAX_SECONDS = 253_402_300_799L;

    private static final int MAX_DIGITS = 18;

    private static final Fields EMPTY = new Fields("", Map.of());

    /// In front of a field's name in messages: `result.` for example.
    private final String path;

    private final Map<String, String> values;

    private Fields(String path, Map<String, String> values) {
        this.path = path;
        this.values = values;
    }

    /// @throws JacksonException when it is not one well-formed object
    static Fields of(String json) {
        return new Fields("", Json.members(json));
    }

    private @Nullable String value(String name) {
        String value = values.get(name);
        return value == null || value.equals("null") ? null : value;
    }

    boolean has(String name) {
        return value(name) != null;
    }

    /// Empty when it is not there.
    String string(String name) throws Lie {
        String value = value(name);
        return value == null ? "" : string(name, value);
    }

    private String string(String name, String value) throws Lie {
        try {
            return Json.string(value);
        } catch (JacksonException other) {
            throw wrong(name, "must be a string");
        }
    }

    @Nullable Boolean flag(String name) throws Lie {
        return switch (value(name)) {
            case null -> null;
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, "must be true or false");
        };
    }

    /// Null when it is not there.
    @Nullable Long integer(String name) throws Lie {
        String value = value(name);
        if (value == null) {
            return null;
        }
        if (value.length() > MAX_DIGITS || !value.matches("-?[0-9]+")) {
            throw wrong(name, "must be a whole number");
        }
        return Long.valueOf(value);
    }

    /// Seconds since 1970; 0 when it is not there.
    long seconds(String name) throws Lie {
        Long seconds = integer(name);
        if (seconds != null && (seconds < 0 || seconds > MAX_SECONDS)) {
            throw wrong(name, "must be in seconds since 1970 (not milliseconds), or 0 for no end");
        }
        return seconds == null ? 0 : seconds;
    }

    /// Any JSON.
    @Nullable Payload json(String name) throws Lie {
        String value = value(name);
        return value == null ? null : json(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private Payload json(String name, byte[] bytes) throws Lie {
        try {
            return Payload.json(ByteBuffer.wrap(bytes));
        } catch (IllegalArgumentException broken) {
            throw wrong(name, "must be JSON that nests at most " + JsonCheck.MAX_DEPTH + " deep");
        }
    }

    /// A JSON object.
    @Nullable Payload jsonObject(String name) throws Lie {
        String value = value(name);
        if (value != null && !value.startsWith("{")) {
            throw wrong(name, "must be an object");
        }
        return json(name);
    }

    /// JSON, or its bytes in base64 under another name; these win.
    @Nullable Payload json(String name, String base64Name) throws Lie {
        byte[] bytes = bytes(base64Name);
        return bytes == null ? json(name) : json(base64Name, bytes);
    }

    /// JSON in `data`, text in `text`, or in `b64data`, which wins, the bytes of a payload of the kind that the backend was
    /// sent.
    @Nullable Payload data(Payload.Kind sent) throws Lie {
        byte[] bytes = bytes("b64data");
        if (bytes != null) {
            return switch (sent) {
                case JSON -> json("b64data", bytes);
                case TEXT -> text(bytes);
                case BINARY -> Payload.binary(ByteBuffer.wrap(bytes));
            };
        }
        return has("text") ? Payload.text(string("text")) : json("data");
    }

    private Payload text(byte[] bytes) throws Lie {
        try {
            return Payload.text(ByteBuffer.wrap(bytes));
        } catch (IllegalArgumentException broken) {
            throw wrong("b64data", "must be UTF-8, as it answers text");
        }
    }

    private byte @Nullable [] bytes(String name) throws Lie {
        String base64 = string(name);
        if (base64.isEmpty()) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException broken) {
            throw wrong(name, "must be base64");
        }
    }

    /// An object's fields; none when it is not there.
    Fields object(String name) throws Lie {
        String value = value(name);
        return value == null ? EMPTY : object(name, value);
    }

    private Fields object(String name, String value) throws Lie {
        try {
            return new Fields(path + name + ".", Json.members(value));
        } catch (JacksonException other) {
            throw wrong(name, "must be an object");
        }
    }

    List<ChannelName> channels(String name, int limit) throws Lie {
        String value = value(name);
        if (value == null) {
            return List.of();
        }
        List<String> elements;
        try {
            elements = Json.elements(value);
        } catch (JacksonException other) {
            throw wrong(name, "must be an array of strings");
        }
        List<ChannelName> channels = new ArrayList<>();
        for (String element : within(limit, name, elements)) {
            channels.add(channel(name, string(name, element)));
        }
        return channels;
    }

    /// An object with names of channels, and what is said of each. Nothing of the names gets into messages.
    Map<ChannelName, Fields> byChannel(String name, int limit) throws Lie {
        Map<ChannelName, Fields> byChannel = new LinkedHashMap<>();
        Map<String, String> all = object(name).values;
        for (String channel : within(limit, name, List.copyOf(all.keySet()))) {
            String of = all.getOrDefault(channel, "null");
            byChannel.put(channel(name, channel), of.equals("null") ? EMPTY : object(name, of));
        }
        return byChannel;
    }

    private List<String> within(int limit, String name, List<String> channels) throws Lie {
        if (channels.size() > limit) {
            throw wrong(name, "has more than " + limit + " channels");
        }
        return channels;
    }

    private ChannelName channel(String name, String value) throws Lie {
        try {
            return new ChannelName(value);
        } catch (IllegalArgumentException bad) {
            throw wrong(name, "names a channel that can't be: " + bad.getMessage());
        }
    }

    Lie wrong(String name, String what) {
        return new Lie(path + name, what);
    }
}
