package dev.parley.auth.token;

import dev.parley.auth.json.Json;
import dev.parley.hub.ChannelName;
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

/// A JSON object of a token, read by name and type. What has another type is refused with the claim's name; null counts as
/// not there, as many libraries write it for what was not given.
final class Claims {

    /// Year 9999: what is above was given in milliseconds.
    private static final double MAX_SECONDS = 253_402_300_799d;

    private static final Claims EMPTY = new Claims("", Map.of());

    /// In front of a claim's name in messages: `subs.override.` for example.
    private final String path;

    private final Map<String, String> values;

    private Claims(String path, Map<String, String> values) {
        this.path = path;
        this.values = values;
    }

    /// @param what it is, for the message
    static Claims of(String what, String json) throws TokenException {
        try {
            return new Claims("", Json.members(json));
        } catch (JacksonException broken) {
            throw TokenException.malformed(
                    "the token's " + what + " is not one JSON object in which each name stands once");
        }
    }

    private @Nullable String value(String name) {
        String value = values.get(name);
        return value == null || value.equals("null") ? null : value;
    }

    boolean has(String name) {
        return value(name) != null;
    }

    /// Whether the name is there at all, with null too.
    boolean names(String name) {
        return values.containsKey(name);
    }

    @Nullable String string(String name) throws TokenException {
        String value = value(name);
        return value == null ? null : string(name, value);
    }

    private String string(String name, String value) throws TokenException {
        try {
            return Json.string(value);
        } catch (JacksonException other) {
            throw wrong(name, "must be a string");
        }
    }

    /// A string or an array of strings.
    List<String> oneOrMore(String name, int limit) throws TokenException {
        String value = value(name);
        if (value == null) {
            return List.of();
        }
        return value.startsWith("\"") ? List.of(string(name, value)) : strings(name, limit);
    }

    List<String> strings(String name, int limit) throws TokenException {
        String value = value(name);
        if (value == null) {
            return List.of();
        }
        List<String> strings = new ArrayList<>();
        try {
            for (String element : Json.elements(value)) {
                strings.add(Json.string(element));
            }
        } catch (JacksonException other) {
            throw wrong(name, "must be an array of strings");
        }
        if (strings.size() > limit) {
            throw wrong(name, "has more than " + limit + " elements");
        }
        return strings;
    }

    /// Whole seconds since 1970, a fraction cut off; null when it is not there.
    @Nullable Long seconds(String name) throws TokenException {
        String value = value(name);
        if (value == null) {
            return null;
        }
        char first = value.charAt(0);
        double seconds = first == '-' || (first >= '0' && first <= '9') ? Double.parseDouble(value) : Double.NaN;
        if (!(seconds >= 0 && seconds <= MAX_SECONDS)) {
            throw wrong(name, "must be a number of seconds since 1970 (not milliseconds)");
        }
        return (long) seconds;
    }

    @Nullable Boolean flag(String name) throws TokenException {
        return switch (value(name)) {
            case null -> null;
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, "must be true or false");
        };
    }

    /// Any JSON.
    @Nullable Payload json(String name) throws TokenException {
        String value = value(name);
        if (value == null) {
            return null;
        }
        try {
            return Payload.json(ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException broken) {
            throw wrong(name, "must be JSON that nests at most 64 deep");
        }
    }

    /// A JSON object.
    @Nullable Payload jsonObject(String name) throws TokenException {
        String value = value(name);
        if (value != null && !value.startsWith("{")) {
            throw wrong(name, "must be an object");
        }
        return json(name);
    }

    /// JSON, or bytes in base64 under another name; these win.
    @Nullable Payload payload(String name, String base64Name) throws TokenException {
        Payload json = json(name);
        String base64 = string(base64Name);
        if (base64 == null || base64.isEmpty()) {
            return json;
        }
        try {
            return Payload.binary(ByteBuffer.wrap(Base64.getDecoder().decode(base64)));
        } catch (IllegalArgumentException broken) {
            throw wrong(base64Name, "must be base64");
        }
    }

    /// An object's claims; none when it is not there.
    Claims object(String name) throws TokenException {
        String value = value(name);
        if (value == null) {
            return EMPTY;
        }
        try {
            return new Claims(path + name + ".", Json.members(value));
        } catch (JacksonException other) {
            throw wrong(name, "must be an object");
        }
    }

    /// An object with names of channels, and what is said of each. Nothing of the names gets into messages.
    Map<ChannelName, Claims> byChannel(String name, int limit) throws TokenException {
        Claims all = object(name);
        if (all.values.size() > limit) {
            throw wrong(name, "has more than " + limit + " channels");
        }
        Map<ChannelName, Claims> byChannel = new LinkedHashMap<>();
        for (Map.Entry<String, String> one : all.values.entrySet()) {
            Map<String, String> of;
            try {
                of = one.getValue().equals("null") ? Map.of() : Json.members(one.getValue());
            } catch (JacksonException other) {
                throw wrong(name, "must be an object with an object for each channel");
            }
            byChannel.put(channel(name, one.getKey()), new Claims(path + name + ".", of));
        }
        return byChannel;
    }

    ChannelName channel(String name, String value) throws TokenException {
        try {
            return new ChannelName(value);
        } catch (IllegalArgumentException bad) {
            throw wrong(name, "names a channel that can't be: " + bad.getMessage());
        }
    }

    TokenException wrong(String name, String what) {
        return TokenException.malformed("the token's claim " + path + name + " " + what);
    }
}
