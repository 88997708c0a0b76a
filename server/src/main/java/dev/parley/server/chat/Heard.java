package dev.parley.server.chat;

import dev.parley.websocket.PreparedMessage;

/// What everybody in a room hears.
sealed interface Heard {

    /// @param sender the connection that said it, so that its page knows its own
    /// @param time milliseconds since 1970
    record Message(String id, String from, long sender, String text, long time) implements Heard {}

    /// @param here people in the room now
    record Joined(String from, int here) implements Heard {}

    /// @param here people in the room now
    record Left(String from, int here) implements Heard {}

    default PreparedMessage prepared() {
        return PreparedMessage.text(Json.object(json -> {
            switch (this) {
                case Message message -> {
                    json.writeStringProperty("type", "message");
                    json.writeStringProperty("id", message.id());
                    json.writeStringProperty("from", message.from());
                    json.writeNumberProperty("sender", message.sender());
                    json.writeStringProperty("text", message.text());
                    json.writeNumberProperty("time", message.time());
                }
                case Joined joined -> {
                    json.writeStringProperty("type", "joined");
                    json.writeStringProperty("from", joined.from());
                    json.writeNumberProperty("here", joined.here());
                }
                case Left left -> {
                    json.writeStringProperty("type", "left");
                    json.writeStringProperty("from", left.from());
                    json.writeNumberProperty("here", left.here());
                }
            }
        }));
    }
}
