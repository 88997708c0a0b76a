package dev.parley.auth.token;

import static dev.parley.auth.token.Change.asked;
import static dev.parley.auth.token.Change.made;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.auth.token.Change.Answer;
import dev.parley.redis.Cable;
import dev.parley.redis.Redis;
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
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Several nodes on one Redis, each with a way of its own to it.
@Timeout(60)
class RevocationNodesTest {

    private static final long NOW = Clock.START;

    @TempDir
    Path folder;

    private final Clock clock = new Clock();
    private final List<Node> nodes = new ArrayList<>();
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
    private RedisServer server;

    private final class Node implements Revocations.Listener, AutoCloseable {
        final Cable cable = new Cable(server);
        final Redis redis = new Redis(
                RedisOptions.at(cable.address(), "node-" + nodes.size())
                        .withPatience(Duration.ofSeconds(2))
                        .withCheck(Duration.ofSeconds(2))
                        .withGone(Duration.ofSeconds(3)),
                new Random(nodes.size()),
                1);
        final Set<String> heard = ConcurrentHashMap.newKeySet();
        final Revocations revocations;

        Node() throws IOException {
            redis.start();
            revocations = Revocations.load(redis, clock, System::nanoTime, new Random(nodes.size()));
            revocations.tell(this);
            ticks.scheduleWithFixedDelay(revocations::tick, 20, 20, TimeUnit.MILLISECONDS);
            nodes.add(this);
        }

        @Override
        public void revoked(Set<String> ids) {
            heard.addAll(ids);
        }

        @Override
        public void invalidated(Map<String, Long> before) {
            before.forEach((user, second) -> heard.add(user + " before " + second));
        }

        @Override
        public void blocked(Set<String> users) {
            heard.addAll(users);
        }

        void awaitCurrent() {
            await().until(revocations::isCurrent);
        }

