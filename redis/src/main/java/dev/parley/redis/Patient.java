package dev.parley.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.function.Function;

/// Asks Redis and waits for the answer. On threads that may wait only.
public interface Patient {

    /// @throws Unanswered when there is none in time
    <T> T call(Bucket bucket, Function<RedisClusterAsyncCommands<byte[], byte[]>, RedisFuture<T>> command)
            throws Unanswered;

    /// The same for a script.
    Reply call(Bucket bucket, Script script, byte[][] keys, byte[]... args) throws Unanswered;
}
