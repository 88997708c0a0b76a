package dev.parley.engine.redis;

import dev.parley.redis.Access;
import dev.parley.redis.RedisSentinels;
import dev.parley.redis.Topology;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// On a master with a replica, which sentinels watch.
class SentinelTest extends SharedRedisContract {

    @TempDir
    static Path folder;

    private static RedisSentinels sentinels;

    @BeforeAll
    static void startRedis() throws IOException {
        sentinels = RedisSentinels.start(folder);
    }

    @AfterAll
    static void stopRedis() {
        sentinels.close();
    }

    @Override
    Topology topology() {
        return new Topology.Sentinel(sentinels.addresses(), RedisSentinels.MASTER, Access.OPEN);
    }
}