        @Override
        public void close() throws IOException {
            revocations.close();
            redis.close();
            cable.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = RedisServer.start(folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always");
    }

    @AfterEach
    void stop() throws IOException {
        ticks.shutdownNow();
        for (Node node : nodes) {
            node.close();
        }
        server.close();
    }

    private <T> T redis(Function<RedisCommands<String, String>, T> task) {
        try (RedisClient client = RedisClient.create(server.address());
                var connection = client.connect()) {
            return task.apply(connection.sync());
        }
    }

    private String key(Function<SharedKeys, byte[]> key) {
        return new String(key.apply(SharedKeys.of(nodes.getFirst().redis, "blocked")), StandardCharsets.UTF_8);
    }

    @Test
    void whatOneNodeTakesBackHoldsOnAllOnceItIsAnswered() throws Exception {
        Node a = new Node();
        Node b = new Node();
        Node c = new Node();

        made(done -> a.revocations.block("ann", 0, done));
        assertThat(b.revocations.isBlocked("ann")).isTrue();
        assertThat(c.revocations.isBlocked("ann")).isTrue();
        made(done -> b.revocations.revoke("t-1", 0, done));
        assertThat(a.revocations.isRevoked("t-1")).isTrue();
        assertThat(c.revocations.isRevoked("t-1")).isTrue();
        made(done -> c.revocations.invalidate("bob", NOW, 0, done));
        assertThat(a.revocations.isInvalid("bob", NOW - 1)).isTrue();
        assertThat(b.revocations.isInvalid("bob", NOW - 1)).isTrue();
        assertThat(b.revocations.isInvalid("bob", NOW)).isFalse();
        made(done -> c.revocations.unblock("ann", done));
        assertThat(a.revocations.isBlocked("ann")).isFalse();
        assertThat(b.revocations.isBlocked("ann")).isFalse();

        assertThat(nodes)
                .allSatisfy(
                        node -> assertThat(node.heard).containsExactlyInAnyOrder("ann", "t-1", "bob before " + NOW));
    }

    @Test
    void aNodeThatIsCutOffLetsNobodyInUntilItKnowsWhatItHasMissed() throws Exception {
        Node a = new Node();
        Node b = new Node();
        assertThat(b.revocations.isCurrent()).isTrue();
        b.cable.cut();

        made(done -> a.revocations.block("ann", 0, done));
        assertThat(b.revocations.isCurrent()).isFalse();
        assertThat(b.revocations.isBlocked("ann")).isFalse();

        b.cable.mend();
        b.awaitCurrent();
        assertThat(b.revocations.isBlocked("ann")).isTrue();
        assertThat(b.heard).containsExactly("ann");
        made(done -> a.revocations.block("bob", 0, done));
        assertThat(b.revocations.isBlocked("bob")).isTrue();
    }

    @Test
    void aNodeThatWasAwayForMoreThanTheLogReachesReadsAll() throws Exception {
        Node a = new Node();
        Node b = new Node();
        made(done -> a.revocations.block("ann", 0, done));
        b.cable.cut();
        made(done -> a.revocations.unblock("ann", done));
        made(done -> a.revocations.block("bob", 0, done));
        redis(it -> it.xtrim(key(SharedKeys::log), 1));

        b.cable.mend();

        b.awaitCurrent();
        assertThat(b.revocations.isBlocked("ann")).isFalse();
        assertThat(b.revocations.isBlocked("bob")).isTrue();
        assertThat(b.heard).containsExactly("ann", "bob");
    }

    @Test
    void whatRedisHasLostIsPutBackByWhoKnowsIt() throws Exception {
        Node a = new Node();
        Node b = new Node();
        made(done -> a.revocations.block("ann", 0, done));
        made(done -> b.revocations.block("bob", NOW + 5, done));
        made(done -> b.revocations.revoke("t-1", 0, done));

        redis(RedisCommands::flushall);

        await().until(() -> redis(it -> it.hlen(key(SharedKeys::marks))) == 2);
        await().until(() -> redis(it -> it.keys("*revoked*").stream().anyMatch(key -> key.contains(":marks:"))));
        Node c = new Node();
        assertThat(c.revocations.isBlocked("ann")).isTrue();
        assertThat(c.revocations.isBlocked("bob")).isTrue();
        assertThat(c.revocations.isRevoked("t-1")).isTrue();
        made(done -> a.revocations.unblock("ann", done));
        assertThat(nodes)
                .noneSatisfy(
                        node -> assertThat(node.revocations.isBlocked("ann")).isTrue());
        clock.set(NOW + 5);
        assertThat(c.revocations.isBlocked("bob")).isFalse();
    }

    @Test
    void whileRedisIsAwayLookupsGoOnAndChangesAreRefused() throws Exception {
        Node a = new Node();
        made(done -> a.revocations.block("ann", 0, done));
        server.kill();

        assertThat(asked(done -> a.revocations.block("bob", 0, done)).bad())
                .hasMessage("Redis does not answer: try again in a second");
        assertThat(a.revocations.isBlocked("ann")).isTrue();
        assertThat(a.revocations.isBlocked("bob")).isFalse();
        await().until(() -> !a.revocations.isCurrent());

        server.start();
        a.awaitCurrent();
        made(done -> a.revocations.block("bob", 0, done));
        assertThat(a.revocations.isBlocked("ann")).isTrue();
    }

    @Test
    void nodesThatChangeTheSameNamesAtOnceAgreeInTheEnd() throws Exception {
        for (int i = 0; i < 3; i++) {
            new Node();
        }
        Random random = new Random(3);
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            Revocations one = nodes.get(random.nextInt(3)).revocations;
            String user = "u" + random.nextInt(20);
            boolean blocks = random.nextBoolean();
            answers.add(asked(done -> {
                if (blocks) {
                    one.block(user, 0, done);
                } else {
                    one.unblock(user, done);
                }
            }));
        }
        for (Answer answer : answers) {
            answer.good();
        }

        Set<String> blocked = Set.copyOf(redis(it -> it.hkeys(key(SharedKeys::marks))));
        assertThat(blocked).isNotEmpty();
        for (int i = 0; i < 20; i++) {
            String user = "u" + i;
            assertThat(nodes)
                    .allSatisfy(
                            node -> assertThat(node.revocations.isBlocked(user)).isEqualTo(blocked.contains(user)));
        }
    }
}
