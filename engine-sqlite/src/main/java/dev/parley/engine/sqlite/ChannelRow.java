package dev.parley.engine.sqlite;

import dev.parley.hub.Position;

/// A channel as the writer knows it: its row, ahead of the database by what the present group has added. On the writer's
/// thread only.
final class ChannelRow {

    final long id;
    private final String epoch;
    long top;
    long first;

    /// Whether the database must be told, because no publication that was added tells it.
    boolean changed;

    /// How many publications are kept; -1 for all.
    long size = -1;

    /// Below it [Expiry] has been told to remove everything.
    long removed;

    /// The latest time that was given to a publication.
    long time;

    /// Of the last publication that had a version; 0 for none.
    private long version;

    private String versionEpoch;

    /// Whether the database must be told of it.
    boolean versionChanged;

    ChannelRow(
            long id, long generation, long birth, long top, long first, long time, long version, String versionEpoch) {
        this.id = id;
        this.epoch = epoch(generation, birth);
        this.top = top;
        this.first = first;
        this.removed = first;
        this.time = time;
        this.version = version;
        this.versionEpoch = versionEpoch;
    }

    /// A new generation makes every epoch another one, without touching the channels.
    static String epoch(long generation, long birth) {
        return Long.toString(generation, Character.MAX_RADIX) + "-" + Long.toString(birth, Character.MAX_RADIX);
    }

    /// The oldest offset that may be seen, as far as it depends on size.
    long least() {
        return size < 0 ? first : Math.max(first, top - size + 1);
    }

    /// The version of the last publication is now that one.
    void version(long number, String of) {
        version = number;
        versionEpoch = of;
        versionChanged = true;
    }

    long version() {
        return version;
    }

    String versionEpoch() {
        return versionEpoch;
    }

    Position position() {
        return new Position(epoch, top);
    }

    String epoch() {
        return epoch;
    }
}
