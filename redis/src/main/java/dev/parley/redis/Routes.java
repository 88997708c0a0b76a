package dev.parley.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which Redis carries which bucket, and how what is asked gets there. Any thread.
///
/// In a Cluster slots move. Who is asked and no longer carries a slot says who does (`MOVED`), or who will (`ASK`), and has
/// done nothing: it is asked there once more.
final class Routes {

    private final @Nullable Shard[] owners = new @Nullable Shard[Redis.BUCKETS];
    private Function<String, @Nullable Shard> byAddress = _ -> null;
    private Runnable lost = () -> {};

    /// @param byAddress the nodes of a Cluster, by host and port
    /// @param lost called when a slot is not where it was thought to be
    void inCluster(Function<String, @Nullable Shard> byAddress, Runnable lost) {
        this.byAddress = byAddress;
        this.lost = lost;
    }

    @Nullable Shard owner(Bucket bucket) {
        return owners[bucket.number()];
    }

    void assign(Bucket bucket, @Nullable Shard shard) {
        owners[bucket.number()] = shard;
    }

    /// @param number which of the lines
    /// @return what has to be flushed, or null
    @Nullable Line run(Bucket bucket, int number, Script script, byte[][] keys, byte[][] args, Line.Then then) {
        Shard owner = owner(bucket);
        if (owner == null) {
            then.answered(null, Problem.away());
            return null;
        }
        Line line = owner.line(number);
        line.run(script, keys, args, (reply, problem) -> {
            if (problem instanceof RedisCommandExecutionException refused && isElsewhere(refused)) {
                follow(
                        refused,
                        number,
                        redis -> redis.eval(script.text, io.lettuce.core.ScriptOutputType.MULTI, keys, args),
                        then);
            } else {
                then.answered(reply, problem);
            }
        });
        return line;
    }

    @Nullable Line run(Bucket bucket, int number, Line.Command command, Line.Then then) {
        Shard owner = owner(bucket);
        if (owner == null) {
            then.answered(null, Problem.away());
            return null;
        }
        Line line = owner.line(number);
        line.run(command, (reply, problem) -> {
            if (problem instanceof RedisCommandExecutionException refused && isElsewhere(refused)) {
                follow(refused, number, command, then);
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

    private void follow(RedisCommandExecutionException refused, int number, Line.Command command, Line.Then then) {
        String[] words = String.valueOf(refused.getMessage()).split(" ");
        boolean moved = words[0].equals("MOVED");
        if (moved) {
            lost.run();
        }
        Shard there = words.length < 3 ? null : byAddress.apply(words[2]);
        if (there == null) {
            then.answered(null, Problem.away());
        } else if (moved) {
            Line line = there.line(number);
            line.run(command, then);
            line.flush();
        } else {
            there.askedLine().runAsking(command, then);
        }
    }
}
