package dev.parley.engine.redis;

import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Loops;
import dev.parley.hub.UserId;
import dev.parley.redis.Cable;
import dev.parley.redis.RedisOptions;
import dev.parley.redis.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Several nodes on one Redis, which writes everything down at once.
abstract class NodesOnRedis {

    @TempDir
    Path folder;

    final Loops loops = new Loops(2, new Random(11));
    final List<Node> nodes = new ArrayList<>();
    RedisServer server;

    @BeforeEach
    void start() throws IOException {
        server = RedisServer.start(folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always");
    }

    @AfterEach
    void stop() {
        nodes.forEach(Node::close);
        server.close();
    }

    RedisOptions options(String name) {
        return options(name, server.address());
    }

    private static RedisOptions options(String name, String address) {
        return RedisOptions.at(address, name)
                .withPatience(Duration.ofSeconds(4))
                .withCheck(Duration.ofSeconds(1))
                .withGone(Duration.ofSeconds(5));
    }

    Node node(String name) throws IOException {
        Node node = new Node(options(name), loops, nodes.size());
        nodes.add(node);
        return node;
    }

    void redis(Consumer<RedisCommands<String, String>> task) {
        try (RedisClient client = RedisClient.create(server.address());
                var connection = client.connect()) {
            task.accept(connection.sync());
        }
    }

    /// Of channel `c`.
    Keys keys() {
        return Keys.of(nodes.getFirst().redis, new ChannelName("c"));
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// One whose way to Redis can be cut.
    Node node(String name, Cable cable) throws IOException {
        Node node = new Node(options(name, cable.address()), loops, nodes.size());
        nodes.add(node);
        return node;
    }

    static List<Long> upTo(int last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    static ClientInfo client(String name) {
        return new ClientInfo(new UserId("ann"), name, null, null);
    }
}
