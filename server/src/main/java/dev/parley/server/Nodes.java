package dev.parley.server;

import dev.parley.redis.RedisOptions;
import dev.parley.server.config.RedisSettings;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// What a server is among others on one Redis.
final class Nodes {

    private static final int BYTES = 4;

    private Nodes() {}

    static RedisOptions options(RedisSettings settings, RandomGenerator random) {
        return settings.redis().withNode(uid(settings.node(), random));
    }

    /// A name that no node has had before: what a start has left is not this one's.
    private static String uid(String name, RandomGenerator random) {
        byte[] own = new byte[BYTES];
        random.nextBytes(own);
        return name + "-" + HexFormat.of().formatHex(own);
    }
}
