package dev.parley.hub;

import org.jspecify.annotations.Nullable;

/// Which part of a channel's history.
///
/// @param since forward: what is behind this position; backward: what is before it. Null: from the first, or from the last
/// @param limit how many at most; 0 for none (the position alone), [#ALL] for all
/// @param maxBytes stop once that many bytes of payload have been read, at least one publication
public record HistoryQuery(@Nullable Position since, int limit, boolean reverse, long maxBytes) {

    public static final int ALL = Integer.MAX_VALUE;

    public static HistoryQuery positionOnly() {
        return new HistoryQuery(null, 0, false, Long.MAX_VALUE);
    }

    public static HistoryQuery after(Position since, int limit, long maxBytes) {
        return new HistoryQuery(since, limit, false, maxBytes);
    }

    public static HistoryQuery newest(int limit) {
        return new HistoryQuery(null, limit, true, Long.MAX_VALUE);
    }
}
