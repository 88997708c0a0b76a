package dev.parley.chat;

import dev.parley.chat.storage.Limits;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Namespace;
import dev.parley.hub.Namespace.Feature;
import dev.parley.hub.Namespace.RecoveryMode;
import dev.parley.hub.Payload;
import dev.parley.hub.Retention;
import dev.parley.hub.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the chat tells what happens: `chat:ROOM` for a room's members, `chat_me:USER` for all devices of one person. Nobody
/// subscribes to them but the chat itself, and nobody else publishes there.
///
/// What they remember is for clients that come back after a short while; it is never where messages are kept.
public final class ChatChannels {

    private static final Duration AGE = Duration.ofHours(24);

    /// The rules of rooms' channels.
    public static final Namespace ROOMS = rules("chat", true, 1_000);

    /// The rules of people's own channels.
    public static final Namespace PEOPLE = rules("chat_me", false, 100);

    public static final List<Namespace> ALL = List.of(ROOMS, PEOPLE);

    private ChatChannels() {}

    /// @param presence whether the hub knows who is subscribed, for [Presence]; clients can't ask it
    private static Namespace rules(String name, boolean presence, int size) {
        return new Namespace(
                name,
                presence,
                false,
                false,
                new Retention(size, AGE, Duration.ofDays(2)),
                Feature.FORCED,
                Feature.FORCED,
                RecoveryMode.STREAM,
                Set.of(),
                false,
                false,
                false,
                false,
                null,
                false,
                Payload.Kind.JSON);
    }

    /// Whether it is one of the chat's.
    public static boolean isChat(Namespace namespace) {
        return namespace.name().equals(ROOMS.name()) || namespace.name().equals(PEOPLE.name());
    }

    /// The same of a channel.
    static boolean isChat(ChannelName channel) {
        return channel.value().startsWith(ROOMS.name() + ":") || channel.value().startsWith(PEOPLE.name() + ":");
    }

    public static ChannelName room(String room) {
        return new ChannelName(ROOMS.name() + ":" + room);
    }

    /// @param user an id that [#canChat]
    public static ChannelName person(String user) {
        return new ChannelName(PEOPLE.name() + ":" + user);
    }

    /// Whether the chat can have a person with that id: not nobody, and not one whose id is too long or has control
    /// characters.
    public static boolean canChat(UserId user) {
        return !user.isAnonymous()
                && user.value().length() <= Limits.USER
                && ChannelName.problem(PEOPLE.name() + ":" + user.value()) == null;
    }

    /// The room whose channel it is, or null.
    public static @Nullable String roomOf(ChannelName channel) {
        String prefix = ROOMS.name() + ":";
        return channel.value().startsWith(prefix) ? channel.value().substring(prefix.length()) : null;
    }
}
