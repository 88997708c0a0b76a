package dev.parley.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.hub.ChannelName;
import dev.parley.hub.UserId;
import dev.parley.redis.RedisServer;
import dev.parley.redis.Unanswered;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Users and channels of several nodes, on Redis.
@Timeout(120)
class SharedUsersTest extends UsersContract {

    private static final ChannelName CHAT = new ChannelName("chat");

    @TempDir
    static Path folder;

    private static RedisServer server;
    private static int prefixes;

    private final String prefix = "u" + ++prefixes;
    private final List<Node> nodes = new ArrayList<>();

    /// A node with its users and channels.
    private final class Node {
        final SharedNode node;
        final Users users;
        final Channels channels;

        Node(String name) throws IOException {
            OutboxOptions options =
                    new OutboxOptions(URI.create("https://example.com"), "secret", Duration.ofSeconds(1), 1, 100);
            node = new SharedNode(server.address(), prefix, name, options, time);
            users = Users.shared(node.redis, UsersOptions.DEFAULT, node.outbox, time, time);
            channels = Channels.shared(node.redis, Duration.ZERO, node.outbox, time, time);
        }

        UserStatus status(UserId user) throws IOException {
            Answer<UserStatus> answer = new Answer<>();
            users.status(user, answer);
            return answer.get();
        }
    }

    @BeforeAll
    static void startRedis() throws IOException {
        server = RedisServer.start(folder, "--save", "", "--appendonly", "no");
    }

    @AfterAll
    static void stopRedis() {
        server.close();
    }

    @BeforeEach
    void open() throws IOException {
        Node one = open("one");
        one.node.outbox.beginTerm(1);
        users = one.users;
    }

    private Node open(String name) throws IOException {
        Node node = new Node(name);
        nodes.add(node);
        return node;
    }

    @AfterEach
    void close() {
        nodes.forEach(each -> each.node.close());
    }

    @Override
    Outbox outbox() {
        return nodes.getFirst().node.outbox;
    }

    @Override
    void settle() {
        nodes.forEach(each -> each.node.settle());
    }

    private <T> T redis(Function<RedisCommands<String, String>, T> task) {
        try (RedisClient client = RedisClient.create(server.address());
                var connection = client.connect()) {
            return task.apply(connection.sync());
        }
    }

    /// The node has gone for good, and the others have seen to it.
    private void die(Node dead) {
        nodes.remove(dead);
        String name = dead.node.redis.node();
        dead.node.close();
        String key = nodes.getFirst().node.text(0, "nodes", "");
        await().atMost(Duration.ofSeconds(10)).until(() -> redis(redis -> redis.zscore(key, name)) == null);
    }

    private void awaitEvents(String... events) {
        await().untilAsserted(() -> assertThat(events()).containsExactly(events));
    }

    @Test
    void aUserIsOnlineOnceForAllNodesAndOfflineWhenTheLastSessionHasGone() throws IOException {
        Node two = open("two");
        Node three = open("three");
        users.connected(ANN);
        two.users.connected(ANN);
        settle();
        assertThat(three.status(ANN)).isEqualTo(new UserStatus(true, seconds()));
        users.gone(ANN);
        time.pass(RETURN);
        awaitEvents("user_online ann");

        long went = seconds();
        two.users.gone(ANN);
        time.pass(GRACE.minusMillis(1));
        assertThat(three.status(ANN).online()).isTrue();
        time.pass(Duration.ofMillis(1));
        awaitEvents("user_online ann", "user_offline ann");
        for (Node each : nodes) {
            assertThat(each.status(ANN)).isEqualTo(new UserStatus(false, went));
        }
    }

