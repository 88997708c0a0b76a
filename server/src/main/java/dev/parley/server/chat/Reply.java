package dev.parley.server.chat;

import java.nio.ByteBuffer;
import java.util.Locale;

/// What one client alone hears.
sealed interface Reply {

    /// Why a message was not passed on.
    enum Code {
        EMPTY,
        TOO_LONG,
        TOO_FAST,
        BAD_MESSAGE
    }

    /// The first message.
    ///
    /// @param you the id of this connection
    /// @param limit code points of a message
    /// @param here people in the room, this one included
    record Welcome(String room, String name, long you, int limit, int here) implements Reply {}

    /// @param message what to do, in a sentence
    record Refused(String id, Code code, String message) implements Reply {}

    default ByteBuffer json() {
        return Json.object(json -> {
            switch (this) {
                case Welcome welcome -> {
                    json.writeStringProperty("type", "welcome");
                    json.writeStringProperty("room", welcome.room());
                    json.writeStringProperty("name", welcome.name());
                    json.writeNumberProperty("you", welcome.you());
                    json.writeNumberProperty("limit", welcome.limit());
                    json.writeNumberProperty("nameLimit", ChatNames.NAME_LIMIT);
                    json.writeNumberProperty("here", welcome.here());
                }
                case Refused refused -> {
                    json.writeStringProperty("type", "refused");
                    json.writeStringProperty("id", refused.id());
                    json.writeStringProperty("code", refused.code().name().toLowerCase(Locale.ROOT));
                    json.writeStringProperty("message", refused.message());
                }
            }
        });
    }
}
