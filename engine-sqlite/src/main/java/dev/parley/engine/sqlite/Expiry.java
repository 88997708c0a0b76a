package dev.parley.engine.sqlite;

import dev.parley.hub.Retention;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/// Removes what is past its retention, a little at a time, so that publishing never waits for long. Readers don't show it
/// anyway, so it may be late. On the writer's thread only.
///
/// What publishing pushes out goes within the transactions of the groups ([#remove]): no commit more. What time makes too
/// old is found by going round all channels, some each second ([#look]); a round that finds nothing writes nothing.
final class Expiry {

    /// Rows removed in one step at most, about.
    private static final int STEP = 500;

    /// Channels that rows are removed of in one step at most.
    private static final int CHANNELS = 50;

    /// Channels looked at in one step.
    private static final int LOOK = 100;

    /// Keys looked at in one step.
    private static final int KEYS = 200;

    private static final long LOOK_EVERY_MILLIS = 1_000;

    /// How long a channel is kept on which nothing was ever published.
    private static final long EMPTY_MILLIS = 24 * 60 * 60 * 1_000L;

    private final Predicate<String> isOpen;
    private final PreparedStatement remove;
    private final PreparedStatement channels;
    private final PreparedStatement oldest;
    private final PreparedStatement keys;
    private final PreparedStatement removeKey;
    private final PreparedStatement forget;

    /// What is to go of a channel: below an offset, and up to a time.
    private record Excess(long below, long cutoff) {
        Excess and(Excess other) {
            return new Excess(Math.max(below, other.below), Math.max(cutoff, other.cutoff));
        }
    }

    private final Map<Long, Excess> excess = new LinkedHashMap<>();

    /// Up to which channel it has looked in this round.
    private long looked;

    private long nextLook;

    // up to which key it has looked in this round
    private long keyUntil = Long.MIN_VALUE;
    private long keyChannel;
    private String key = "";
    private boolean moreKeys;

    /// @param isOpen whether a channel of that name is open; what is open is not forgotten
    Expiry(Database database, Predicate<String> isOpen) throws SQLException {
        this.isOpen = isOpen;
        Connection connection = database.connection();
        remove = connection.prepareStatement("""
                DELETE FROM publication WHERE channel = ?1 AND position IN (
                    SELECT position FROM
                        (SELECT position, time FROM publication WHERE channel = ?1 ORDER BY position LIMIT\s""" + STEP + """
                        ) WHERE position < ?2 OR time <= ?3)""");
        channels = connection.prepareStatement(
                "SELECT id, name, top, first, used, keep_size, keep_age, keep_meta FROM channel WHERE id > ? ORDER BY id LIMIT "
                        + LOOK);
        oldest = connection.prepareStatement(
                "SELECT position, time FROM publication WHERE channel = ? ORDER BY position LIMIT 1");
        keys = connection.prepareStatement("""
                SELECT i.channel, i.key, i.until, i.position > 0 AND c.keep_age = -1 AND i.position >= c.first
                        AND (c.keep_size = -1 OR i.position > c.top - c.keep_size)
                    FROM idempotency i LEFT JOIN channel c ON c.id = i.channel
                    WHERE (i.until, i.channel, i.key) > (?, ?, ?) AND i.until <= ?
                    ORDER BY i.until, i.channel, i.key LIMIT\s""" + KEYS);
        removeKey = connection.prepareStatement("DELETE FROM idempotency WHERE channel = ? AND key = ?");
        forget = connection.prepareStatement(
                "DELETE FROM channel WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM idempotency WHERE channel = ?1)");
    }

    /// Something has been added to a channel: has enough been pushed out to be worth removing?
    void added(SqliteChannel channel, ChannelRow row) {
        Retention retention = channel.retention();
        if (retention.unlimited() || !retention.keeps()) {
            return;
        }
        long below = row.top - retention.size() + 1;
        if (below - row.removed >= Math.clamp(retention.size() / 8, 16, STEP)) {
            row.removed = below;
            tooMany(row.id, new Excess(below, Long.MIN_VALUE));
        }
    }