    @Test
    void whoComesBackToAnotherNodeAfterTheirNodeHasDiedWasNeverAway() throws IOException {
        Node two = open("two");
        two.users.connected(ANN);
        two.users.connected(BOB);
        two.channels.occupied(CHAT);
        settle();
        time.pass(Duration.ofMinutes(2));
        long alive = seconds();
        settle();
        die(two);
        assertThat(status(ANN).online()).isTrue();

        time.pass(Duration.ofSeconds(29));
        users.connected(ANN);
        nodes.getFirst().channels.occupied(CHAT);
        settle();
        time.pass(Duration.ofSeconds(2));

        await().until(() -> !status(BOB).online());
        assertThat(status(BOB).lastSeenSeconds()).isBetween(alive - 60, alive);
        assertThat(status(ANN).online()).isTrue();
        nodes.getFirst().channels.vacated(CHAT);
        settle();
        assertThat(eventsOf("ann")).containsExactly("user_online");
        assertThat(eventsOf("bob")).containsExactly("user_online", "user_offline");
        assertThat(eventsOf("chat")).containsExactly("channel_occupied", "channel_vacated");
        List<String> left = redis(redis -> redis.keys(prefix + "*occupancy*"));
        assertThat(left).isEmpty();
    }

    @SuppressWarnings("unchecked")
    private List<Object> eventsOf(String name) throws IOException {
        return outbox().next(0, Set.of()).events().stream()
                .map(event -> (Map<String, Object>) Json.read(event.body()))
                .filter(event -> name.equals(event.get("user")) || name.equals(event.get("channel")))
                .map(event -> event.get("type"))
                .toList();
    }

    @Test
    void whoeverIsLeftFinishesWhatANodeThatDiedTooHadBegun() throws IOException {
        Node two = open("two");
        users.connected(BOB);
        two.users.connected(ANN);
        settle();
        die(two);
        time.pass(Duration.ofSeconds(20));
        Node three = open("three");
        Node one = nodes.getFirst();
        die(one);
        three.node.outbox.beginTerm(2);

        time.pass(RETURN);
        await().until(() -> !three.status(ANN).online() && !three.status(BOB).online());
        assertThat(eventsOf("ann")).containsExactly("user_online", "user_offline");
        assertThat(eventsOf("bob")).containsExactly("user_online", "user_offline");
        time.pass(Duration.ofMinutes(5));
        assertThat(eventsOf("ann")).hasSize(2);
    }

    @Test
    void aNodeThatWasTakenForGoneSaysAgainWhoIsThere() throws IOException, Unanswered {
        Node two = open("two");
        two.users.connected(ANN);
        settle();
        SharedNames burying = new SharedNames(
                nodes.getFirst().node.redis,
                SharedNames.Kind.USERS,
                GRACE,
                Duration.ofDays(1),
                nodes.getFirst().node.outbox,
                time,
                time);
        burying.bury("two", nodes.getFirst().node.redis.patient());
        String key = two.node.text(two.node.redis.bucket("u:ann").number(), "status", "ann");
        String nodesKey = two.node.text(0, "nodes", "");
        String gone = redis(redis -> redis.hget(key, "@two"));
        assertThat(gone).isNotEqualTo("1");
        redis(redis -> redis.zrem(nodesKey, "two"));

        await().until(() -> "1".equals(redis(redis -> redis.hget(key, "@two"))));
        time.pass(RETURN);
        settle();
        awaitEvents("user_online ann");
        assertThat(status(ANN).online()).isTrue();
    }

    @Test
    void whatRedisHasLostOrKeptTooLongIsPutRight() throws IOException {
        Node one = nodes.getFirst();
        users.connected(ANN);
        users.connected(BOB);
        settle();
        String names = one.node.text(one.node.redis.bucket("u:ann").number(), "status-at", "one");
        String ann = one.node.text(one.node.redis.bucket("u:ann").number(), "status", "ann");
        String bob = one.node.text(one.node.redis.bucket("u:bob").number(), "status", "bob");
        redis(redis -> redis.del(ann, names));
        users.gone(BOB);
        time.pass(GRACE);
        settle();
        String bobs = one.node.text(one.node.redis.bucket("u:bob").number(), "status-at", "one");
        redis(redis -> redis.hset(bob, Map.of("on", "1", "@one", "1")));
        redis(redis -> redis.sadd(bobs, "bob"));
        Node two = open("two");

        await().until(() -> {
            time.pass(Duration.ofMinutes(1));
            return two.status(ANN).online() && !two.status(BOB).online();
        });
    }

