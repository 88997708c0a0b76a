package dev.parley.engine.redis;

import dev.parley.hub.Engine;
import dev.parley.hub.EngineContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class RedisEngineTest extends EngineContract {

    @TempDir
    static Path folder;

    private static final AtomicInteger PREFIXES = new AtomicInteger();
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
    protected Engine engine() {
        RedisOptions options = RedisOptions.at(server.address(), "one").withPrefix("t" + PREFIXES.incrementAndGet());
        return new RedisEngine(options, this::now, new Random(5), 2);
    }
}