    private void tooMany(long channel, Excess what) {
        excess.merge(channel, what, Excess::and);
    }

    /// Whether it has more to do at once.
    boolean isBusy() {
        return !excess.isEmpty() || moreKeys;
    }

    /// Removes a little of what is known to be past its retention.
    ///
    /// @return whether there is something to commit
    boolean remove() throws SQLException {
        int rows = 0;
        Iterator<Map.Entry<Long, Excess>> next = excess.entrySet().iterator();
        for (int i = 0; i < CHANNELS && rows < STEP && next.hasNext(); i++) {
            Map.Entry<Long, Excess> one = next.next();
            remove.setLong(1, one.getKey());
            remove.setLong(2, one.getValue().below());
            remove.setLong(3, one.getValue().cutoff());
            int removed = remove.executeUpdate();
            if (removed < STEP) {
                next.remove();
            }
            rows += removed;
        }
        return rows > 0;
    }

    /// Looks for what has expired, when it is time.
    ///
    /// @return whether there is something to commit
    boolean look(long now) throws SQLException {
        boolean changed = moreKeys && lookAtKeys(now);
        if (now >= nextLook || nextLook - now > LOOK_EVERY_MILLIS) { // or the clock has jumped back
            nextLook = now + LOOK_EVERY_MILLIS;
            changed |= lookAtChannels(now);
            changed |= lookAtKeys(now);
        }
        return changed;
    }

    private boolean lookAtChannels(long now) throws SQLException {
        boolean changed = false;
        int seen = 0;
        channels.setLong(1, looked);
        try (ResultSet some = channels.executeQuery()) {
            while (some.next()) {
                seen++;
                looked = some.getLong(1);
                if (!remembers(some, now) && isForgettable(some, now)) {
                    forget.setLong(1, looked);
                    changed |= forget.executeUpdate() > 0;
                }
            }
        }
        if (seen < LOOK) {
            looked = 0;
        }
        return changed;
    }

    /// Whether a channel has publications; notes those that are to go.
    private boolean remembers(ResultSet channel, long now) throws SQLException {
        oldest.setLong(1, channel.getLong(1));
        try (ResultSet first = oldest.executeQuery()) {
            if (!first.next()) {
                return false;
            }
            long size = channel.getLong(6);
            long below = Math.max(channel.getLong(4), size < 0 ? 0 : channel.getLong(3) - size + 1);
            long age = channel.getLong(7);
            long cutoff = age < 0 ? Long.MIN_VALUE : now - age;
            if (first.getLong(1) < below || first.getLong(2) <= cutoff) {
                tooMany(channel.getLong(1), new Excess(below, cutoff));
            }
            return true;
        }
    }

    private boolean isForgettable(ResultSet channel, long now) throws SQLException {
        long idle = now - channel.getLong(5);
        long meta = channel.getLong(8);
        boolean old = (meta >= 0 && idle > meta) || (channel.getLong(3) == 0 && idle > EMPTY_MILLIS);
        return old && !isOpen.test(channel.getString(2));
    }

    private boolean lookAtKeys(long now) throws SQLException {
        int seen = 0;
        int removed = 0;
        keys.setLong(1, keyUntil);
        keys.setLong(2, keyChannel);
        keys.setString(3, key);
        keys.setLong(4, now);
        try (ResultSet some = keys.executeQuery()) {
            while (some.next()) {
                seen++;
                keyChannel = some.getLong(1);
                key = some.getString(2);
                keyUntil = some.getLong(3);
                if (!some.getBoolean(4)) {
                    removeKey.setLong(1, keyChannel);
                    removeKey.setString(2, key);
                    removed += removeKey.executeUpdate();
                }
            }
        }
        if (seen < KEYS) {
            keyUntil = Long.MIN_VALUE;
        }
        // where all are held by their history, the next ones can wait
        moreKeys = seen == KEYS && removed > 0;
        return removed > 0;
    }
}
