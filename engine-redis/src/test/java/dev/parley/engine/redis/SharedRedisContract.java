package dev.parley.engine.redis;

import static dev.parley.hub.EngineContract.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.Engine;
import dev.parley.hub.EngineContract;
import dev.parley.redis.Redis;
import dev.parley.redis.RedisOptions;
import dev.parley.redis.Topology;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/// What every engine promises, on a Redis that the tests of a class share: each has a prefix of its own.
abstract class SharedRedisContract extends EngineContract {

    private static final AtomicInteger PREFIXES = new AtomicInteger();

    private final String prefix = "t" + PREFIXES.incrementAndGet();
    private final List<Redis> open = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();

    abstract Topology topology();

    /// A line of the documentation that says what a user called `parley` may do, whose password is `PASSWORD`.
    static String documented(String beginning) throws IOException {
        String page = Files.readString(Path.of("../docs/scale.md"));
        int from = page.indexOf("user parley on >PASSWORD " + beginning);
        assertThat(from).isPositive();
        return page.substring(from).split("[`\n]", 2)[0];
    }

    RedisOptions options(String name) {
        return RedisOptions.of(topology(), name).withPrefix(prefix);
    }

    @Override
    protected Engine engine() {
        Redis redis = new Redis(options("one"), new Random(5), 2);
        open.add(redis);
        return new RedisEngine(redis, this::now, new Random(5));
    }

    /// Another node, which notices within seconds what has gone wrong.
    Node node(String name) throws IOException {
        RedisOptions options = options(name)
                .withPatience(Duration.ofSeconds(4))
                .withCheck(Duration.ofSeconds(1))
                .withGone(Duration.ofSeconds(20));
        Node node = new Node(options, loops, nodes.size());
        nodes.add(node);
        return node;
    }

    /// A channel of a node, to which it listens.
    Node.Channel listening(Node node, String name) {
        Node.Channel channel = node.open(name, HOUR);
        channel.listen();
        return channel;
    }

    static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }

    @AfterEach
    void close() {
        nodes.forEach(Node::close);
        open.forEach(Redis::close);
    }
}
