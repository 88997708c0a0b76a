package dev.parley.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// One connection for commands. What was asked when it breaks fails and is not asked again: nobody knows what became of it.
/// Any thread.
public final class Line {

    /// What a command has answered.
    @FunctionalInterface
    public interface Then {
        /// @param reply what Redis said; null when there is a problem, or nothing to say
        /// @param problem null when it worked
        void answered(@Nullable Object reply, @Nullable Throwable problem);
    }

    /// A command.
    @FunctionalInterface
    public interface Command {
        RedisFuture<?> on(RedisClusterAsyncCommands<byte[], byte[]> redis);
    }

    private final Semaphore places;
    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;

    /// @param places for requests under way, shared by all lines
    Line(Semaphore places) {
        this.places = places;
    }

    /// @param next null while there is none
    void use(@Nullable StatefulRedisConnection<byte[], byte[]> next) {
        connection = next;
    }

    @Nullable StatefulRedisConnection<byte[], byte[]> connection() {
        return connection;
    }

    /// Runs a script, by its digest; one that Redis has forgotten is sent whole.
    void run(Script script, byte[][] keys, byte[][] args, Then then) {
        run(redis -> redis.evalsha(script.digest, ScriptOutputType.MULTI, keys, args), (reply, problem) -> {
            if (problem instanceof RedisNoScriptException) {
                run(redis -> redis.eval(script.text, ScriptOutputType.MULTI, keys, args), then);
                flush();
            } else {
                then.answered(reply, problem);
            }
        });
    }

    /// Leaves with [#flush].
    void run(Command command, Then then) {
        StatefulRedisConnection<byte[], byte[]> there = connection;
        if (there == null || !there.isOpen()) {
            then.answered(null, Problem.away());
            return;
        }
        if (!places.tryAcquire()) {
            then.answered(null, Problem.tooMuch());
            return;
        }
        command.on(there.async()).whenComplete((reply, problem) -> {
            places.release();
            then.answered(reply, problem);
        });
    }

    /// Runs one where a slot of a Cluster is moving to, before it belongs there: nothing may come between the two words.
    synchronized void runAsking(Command command, Then then) {
        StatefulRedisConnection<byte[], byte[]> there = connection;
        if (there != null) {
            there.async().asking();
        }
        run(command, then);
        flush();
    }

    void flush() {
        StatefulRedisConnection<byte[], byte[]> there = connection;
        if (there != null) {
            there.flushCommands();
        }
    }
}
