package dev.parley.hub;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A publication before it has a position.
///
/// @param publisher the session that publishes, or null when the site does
/// @param tags what filters look at; at most [#MAX_TAGS], each key and value at most [#MAX_TAG_LENGTH] characters
/// @param idempotencyKey a second draft with the same key on the same channel, as long as keys live, is not published again
///     but gets the first one's result; with another body it fails. At most 128 characters. Null for none
/// @param skipHistory delivered to who is there, but not kept; such a publication has no position
/// @param delta whether subscribers that asked for deltas get this as one
/// @param version 0 for none; otherwise it is published only when it is newer than what the channel has ([#isOutdatedBy]),
///     which takes a history to be compared with
/// @param versionEpoch which versions it is to be compared with: those of another epoch don't count; empty: any. At most
///     [#MAX_VERSION_EPOCH_LENGTH] characters, and means nothing without a version
public record Draft(
        Payload payload,
        @Nullable ClientInfo publisher,
        Map<String, String> tags,
        @Nullable String idempotencyKey,
        boolean skipHistory,
        boolean delta,
        long version,
        String versionEpoch) {

    public static final int MAX_TAGS = 32;
    public static final int MAX_TAG_LENGTH = 256;
    public static final int MAX_KEY_LENGTH = 128;
    public static final int MAX_VERSION_EPOCH_LENGTH = 64;

    public Draft {
        tags = tags.isEmpty() ? Map.of() : Map.copyOf(tags);
        if (tags.size() > MAX_TAGS) {
            throw new IllegalArgumentException("at most " + MAX_TAGS + " tags, got " + tags.size());
        }
        tags.forEach((key, value) -> {
            if (key.length() > MAX_TAG_LENGTH || value.length() > MAX_TAG_LENGTH) {
                throw new IllegalArgumentException(
                        "a tag's key and value have at most " + MAX_TAG_LENGTH + " characters each");
            }
        });
        if (idempotencyKey != null && (idempotencyKey.isEmpty() || idempotencyKey.length() > MAX_KEY_LENGTH)) {
            throw new IllegalArgumentException("an idempotency key has 1 to " + MAX_KEY_LENGTH + " characters");
        }
        if (version < 0) {
            throw new IllegalArgumentException("a version is 0 or more, got " + version);
        }
        if (versionEpoch.length() > MAX_VERSION_EPOCH_LENGTH) {
            throw new IllegalArgumentException(
                    "a version's epoch has at most " + MAX_VERSION_EPOCH_LENGTH + " characters");
        }
    }

    /// One without a version.
    public Draft(
            Payload payload,
            @Nullable ClientInfo publisher,
            Map<String, String> tags,
            @Nullable String idempotencyKey,
            boolean skipHistory,
            boolean delta) {
        this(payload, publisher, tags, idempotencyKey, skipHistory, delta, 0, "");
    }

    public static Draft of(Payload payload) {
        return new Draft(payload, null, Map.of(), null, false, false);
    }

    public Draft by(ClientInfo publisher) {
        return new Draft(payload, publisher, tags, idempotencyKey, skipHistory, delta, version, versionEpoch);
    }

    public Draft withKey(String key) {
        return new Draft(payload, publisher, tags, key, skipHistory, delta, version, versionEpoch);
    }

    public Draft withTags(Map<String, String> more) {
        return new Draft(payload, publisher, more, idempotencyKey, skipHistory, delta, version, versionEpoch);
    }

    public Draft withDelta(boolean wanted) {
        return new Draft(payload, publisher, tags, idempotencyKey, skipHistory, wanted, version, versionEpoch);
    }

    public Draft withVersion(long number, String epoch) {
        return new Draft(payload, publisher, tags, idempotencyKey, skipHistory, delta, number, epoch);
    }

    /// Whether it has a version that is not newer than the last one of its channel.
    ///
    /// @param last the version of the channel's last publication that had one; 0 for none
    /// @param lastEpoch its epoch
    public boolean isOutdatedBy(long last, String lastEpoch) {
        return version > 0 && version <= last && (versionEpoch.isEmpty() || versionEpoch.equals(lastEpoch));
    }
}
