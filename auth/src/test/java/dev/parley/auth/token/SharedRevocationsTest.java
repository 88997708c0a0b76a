package dev.parley.auth.token;

import dev.parley.redis.Redis;
import dev.parley.redis.RedisOptions;
import dev.parley.redis.RedisServer;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// On Redis, by one node.
class SharedRevocationsTest extends RevocationsContract {

    @TempDir
    static Path folder;

    private static RedisServer server;
    private static int nodes;

    private final String prefix = "t" + ++nodes;
    private final List<Redis> open = new ArrayList<>();
    private final List<Revocations> opened = new ArrayList<>();

    @BeforeAll
    static void startRedis() throws IOException {
        server = RedisServer.start(folder, "--save", "", "--appendonly", "no");
    }

    @AfterAll
    static void stopRedis() {
        server.close();
    }

    @Override
    Revocations open(int limit) throws IOException {
        Redis redis = new Redis(
                RedisOptions.at(server.address(), "node-" + ++nodes).withPrefix(prefix), new Random(nodes), 1);
        open.add(redis);
        redis.start();
        opened.forEach(Revocations::close); // of one node after the other
        opened.clear();
        Revocations next = Revocations.load(redis, clock, System::nanoTime, new Random(nodes), limit);
        opened.add(next);
        return next;
    }

    @Override
    Revocations reopened() throws IOException {
        close();
        return open(Marks.MAX);
    }

    @Override
    long written(String kind) {
        byte[] marks = SharedKeys.of(open.getLast(), kind).marks();
        try (RedisClient client = RedisClient.create(server.address());
                var connection = client.connect()) {
            return connection.sync().hlen(new String(marks, StandardCharsets.UTF_8));
        }
    }

    @AfterEach
    void close() {
        opened.forEach(Revocations::close);
        opened.clear();
        open.forEach(Redis::close);
        open.clear();
    }
}
