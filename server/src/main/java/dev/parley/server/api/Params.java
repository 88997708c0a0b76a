package dev.parley.server.api;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Payload;
import dev.parley.hub.UserId;
import dev.parley.server.config.NearestName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// The members of one JSON object: where each stands, not what it means. What belongs to the user (`data`, `info`) is taken
/// over as the bytes that came.
public final class Params {

    /// @param start of the value
    /// @param end behind it
    private record Member(JsonToken token, int start, int end) {}

    static final Params NONE = new Params(new byte[0], Map.of(), "");

    private final byte[] json;
    private final Map<String, Member> members;
    private final String path;

    private Params(byte[] json, Map<String, Member> members, String path) {
        this.json = json;
        this.members = members;
        this.path = path;
    }

    // ---- reading

    /// @throws BadParams when it is not one JSON object
    public static Params read(byte[] json) throws BadParams {
        return read(json, "");
    }

    private static Params read(byte[] json, String path) throws BadParams {
        Map<String, Member> members = new LinkedHashMap<>();
        checkEncoding(json);
        try (JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadParams((path.isEmpty() ? "the body" : "`" + path + "`") + " is one JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                int start = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                parser.finishToken();
                members.put(name, new Member(token, start, (int)
                        parser.currentLocation().getByteOffset()));
            }
            if (parser.nextToken() != null) {
                throw new BadParams("the body is one JSON object, and nothing behind it");
            }
        } catch (JacksonException broken) {
            throw notJson(broken);
        }
        return new Params(json, members, path);
    }

    /// Without what the parser says of where it reads from.
    static BadParams notJson(JacksonException broken) {
        String says = broken.getOriginalMessage();
        int source = says.indexOf("[Source");
        int end = source < 0 ? -1 : says.lastIndexOf('(', source);
        return new BadParams("the body is not JSON: "
                + (end < 0 ? says : says.substring(0, end).strip()));
    }

    /// Refuses what a parser would take for another encoding, whose places in the text are not those in the bytes.
    static void checkEncoding(byte[] json) throws BadParams {
        if (json.length >= 2 && (json[0] == 0 || json[1] == 0 || (json[0] & 0xff) >= 0x80)) {
            throw new BadParams("the body is JSON in UTF-8, without a byte order mark");
        }
    }

    /// Refuses members that the method does not have.
    public void onlyKnown(Set<String> known) throws BadParams {
        for (String name : members.keySet()) {
            if (!known.contains(name)) {
                String nearest = NearestName.of(name, new TreeSet<>(known));
                throw new BadParams("there is no parameter `" + clipped(path(name)) + "`"
                        + (nearest == null ? "" : "; did you mean `" + path(nearest) + "`?"));
            }
        }
    }

    private static String clipped(String name) {
        return name.length() > 100 ? name.substring(0, name.offsetByCodePoints(0, 50)) + "…" : name;
    }

    private String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private BadParams must(String name, String be) {
        return new BadParams("`" + path(name) + "` must be " + be);
    }

    // ---- values

    /// Whether it is there, and not null.
    public boolean has(String name) {
        Member member = members.get(name);
        return member != null && member.token() != JsonToken.VALUE_NULL;
    }

    Set<String> names() {
        return members.keySet();
    }

    private byte[] slice(Member member) {
        return Arrays.copyOfRange(json, member.start(), member.end());
    }

    private @Nullable Member member(String name) {
        return has(name) ? members.get(name) : null;
    }

