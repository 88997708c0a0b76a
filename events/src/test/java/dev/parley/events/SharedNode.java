package dev.parley.events;

import dev.parley.redis.Redis;
import dev.parley.redis.RedisOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;

/// One of several nodes on one Redis.
final class SharedNode implements AutoCloseable {

    final Redis redis;
    final SharedOutbox outbox;

    SharedNode(String address, String prefix, String name, OutboxOptions options, InstantSource clock)
            throws IOException {
        this(RedisOptions.at(address, name).withPrefix(prefix), options, clock);
    }

    SharedNode(RedisOptions where, OutboxOptions options, InstantSource clock) throws IOException {
        redis = new Redis(
                where.withPatience(Duration.ofSeconds(2)).withGone(Duration.ofSeconds(3)),
                new Random(where.node().hashCode()),
                1);
        outbox = new SharedOutbox(redis, options, clock);
        redis.start();
    }

    /// Everything that Redis was asked so far is answered, and what follows from it too.
    void settle() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < Redis.BUCKETS; i++) {
                try {
                    redis.patient().call(redis.bucket(i), each -> each.echo(new byte[1]));
                } catch (dev.parley.redis.Unanswered away) {
                    throw new AssertionError(away);
                }
            }
        }
    }

    String text(int bucket, String kind, String name) {
        return new String(redis.bucket(bucket).key(kind, name), StandardCharsets.UTF_8);
    }

    /// As a node goes that is killed: what it has stays as it is.
    @Override
    public void close() {
        redis.close();
    }
}
