package dev.parley.engine.redis;

import dev.parley.hub.Engine;
import dev.parley.hub.EngineContract;
import dev.parley.redis.Redis;
import dev.parley.redis.RedisOptions;
import dev.parley.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class RedisEngineTest extends EngineContract {

    @TempDir
    static Path folder;

    private static final AtomicInteger PREFIXES = new AtomicInteger();
    private static RedisServer server;
    private final List<Redis> open = new ArrayList<>();

    @BeforeAll
    static void startRedis() throws IOException {
        server = RedisServer.start(folder, "--save", "", "--appendonly", "no");
    }

    @AfterAll
    static void stopRedis() {
        server.close();
    }

    @AfterEach
    void close() {
        open.forEach(Redis::close);
    }

    @Override
    protected Engine engine() {
        RedisOptions options = RedisOptions.at(server.address(), "one").withPrefix("t" + PREFIXES.incrementAndGet());
        Redis redis = new Redis(options, new Random(5), 2);
        open.add(redis);
        return new RedisEngine(redis, this::now, new Random(5));
    }
}
