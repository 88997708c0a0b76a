package dev.parley.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
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

    private final Runnable doubted;

    /// Scripts that were sent whole over the connection, so that their digest is enough. Whoever asks in order is answered in
    /// order, since none has to be asked again.
    private final Set<String> given = ConcurrentHashMap.newKeySet();

    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;

    /// @param doubted called when what it answers means that it may be of no use now
    Line(Runnable doubted) {
        this.doubted = doubted;
    }

    /// @param next null while there is none
    void use(@Nullable StatefulRedisConnection<byte[], byte[]> next) {
        given.clear();
        connection = next;
    }

    @Nullable StatefulRedisConnection<byte[], byte[]> connection() {
        return connection;
    }

    boolean waits() {
        return asked.get() != answered.get();
    }

    long answered() {
        return answered.get();
    }

    /// Runs a script, by its digest where Redis knows it.
    void run(Script script, byte[][] keys, byte[][] args, Semaphore places, Then then) {
        Command whole = redis -> redis.eval(script.text, ScriptOutputType.MULTI, keys, args);
        if (!given.contains(script.digest)) {
            run(whole, places, then);
            given.add(script.digest);
            return;
        }
        run(redis -> redis.evalsha(script.digest, ScriptOutputType.MULTI, keys, args), places, (reply, problem) -> {
            if (problem instanceof RedisNoScriptException) {
                run(whole, places, then);
                flush();
            } else {
                then.answered(reply, problem);
            }
        });
    }

    /// Leaves with [#flush].
    ///
    /// @param places for requests under way
    void run(Command command, Semaphore places, Then then) {
        StatefulRedisConnection<byte[], byte[]> there = connection;
        if (there == null || !there.isOpen()) {
            then.answered(null, Problem.away());
            return;
        }
        if (!places.tryAcquire()) {
            then.answered(null, Problem.tooMuch());
            return;
        }
        asked.incrementAndGet();
        RedisFuture<?> answer = command.on(there.async());
        answer.whenComplete((reply, problem) -> {
            answered.incrementAndGet();
            places.release();
            doubt(problem);
            then.answered(reply, problem);
        });
        if (!there.isOpen()) {
            answer.cancel(false); // it may have come too late to fail with the others
        }
    }

    private void doubt(@Nullable Throwable problem) {
        if (problem instanceof RedisCommandExecutionException refused
                && Refusal.of(String.valueOf(refused.getMessage())).doubtful) {
            doubted.run();
        }
    }

    /// Runs one where a slot of a Cluster is moving to, before it belongs there: nothing may come between the two words.
    synchronized void runAsking(Command command, Semaphore places, Then then) {
        StatefulRedisConnection<byte[], byte[]> there = connection;
        if (there != null) {
            there.async().asking();
        }
        run(command, places, then);
        flush();
    }

    /// One at a time, so that what two threads flush at once leaves in the order in which it was asked.
    synchronized void flush() {
        StatefulRedisConnection<byte[], byte[]> there = connection;
        if (there != null) {
            there.flushCommands();
        }
    }
}
