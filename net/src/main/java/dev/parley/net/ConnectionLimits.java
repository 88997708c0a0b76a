package dev.parley.net;

/// The bounds of one connection.
///
/// @param writeLowWater bytes; at or below it a connection that was unwritable is writable again
/// @param writeHighWater bytes; above it the connection is unwritable
/// @param writeLimit bytes; a write that would pass it is refused, unless the queue was empty
/// @param closeTimeoutMillis how long [Connection#close] waits for the queue to leave before it cuts
public record ConnectionLimits(int writeLowWater, int writeHighWater, int writeLimit, int closeTimeoutMillis) {

    public static final ConnectionLimits DEFAULT = new ConnectionLimits(32 * 1024, 64 * 1024, 1024 * 1024, 10_000);

    public ConnectionLimits {
        if (writeLowWater < 0 || writeHighWater < writeLowWater || writeLimit < writeHighWater) {
            throw new IllegalArgumentException("need 0 <= writeLowWater <= writeHighWater <= writeLimit, got "
                    + writeLowWater + ", " + writeHighWater + ", " + writeLimit);
        }
        if (closeTimeoutMillis < 1) {
            throw new IllegalArgumentException("closeTimeoutMillis must be at least 1, got " + closeTimeoutMillis);
        }
    }

    /// The same with another limit; the marks stay below its half and quarter, so that who heeds them has room.
    public ConnectionLimits withWriteLimit(int bytes) {
        return new ConnectionLimits(
                Math.min(writeLowWater, bytes / 4), Math.min(writeHighWater, bytes / 2), bytes, closeTimeoutMillis);
    }
}
