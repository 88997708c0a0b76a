package dev.parley.server.push;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Namespace;
import dev.parley.hub.Namespaces;
import dev.parley.hub.Payload;
import dev.parley.hub.Retention;
import dev.parley.hub.UserId;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The channel of each user, and that of everybody.
///
/// @param prefix of a user's channel, up to the user's id; null when users have none
public record UserChannels(@Nullable String prefix) {

    /// The namespace of users' channels, unless the owner says another.
    public static final String NAMESPACE = "user";

    /// Where everybody hears what is said to all.
    public static final ChannelName ALL = new ChannelName("@all");

    private static final int HISTORY_SIZE = 100;
    private static final Duration HISTORY_AGE = Duration.ofHours(24);

    /// Users have no channels.
    public static final UserChannels NONE = new UserChannels(null);

    /// @param namespace in which they are; empty for none
    public static UserChannels in(String namespace, Namespaces.Syntax syntax) {
        return new UserChannels((namespace.isEmpty() ? "" : namespace + syntax.boundary()) + syntax.userBoundary());
    }

    /// The channel of a user; null when users have none, the user has no id, or one that is too long for a channel's name.
    public @Nullable ChannelName of(UserId user) {
        if (prefix == null || user.isAnonymous()) {
            return null;
        }
        String name = prefix + user.value();
        return ChannelName.problem(name) == null ? new ChannelName(name) : null;
    }

    /// Rules for channels that only the site publishes to, and only the site subscribes anybody to: whoever comes back gets
    /// what was missed.
    public static Namespace rules(String name) {
        return new Namespace(
                name,
                false,
                false,
                false,
                new Retention(HISTORY_SIZE, HISTORY_AGE, Duration.ofDays(30)),
                Namespace.Feature.FORCED,
                Namespace.Feature.FORCED,
                Namespace.RecoveryMode.STREAM,
                Set.of(),
                false,
                false,
                false,
                false,
                null,
                false,
                Payload.Kind.JSON);
    }
}
