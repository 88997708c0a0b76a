package dev.parley.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.hub.ChannelName;
import dev.parley.hub.UserId;
import dev.parley.redis.RedisCluster;
import dev.parley.redis.RedisOptions;
import dev.parley.redis.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// All of it on a Cluster, where a script may touch what lies in one slot only.
@Timeout(60)
class ClusterTest {

    private static final int USERS = 50;

    @TempDir
    private Path folder;

    private final ManualTime time = new ManualTime();

    private SharedNode node(RedisCluster cluster, String name, OutboxOptions options) throws IOException {
        return new SharedNode(RedisOptions.of(new Topology.Cluster(cluster.addresses()), name), options, time);
    }

    @Test
    void usersComeAndGoOnNodesOfWhichOneDiesAndTheBackendIsToldInOrder() throws IOException {
        try (RedisCluster cluster = RedisCluster.start(folder, 3, 0);
                Backend backend = new Backend(_ -> Backend.Response.OK);
                HastyTimers timers = new HastyTimers()) {
            OutboxOptions options = new OutboxOptions(backend.url(), "secret", Duration.ofSeconds(5), 2, 1_000);
            SharedNode one = node(cluster, "one", options);
            SharedNode two = node(cluster, "two", options);
            Teller teller = new Teller(one.outbox, options, time, new Random(1), timers);
            teller.start();
            await().atMost(Duration.ofSeconds(10)).until(teller::isTelling);
            Users here = Users.shared(one.redis, UsersOptions.DEFAULT, one.outbox, time, time);
            Users there = Users.shared(two.redis, UsersOptions.DEFAULT, two.outbox, time, time);
            for (int i = 0; i < USERS; i++) {
                UserId user = new UserId("user-" + i);
                (i % 2 == 0 ? here : there).connected(user);
                two.outbox.add(new Event.Subscribed(user, "c", new ChannelName("news")), new Answer<>());
            }
            await().until(() -> backend.takenEvents().size() == 2 * USERS);
            for (int i = 0; i < USERS; i += 2) {
                here.gone(new UserId("user-" + i));
            }
            two.close();
            byte[] nodes = one.redis.bucket(0).key("nodes", "");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> one.redis.patient().call(one.redis.bucket(0), each -> each.zcard(nodes)) == 1);
            time.pass(Duration.ofSeconds(31));

            await().until(() -> backend.takenEvents().size() == 3 * USERS);
            for (int i = 0; i < USERS; i++) {
                assertThat(types(backend, "user-" + i)).endsWith("user_offline").containsOnlyOnce("user_online");
            }
            teller.close();
            one.close();
        }
    }

    private static List<Object> types(Backend backend, String user) {
        return backend.takenEvents().stream()
                .filter(event -> user.equals(event.get("user")))
                .map(event -> event.get("type"))
                .toList();
    }
}
