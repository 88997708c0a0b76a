package dev.parley.chat;

import dev.parley.hub.ChannelName;
import dev.parley.hub.UserId;
import org.jspecify.annotations.Nullable;

/// The chat's channels: `chat:ROOM` for each room, and `chat_me:USER` for what only one person is told.
public final class Channels {

    /// The namespace of rooms.
    public static final String ROOMS = "chat";
    /// The namespace of people.
    public static final String PEOPLE = "chat_me";

    private Channels() {}

    public static ChannelName of(String room) {
        return new ChannelName(ROOMS + ":" + room);
    }

    public static ChannelName me(UserId user) {
        return new ChannelName(PEOPLE + ":" + user.value());
    }

    /// @return the room's id, or null when the channel is no room's
    public static @Nullable String room(ChannelName channel) {
        String name = channel.value();
        return name.startsWith(ROOMS + ":") ? name.substring(ROOMS.length() + 1) : null;
    }
}
