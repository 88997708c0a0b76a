package dev.parley.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which Redis carries which bucket, and how what is asked gets there. Any thread.
///
/// In a Cluster slots move. Who is asked and no longer carries a slot says who does (`MOVED`), or who will (`ASK`), and has
/// done nothing: it is asked there once more.
final class Routes {

    private final AtomicReferenceArray<@Nullable Shard> owners = new AtomicReferenceArray<>(Redis.BUCKETS);
    private volatile Function<String, @Nullable Shard> byAddress = _ -> null;
    private volatile Runnable lost = () -> {};

    /// @param byAddress the nodes of a Cluster, by host and port
    /// @param lost called when a slot is not where it was thought to be
    void inCluster(Function<String, @Nullable Shard> byAddress, Runnable lost) {
        this.byAddress = byAddress;
        this.lost = lost;
    }

    @Nullable Shard owner(Bucket bucket) {
        return owners.get(bucket.number());
    }

    void assign(Bucket bucket, Shard shard) {
        owners.set(bucket.number(), shard);
    }

    /// @param number which of the lines
    /// @param places for requests under way
    /// @return what has to be flushed, or null
    @Nullable Line run(Bucket bucket, int number, Script script, byte[][] keys, byte[][] args, Semaphore places, Line.Then then) {
        Shard owner = owner(bucket);
        if (owner == null) {
            then.answered(null, Problem.away());
            return null;
        }
        Line line = owner.line(number);
        line.run(script, keys, args, places, (reply, problem) -> {
            if (problem instanceof RedisCommandExecutionException refused && isElsewhere(refused)) {
                Line.Command whole = redis -> redis.eval(script.text, ScriptOutputType.MULTI, keys, args);
                follow(owner, refused, number, whole, places, then);
            } else {
                then.answered(reply, problem);
            }
        });
        return line;
    }

    @Nullable Line run(Bucket bucket, int number, Line.Command command, Semaphore places, Line.Then then) {
        Shard owner = owner(bucket);
        if (owner == null) {
            then.answered(null, Problem.away());
            return null;
        }
        Line line = owner.line(number);
        line.run(command, places, (reply, problem) -> {
            if (problem instanceof RedisCommandExecutionException refused && isElsewhere(refused)) {
                follow(owner, refused, number, command, places, then);
            } else {
                then.answered(reply, problem);
            }
        });
        return line;
    }

    private static boolean isElsewhere(RedisCommandExecutionException refused) {
        String message = String.valueOf(refused.getMessage());
        return message.startsWith("MOVED ") || message.startsWith("ASK ");
    }

    private void follow(
            Shard from,
            RedisCommandExecutionException refused,
            int number,
            Line.Command command,
            Semaphore places,
            Line.Then then) {
        String[] words = String.valueOf(refused.getMessage()).split(" ");
        boolean moved = words[0].equals("MOVED");
        if (moved) {
            lost.run();
        }
        Shard there = words.length < 3 ? null : byAddress.apply(from.beside(words[2]));
        if (there == null) {
            then.answered(null, Problem.away());
        } else if (moved) {
            Line line = there.line(number);
            line.run(command, places, then);
            line.flush();
        } else {
            there.askedLine().runAsking(command, places, then);
        }
    }
}
