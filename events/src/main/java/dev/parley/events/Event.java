package dev.parley.events;

import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.UserId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something that the site's backend is told. Events of one [#key] reach it in the order in which they were added.
public sealed interface Event {

    /// The user's first session has come.
    record UserOnline(UserId user) implements Event {}

    /// The user's last session has gone, and none came back within the grace time.
    record UserOffline(UserId user) implements Event {}

    /// The channel has its first subscriber.
    record ChannelOccupied(ChannelName channel) implements Event {}

    /// The channel's last subscriber has gone.
    record ChannelVacated(ChannelName channel) implements Event {}

    /// @param client the session that has subscribed
    record Subscribed(UserId user, String client, ChannelName channel) implements Event {}

    /// @param client the session whose subscription has ended
    record Unsubscribed(UserId user, String client, ChannelName channel) implements Event {}

    /// @param position its place in the channel, or null where the channel keeps no history
    /// @param publisher the session that it came from, or null when the site published it
    /// @param timeMillis when it was accepted, in milliseconds since 1970
    record Published(
            ChannelName channel,
            @Nullable Position position,
            @Nullable ClientInfo publisher,
            Payload payload,
            Map<String, String> tags,
            long timeMillis)
            implements Event {

        public Published {
            tags = Map.copyOf(tags);
        }
    }

    /// What the backend finds in `type`.
    default String type() {
        return switch (this) {
            case UserOnline _ -> "user_online";
            case UserOffline _ -> "user_offline";
            case ChannelOccupied _ -> "channel_occupied";
            case ChannelVacated _ -> "channel_vacated";
            case Subscribed _ -> "subscribed";
            case Unsubscribed _ -> "unsubscribed";
            case Published _ -> "published";
        };
    }

    /// Events with the same key keep their order.
    default String key() {
        return switch (this) {
            case UserOnline(UserId user) -> "u:" + user;
            case UserOffline(UserId user) -> "u:" + user;
            case Subscribed subscribed -> "u:" + subscribed.user();
            case Unsubscribed unsubscribed -> "u:" + unsubscribed.user();
            case ChannelOccupied(ChannelName channel) -> "c:" + channel;
            case ChannelVacated(ChannelName channel) -> "c:" + channel;
            case Published published -> "c:" + published.channel();
        };
    }

    /// The id that the event has by itself, so that adding it twice keeps it once; null when each adding is another event.
    default @Nullable String ownId() {
        return this instanceof Published published && published.position() != null
                ? EventRow.OWN_ID + published.channel() + ":"
                        + published.position().epoch() + ":"
                        + published.position().offset()
                : null;
    }
}
