package dev.parley.engine.redis;

import dev.parley.redis.RedisServer;
import dev.parley.redis.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class RedisEngineTest extends SharedRedisContract {

    @TempDir
    static Path folder;

    private static RedisServer server;

    @BeforeAll
    static void startRedis() throws IOException {
        server = RedisServer.start(folder, "--save", "", "--appendonly", "no");
    }

    @AfterAll
    static void stopRedis() {
        server.close();
    }

    @Override
    Topology topology() {
        return new Topology.Standalone(List.of(server.address()));
    }
}
