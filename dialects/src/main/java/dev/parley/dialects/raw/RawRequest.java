package dev.parley.dialects.raw;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Position;
import org.jspecify.annotations.Nullable;

/// What a bare client asks for when it opens its connection.
///
/// @param envelope whether it wants each publication in a JSON object
/// @param history how many of the last publications it wants first; 0 for none
/// @param since behind which position it wants everything, or null
/// @param token what proves who it is, or empty
public record RawRequest(
        ChannelName channel,
        boolean envelope,
        int history,
        @Nullable Position since,
        String token) {

    public static final int MAX_HISTORY = 1_000_000;

    public RawRequest {
        if (history < 0 || history > MAX_HISTORY) {
            throw new IllegalArgumentException("history is a number from 0 to " + MAX_HISTORY);
        }
        if (history > 0 && since != null) {
            throw new IllegalArgumentException("history and since exclude each other: one of them");
        }
    }

    public static RawRequest to(ChannelName channel) {
        return new RawRequest(channel, false, 0, null, "");
    }

    /// @param channel the name in the path, decoded
    /// @param envelope and the others: parameters of the query, decoded, null where there is none
    /// @throws IllegalArgumentException with a sentence that says what is wrong
    public static RawRequest of(
            String channel,
            @Nullable String envelope,
            @Nullable String history,
            @Nullable String since,
            @Nullable String token) {
        return new RawRequest(
                new ChannelName(channel),
                isEnvelope(envelope),
                history == null ? 0 : number(history),
                since == null ? null : position(since),
                token == null ? "" : token);
    }

    static boolean isEnvelope(@Nullable String envelope) {
        if (envelope != null && !envelope.equals("json")) {
            throw new IllegalArgumentException("the only envelope is json");
        }
        return envelope != null;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException none) {
            throw new IllegalArgumentException("history is a number from 0 to " + MAX_HISTORY, none);
        }
    }

    static Position position(String text) {
        int colon = text.lastIndexOf(':');
        try {
            if (colon < 0) {
                throw new NumberFormatException("no colon");
            }
            return new Position(text.substring(0, colon), Long.parseLong(text.substring(colon + 1)));
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException("since is EPOCH:OFFSET, as an envelope said it", none);
        }
    }
}
