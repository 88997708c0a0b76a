package dev.parley.redis;

import dev.parley.hub.HubError;
import java.util.concurrent.atomic.AtomicLongArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a Redis that is there says when it does not do what it is asked, and what is made of it.
enum Refusal {
    /// It has just been started.
    LOADING(true, "Redis is still reading its data: try again in a second"),
    /// It is a replica now.
    READONLY(true, "another Redis is becoming the master: try again in a second"),
    /// It is a replica that has lost its master.
    MASTERDOWN(true, "another Redis is becoming the master: try again in a second"),
    /// A part of the Cluster is missing.
    CLUSTERDOWN(true, "the Redis Cluster is not whole: try again in a second"),
    /// A slot is on its way to another.
    TRYAGAIN(false, "Redis is handing this channel over to another: try again in a second"),
    OOM(false, "the memory of Redis is full"),
    /// It can't write its data down.
    MISCONF(false, "Redis can't write to its disk"),
    NOREPLICAS(false, "Redis has too few replicas to take writes: try again in a second"),
    /// Somebody's script runs for too long.
    BUSY(false, "Redis is busy with a script: try again in a second"),
    OTHER(false, "Redis refused it: see the server's log");

    private static final Logger LOG = LoggerFactory.getLogger(Refusal.class);

    private static final long PAUSE_NANOS = 60_000_000_000L;

    final boolean doubtful;
    private final String sentence;

    /// Of each: until when nothing more of it is written to the log.
    private static final AtomicLongArray QUIET_UNTIL = new AtomicLongArray(values().length);

    static {
        for (Refusal each : values()) {
            QUIET_UNTIL.set(each.ordinal(), System.nanoTime());
        }
    }

    /// @param doubtful whether it makes one doubt that this Redis can be used at all
    Refusal(boolean doubtful, String sentence) {
        this.doubtful = doubtful;
        this.sentence = sentence;
    }

    /// @param message as Redis says it; before 7.0 it may have the words of the script around it
    static Refusal of(String message) {
        for (Refusal each : values()) {
            if (message.startsWith(each.name() + " ") || message.contains("-" + each.name() + " ")) {
                return each;
            }
        }
        return OTHER;
    }

    /// What is told to whoever asked.
    HubError error() {
        return HubError.STORAGE.saying(sentence);
    }

    /// Writes it to the log, unless something like it was written there in the last minute. Any thread.
    void log(String message) {
        long now = System.nanoTime();
        long until = QUIET_UNTIL.get(ordinal());
        if (now - until >= 0 && QUIET_UNTIL.compareAndSet(ordinal(), until, now + PAUSE_NANOS)) {
            LOG.warn("Redis refused what it was asked (said once a minute): {}", message);
        }
    }
}
