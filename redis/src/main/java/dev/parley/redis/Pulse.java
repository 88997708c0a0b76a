package dev.parley.redis;

/// Whether a connection lives: it is dead when something waits for an answer and nothing has come for too long. One thread.
final class Pulse {

    private final long patienceMillis;
    private long count;
    private long since;

    Pulse(long patienceMillis) {
        this.patienceMillis = patienceMillis;
    }

    /// @param waits whether an answer is waited for
    /// @param came how much has come so far
    boolean isDead(boolean waits, long came, long nowMillis) {
        if (!waits || came != count) {
            count = came;
            since = nowMillis;
        }
        return nowMillis - since > patienceMillis;
    }

    /// Nobody here could have noticed an answer for so long.
    void forgive(long millis) {
        since += millis;
    }
}
