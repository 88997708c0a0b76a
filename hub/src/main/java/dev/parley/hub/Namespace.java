package dev.parley.hub;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The rules of the channels that share a prefix (`chat:lobby` is in `chat`), or of those without one. The names are those
/// of the options in the configuration.
///
/// @param name the prefix without its boundary; empty for channels without one
/// @param presence whether it is known who is subscribed
/// @param joinLeave whether comings and goings are told; to whom asks, or to all with `forcePushJoinLeave`
/// @param retention what is remembered
/// @param positioning whether subscribers are told of gaps; recovery implies it
/// @param recovery whether subscribers get what they missed
/// @param allow who may do what
/// @param delta whether subscribers may ask for fossil deltas
/// @param deltaPublish whether all that clients publish is for deltas
/// @param tagsFilter whether subscribers may filter by tags
/// @param conflate whether a slow subscriber gets only the newest publication instead of being disconnected
/// @param channelPattern what the rest of the name must match, or null
/// @param raw whether bare WebSockets may use it outside development mode
/// @param dataFormat what clients may publish; null for anything
public record Namespace(
        String name,
        boolean presence,
        boolean joinLeave,
        boolean forcePushJoinLeave,
        Retention retention,
        Feature positioning,
        Feature recovery,
        RecoveryMode recoveryMode,
        Set<Allow> allow,
        boolean delta,
        boolean deltaPublish,
        boolean tagsFilter,
        boolean conflate,
        @Nullable Pattern channelPattern,
        boolean raw,
        Payload.@Nullable Kind dataFormat) {

    /// Whether subscribers have something.
    public enum Feature {
        OFF,
        /// Those who ask.
        ALLOWED,
        /// All of them.
        FORCED
    }

    public enum RecoveryMode {
        /// All that was missed, in order.
        STREAM,
        /// The newest publication.
        CACHE
    }

    /// Who may do what, each the option `allow_…` of that name.
    public enum Allow {
        SUBSCRIBE_FOR_CLIENT,
        SUBSCRIBE_FOR_ANONYMOUS,
        PUBLISH_FOR_CLIENT,
        PUBLISH_FOR_SUBSCRIBER,
        PUBLISH_FOR_ANONYMOUS,
        PRESENCE_FOR_CLIENT,
        PRESENCE_FOR_SUBSCRIBER,
        PRESENCE_FOR_ANONYMOUS,
        HISTORY_FOR_CLIENT,
        HISTORY_FOR_SUBSCRIBER,
        HISTORY_FOR_ANONYMOUS,
        USER_LIMITED_CHANNELS
    }

    public Namespace {
        allow = Set.copyOf(allow);
    }

    /// A namespace in which everything is off.
    public static Namespace named(String name) {
        return new Namespace(
                name,
                false,
                false,
                false,
                Retention.NONE,
                Feature.OFF,
                Feature.OFF,
                RecoveryMode.STREAM,
                Set.of(),
                false,
                false,
                false,
                false,
                null,
                false,
                null);
    }

    /// The same, and these may as well.
    public Namespace allowing(Allow... more) {
        Set<Allow> all = new HashSet<>(allow);
        all.addAll(List.of(more));
        return with(presence, joinLeave, retention, recovery, all, raw);
    }

    /// The same with history; subscribers who ask for it get what they missed.
    public Namespace remembering(Retention kept) {
        return with(presence, joinLeave, kept, recovery == Feature.OFF ? Feature.ALLOWED : recovery, allow, raw);
    }

    /// The same, where it is known who is there, and told to whom asks.
    public Namespace withPresence() {
        return with(true, true, retention, recovery, allow, raw);
    }

    /// The same, open to bare WebSockets.
    public Namespace withRaw() {
        return with(presence, joinLeave, retention, recovery, allow, true);
    }

    private Namespace with(
            boolean present, boolean told, Retention kept, Feature recover, Set<Allow> allowed, boolean bare) {
        return new Namespace(
                name,
                present,
                told,
                forcePushJoinLeave,
                kept,
                positioning,
                recover,
                recoveryMode,
                allowed,
                delta,
                deltaPublish,
                tagsFilter,
                conflate,
                channelPattern,
                bare,
                dataFormat);
    }

    public boolean allows(Allow what) {
        return allow.contains(what);
    }

    /// Whether publications have positions.
    public boolean positioned() {
        return retention.keeps();
    }
}
