package dev.parley.server.chat;

import dev.parley.hub.Answer;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Grant;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import dev.parley.hub.Session;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// Names for people without an account: a client that connects with `data: {"name":"Ann"}` is Ann to everybody who sees it,
/// in presence, comings and goings and publications, by the `info` `{"name":"Ann"}`. Stateless; any thread.
public final class ChatEntrance {

    private final int textLimit;

    /// @param textLimit code points of a message, which a client is told
    public ChatEntrance(int textLimit) {
        this.textLimit = textLimit;
    }

    /// Decides on a client that proves nothing. Without a name in its data it is anonymous, as anywhere; with one that can't
    /// be it is refused.
    public void connecting(ConnectRequest request, Answer<Grant.Session> answer) {
        String name = name(request.data());
        if (name == null) {
            answer.succeeded(Grant.Session.ANONYMOUS);
            return;
        }
        String problem = ChatNames.nameProblem(name);
        if (problem != null) {
            answer.failed(ChatError.BAD_NAME.saying(problem));
            return;
        }
        Payload info = Json.object(json -> json.writeStringProperty("name", ChatNames.normal(name)));
        Payload data = Json.object(json -> {
            json.writeName("chat");
            json.writeStartObject();
            json.writeNumberProperty("text_limit", textLimit);
            json.writeNumberProperty("name_limit", ChatNames.NAME_LIMIT);
            json.writeEndObject();
        });
        answer.succeeded(new Grant.Session(Grant.Session.ANONYMOUS.user(), info, data, Map.of(), 0));
    }

    /// Whether a client says what it is called.
    static boolean hasName(ConnectRequest request) {
        return name(request.data()) != null;
    }

    /// Why a session may not come into a room, or null. On its loop.
    public static @Nullable HubError subscribing(Session session) {
        return nameOf(session) == null ? nameless() : null;
    }

    static HubError nameless() {
        return ChatError.BAD_NAME.saying("Connect with a name to talk here: data {\"name\":\"…\"}.");
    }

    /// What others call the session, or null when it has no name that can be.
    static @Nullable String nameOf(Session session) {
        String name = name(session.info(null).connection());
        return name == null || ChatNames.nameProblem(name) != null ? null : ChatNames.normal(name);
    }

    /// The text `name` of a JSON object, or null.
    private static @Nullable String name(@Nullable Payload data) {
        if (data == null || data.kind() != Payload.Kind.JSON) {
            return null;
        }
        try (JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), data.toByteArray())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("name") && value == JsonToken.VALUE_STRING) {
                    return parser.getString();
                }
                parser.skipChildren();
            }
            return null;
        } catch (JacksonException strange) {
            return null; // A field twice, or very deep: data of somebody else's making, without a name for us.
        }
    }
}