    /// Comings, goings and deaths at random: what the backend hears alternates, and ends with what is so.
    @Test
    void whatIsToldFollowsWhoIsThereWhateverNodesDie() throws IOException {
        long seed = Long.getLong("users.seed", 3);
        Random random = new Random(seed);
        List<UserId> names = List.of(ANN, BOB, new UserId("eve"));
        Map<Node, Map<UserId, Integer>> here = new HashMap<>();
        nodes.forEach(each -> here.put(each, new HashMap<>()));
        Map<Object, List<Object>> told = new HashMap<>();
        for (int step = 0; step < 300; step++) {
            Node node = nodes.get(random.nextInt(nodes.size()));
            UserId user = names.get(random.nextInt(names.size()));
            int sessions = here.get(node).getOrDefault(user, 0);
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    here.get(node).put(user, sessions + 1);
                    node.users.connected(user);
                }
                case 2, 3, 4 -> {
                    if (sessions > 0) {
                        here.get(node).put(user, sessions - 1);
                        node.users.gone(user);
                    }
                }
                case 5, 6 -> time.pass(Duration.ofMillis(random.nextInt(12_000)));
                default -> {
                    if (nodes.size() < 3) {
                        here.put(open("node-" + step), new HashMap<>());
                    } else if (random.nextInt(4) == 0) {
                        here.remove(node);
                        die(node);
                    }
                }
            }
        }
        for (int i = 0; i < 3; i++) {
            settle();
            time.pass(RETURN);
        }
        settle();

        nodes.getFirst().node.outbox.beginTerm(1_000);
        for (UserId user : names) {
            boolean there = here.values().stream().anyMatch(each -> each.getOrDefault(user, 0) > 0);
            await().untilAsserted(() -> {
                for (Node each : nodes) {
                    assertThat(each.status(user).online())
                            .as("%s, seed %d", user, seed)
                            .isEqualTo(there);
                }
            });
        }
        for (Batch batch = outbox().next(0, Set.of()); !batch.isEmpty(); batch = outbox().next(0, Set.of())) {
            for (Batch.Item event : batch.events()) {
                told.computeIfAbsent(event.key(), _ -> new ArrayList<>())
                        .add(((Map<?, ?>) Json.read(event.body())).get("type"));
            }
            outbox().taken(batch);
        }
        for (UserId user : names) {
            List<Object> events = told.get("u:" + user);
            for (int i = 0; i < events.size(); i++) {
                assertThat(events.get(i))
                        .as("%s, seed %d", user, seed)
                        .isEqualTo(i % 2 == 0 ? "user_online" : "user_offline");
            }
            boolean there = here.values().stream().anyMatch(each -> each.getOrDefault(user, 0) > 0);
            assertThat(events.size() % 2).as("%s, seed %d", user, seed).isEqualTo(there ? 1 : 0);
        }
    }

    @Test
    void anOrderlyStopIsNoGoingOffline() throws IOException {
        Node two = open("two");
        two.users.connected(ANN);
        settle();
        two.users.stop();
        two.channels.stop();
        two.users.gone(ANN);
        time.pass(GRACE);
        die(two);
        users.connected(ANN);
        time.pass(RETURN);

        awaitEvents("user_online ann");
    }

    @Test
    void changesThatFollowEachOtherAtOnceAreAllTold() throws IOException {
        Channels channels = nodes.getFirst().channels;
        for (int i = 0; i < 3; i++) {
            channels.occupied(CHAT);
            channels.vacated(CHAT);
        }

        await().until(() -> eventsOf("chat").size() == 6);
        assertThat(eventsOf("chat")).startsWith("channel_occupied", "channel_vacated", "channel_occupied");
        assertThat(channels.occupied()).isZero();
    }

    @Test
    void whenTheOutboxIsFullAChangeWaitsWithItsEvent() throws IOException {
        nodes.getFirst().node.outbox.counted(100, 1);
        users.connected(ANN);
        assertThat(events()).isEmpty();
        assertThat(open("two").status(ANN).online()).isFalse();

        nodes.getFirst().node.outbox.counted(0, 0);
        time.pass(GRACE);
        awaitEvents("user_online ann");
    }
}
