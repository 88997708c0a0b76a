package dev.parley.engine.redis;

import dev.parley.redis.RedisServer;
import dev.parley.redis.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// On two Redis that know nothing of each other and share the channels.
class SeveralRedisTest extends SharedRedisContract {

    @TempDir
    static Path folder;

    private static RedisServer first;
    private static RedisServer second;

    @BeforeAll
    static void startRedis() throws IOException {
        first = RedisServer.start(folder.resolve("a"), "--save", "", "--appendonly", "no");
        second = RedisServer.start(folder.resolve("b"), "--save", "", "--appendonly", "no");
    }

    @AfterAll
    static void stopRedis() {
        first.close();
        second.close();
    }

    @Override
    Topology topology() {
        return new Topology.Standalone(List.of(first.address(), second.address()));
    }
}
