package dev.parley.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.hub.Payload;
import dev.parley.redis.Redis;
import dev.parley.redis.RedisOptions;
import dev.parley.redis.RedisServer;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// In the Redis that nodes share.
class SharedInboxTest extends InboxContract {

    private static final InboxOptions MANY = new InboxOptions(1_000, Duration.ofDays(30));

    @TempDir
    static Path folder;

    private static RedisServer server;
    private static int nodes;

    private final String prefix = "t" + ++nodes;
    private final List<Redis> open = new ArrayList<>();

    @BeforeAll
    static void startRedis() throws IOException {
        server = RedisServer.start(folder, "--save", "", "--appendonly", "no");
    }

    @AfterAll
    static void stopRedis() {
        server.close();
    }

    @Override
    Inbox open() throws IOException {
        return node(FIVE);
    }

    /// The inbox of one more node.
    private Inbox node(InboxOptions options) throws IOException {
        RedisOptions where =
                RedisOptions.at(server.address(), "node-" + ++nodes).withPrefix(prefix);
        Redis redis = new Redis(where, new Random(nodes), 1);
        open.add(redis);
        redis.start();
        return Inbox.open(redis, options, time);
    }

    @Override
    Inbox reopened() throws IOException {
        close();
        return open();
    }

    @AfterEach
    void close() {
        open.forEach(Redis::close);
        open.clear();
    }

    @Test
    void whatOneNodeKeepsWaitsOnAllUntilAnotherTakesIt() throws IOException {
        Inbox b = node(FIVE);
        Inbox c = node(FIVE);
        long first = keep(ANN, "1");
        long second = keep(ANN, "2");

        inbox = b;
        assertThat(newest(ANN)).isEqualTo(second);
        assertThat(waiting(ANN)).containsExactly("1", "2");
        inbox = c;
        assertThat(acknowledge(ANN, List.of(first))).isEqualTo(1);
        inbox = b;
        assertThat(acknowledge(ANN, List.of(first))).isZero();
        assertThat(waiting(ANN)).containsExactly("2");
        assertThat(keep(ANN, "3")).isGreaterThan(second);
    }

    @Test
    void aKeyThatIsInFlightOnTwoNodesKeepsOneMessage() throws IOException {
        Inbox a = node(MANY);
        Inbox b = node(MANY);
        List<Answer<Long>> byA = new ArrayList<>();
        List<Answer<Long>> byB = new ArrayList<>();

        for (int i = 0; i < 200; i++) {
            byA.add(new Answer<>());
            byB.add(new Answer<>());
            a.keep(ANN, Payload.json("" + i), Map.of(), "key-" + i, byA.getLast());
            b.keep(ANN, Payload.json("" + i), Map.of(), "key-" + i, byB.getLast());
        }

        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            ids.add(byA.get(i).get());
            assertThat(byB.get(i).get()).isEqualTo(ids.getLast());
        }
        assertThat(ids).doesNotHaveDuplicates();
        inbox = b;
        assertThat(waiting(ANN)).hasSize(200);
        assertThat(a.kept() + b.kept()).isEqualTo(200);
    }

    @Test
    void nothingStaysInRedisForEver() throws IOException {
        keep(ANN, Payload.json("1"), Map.of(), "key");
        acknowledgeUpTo(ANN, keep(ANN, Payload.json("2"), Map.of(), "other"));
        keep(ANN, "3");

        try (RedisClient client = RedisClient.create(server.address());
                var connection = client.connect()) {
            List<String> keys = connection.sync().keys(prefix + ":*inbox*");
            assertThat(keys)
                    .hasSize(4)
                    .allSatisfy(key -> assertThat(connection.sync().pttl(key)).isPositive());
        }
    }

    @Test
    void whileRedisCantBeAskedNothingIsKept() {
        open.forEach(Redis::close);

        assertThatThrownBy(() -> keep(ANN, "1"))
                .isInstanceOf(IOException.class)
                .hasMessage("Redis does not answer: try again in a second");
        assertThatThrownBy(() -> waiting(ANN)).isInstanceOf(IOException.class);
    }
}