    /// A string, or empty.
    public String text(String name) throws BadParams {
        Member member = member(name);
        if (member == null) {
            return "";
        }
        if (member.token() != JsonToken.VALUE_STRING) {
            throw must(name, "a string");
        }
        try (JsonParser parser = Json.FACTORY.createParser(
                ObjectReadContext.empty(), json, member.start(), member.end() - member.start())) {
            parser.nextToken();
            String text = parser.getString();
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                throw must(name, "a string without half a character (an unpaired surrogate)");
            }
            return text;
        } catch (JacksonException broken) {
            throw must(name, "a string");
        }
    }

    /// A whole number, or `otherwise`.
    public long whole(String name, long otherwise, long min, long max) throws BadParams {
        Member member = member(name);
        if (member == null) {
            return otherwise;
        }
        String be = "a whole number from " + min + " to " + max;
        if (member.token() != JsonToken.VALUE_NUMBER_INT) {
            throw must(name, be);
        }
        try {
            long value = Long.parseLong(new String(slice(member), StandardCharsets.US_ASCII).strip());
            if (value < min || value > max) {
                throw must(name, be);
            }
            return value;
        } catch (NumberFormatException tooLong) {
            throw must(name, be);
        }
    }

    public boolean flag(String name) throws BadParams {
        Member member = member(name);
        if (member == null) {
            return false;
        }
        return switch (member.token()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw must(name, "true or false");
        };
    }

    /// An object, or null.
    public @Nullable Params object(String name) throws BadParams {
        Member member = member(name);
        if (member == null) {
            return null;
        }
        if (member.token() != JsonToken.START_OBJECT) {
            throw must(name, "an object");
        }
        return read(slice(member), path(name));
    }

    /// A list of objects; null when it is not there.
    @Nullable List<Params> objects(String name, int most) throws BadParams {
        List<byte[]> items = items(name, JsonToken.START_OBJECT, "a list of objects", most);
        if (items == null) {
            return null;
        }
        List<Params> all = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            all.add(read(items.get(i), path(name) + "[" + i + "]"));
        }
        return all;
    }

    /// A list of strings, empty when it is not there.
    List<String> texts(String name, int most) throws BadParams {
        Member member = member(name);
        if (member == null) {
            return List.of();
        }
        List<String> all = new ArrayList<>();
        try (JsonParser parser = Json.FACTORY.createParser(
                ObjectReadContext.empty(), json, member.start(), member.end() - member.start())) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw must(name, "a list of strings");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() != JsonToken.VALUE_STRING) {
                    throw must(name, "a list of strings");
                }
                if (all.size() == most) {
                    throw must(name, "a list of at most " + most);
                }
                all.add(parser.getString());
            }
        } catch (JacksonException broken) {
            throw must(name, "a list of strings");
        }
        return all;
    }

    /// A list of whole numbers from 1 on, empty when it is not there.
    public List<Long> wholes(String name, int most) throws BadParams {
        String be = "a list of whole numbers";
        List<byte[]> items = items(name, JsonToken.VALUE_NUMBER_INT, be, most);
        if (items == null) {
            return List.of();
        }
        List<Long> all = new ArrayList<>(items.size());
        for (byte[] item : items) {
            try {
                all.add(Long.parseLong(new String(item, StandardCharsets.US_ASCII).strip()));
            } catch (NumberFormatException tooLong) {
                throw must(name, be);
            }
        }
        return all;
    }

    private @Nullable List<byte[]> items(String name, JsonToken kind, String be, int most) throws BadParams {
        Member member = member(name);
        if (member == null) {
            return null;
        }
        byte[] list = slice(member);
        List<byte[]> all = new ArrayList<>();
        try (JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), list)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw must(name, be);
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() != kind) {
                    throw must(name, be);
                }
                if (all.size() == most) {
                    throw must(name, "a list of at most " + most);
                }
                int start = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                all.add(Arrays.copyOfRange(
                        list, start, (int) parser.currentLocation().getByteOffset()));
            }
        } catch (JacksonException broken) {
            throw must(name, be);
        }
        return all;
    }

    /// An object of strings, empty when it is not there.
    public Map<String, String> strings(String name) throws BadParams {
        Params object = object(name);
        if (object == null) {
            return Map.of();
        }
        Map<String, String> all = new LinkedHashMap<>();
        for (String key : object.names()) {
            all.put(key, object.text(key));
        }
        return all;
    }

    // ---- values with a meaning

    public ChannelName channel() throws BadParams {
        return channel("channel", text("channel"));
    }

    /// @throws BadParams when it can't be a channel's name
    ChannelName channel(String parameter, String name) throws BadParams {
        String problem = ChannelName.problem(name);
        if (problem != null) {
            throw new BadParams("`" + path(parameter) + "`: " + problem);
        }
        return new ChannelName(name);
    }

    /// A user's id that is not empty.
    public UserId user() throws BadParams {
        return user("user", text("user"));
    }

    UserId user(String parameter, String id) throws BadParams {
        if (id.isEmpty()) {
            throw must(parameter, "a user's id");
        }
        try {
            return new UserId(id);
        } catch (IllegalArgumentException wrong) {
            throw new BadParams("`" + path(parameter) + "`: " + wrong.getMessage());
        }
    }

    /// JSON as it came, or bytes out of `b64…`; null when neither is there.
    public @Nullable Payload payload(String name) throws BadParams {
        Member member = members.get(name);
        String encoded = text("b64" + name);
        if (!encoded.isEmpty()) {
            if (has(name)) {
                throw new BadParams("`" + path(name) + "` and `" + path("b64" + name) + "` exclude each other");
            }
            try {
                return Payload.binary(ByteBuffer.wrap(Base64.getDecoder().decode(encoded)));
            } catch (IllegalArgumentException wrong) {
                throw must("b64" + name, "base64");
            }
        }
        if (member == null) {
            return null;
        }
        try {
            return Payload.json(ByteBuffer.wrap(json, member.start(), member.end() - member.start()));
        } catch (IllegalArgumentException wrong) {
            throw new BadParams("`" + path(name) + "`: " + wrong.getMessage());
        }
    }

    /// JSON, as it came or, as the ecosystem has it for some clients, in base64; null when it is not there.
    @Nullable Payload json(String name) throws BadParams {
        Payload payload = payload(name);
        if (payload == null || payload.kind() == Payload.Kind.JSON) {
            return payload;
        }
        try {
            return Payload.json(payload.bytes());
        } catch (IllegalArgumentException wrong) {
            throw must("b64" + name, "JSON in base64");
        }
    }
}
