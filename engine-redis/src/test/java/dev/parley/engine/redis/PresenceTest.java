package dev.parley.engine.redis;

import static dev.parley.hub.EngineContract.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.ClientInfo;
import dev.parley.redis.Cable;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RestoreArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Who is present, and who is said to have come and gone, whatever happens between.
class PresenceTest extends NodesOnRedis {

    private static void come(Node.Channel channel, String... clients) {
        channel.run(() -> {
            for (String each : clients) {
                channel.channel.enter(client(each));
                channel.channel.joined(client(each));
            }
        });
    }

    private static void go(Node.Channel channel, String... clients) {
        channel.run(() -> {
            for (String each : clients) {
                channel.channel.leave(client(each));
                channel.channel.left(client(each));
            }
        });
    }

    private void awaitPresent(Node.Channel channel, String... clients) {
        Set<String> wanted = Set.of(clients);
        loops.await(() -> channel.presence().keySet().equals(wanted));
    }

    @Test
    void whoLeavesWhileRedisIsAwayIsNoGhostAndLeavesOnce() throws IOException {
        try (Cable cable = new Cable(server)) {
            Node.Channel one = node("one", cable).open("c", HOUR);
            Node.Channel two = node("two").open("c", HOUR);
            two.listen();
            come(one, "c1", "c2");
            loops.await(() -> two.heard.contains("+c2"));
            cable.cut();
            go(one, "c1");
            one.run(() -> one.channel.enter(client("c3")));
            cable.mend();
            awaitPresent(two, "c2", "c3");
            go(one, "c2");
            loops.await(() -> two.heard.contains("-c2"));
            assertThat(two.heard).containsExactly("+c1", "+c2", "-c1", "-c2");
        }
    }

    @Test
    void whoWasTakenForGoneWithTheirNodeComesAgain() throws IOException {
        try (Cable cable = new Cable(server)) {
            Node.Channel one = node("one", cable).open("c", HOUR);
            Node.Channel two = node("two").open("c", HOUR);
            two.listen();
            come(one, "c1");
            loops.await(() -> two.heard.contains("+c1"));
            cable.cut();
            loops.await(() -> two.heard.contains("-c1"));
            assertThat(two.presence()).isEmpty();
            cable.mend();
            awaitPresent(two, "c1");
            go(one, "c1");
            awaitPresent(two);
            loops.await(() -> two.heard.size() > 3); // it is said another way than it is asked
            assertThat(two.heard).containsExactly("+c1", "-c1", "+c1", "-c1");
        }
    }

    @Test
    void whoWasThereWhenRedisForgotIsThereStill() throws IOException {
        Node.Channel one = node("one").open("c", HOUR);
        Node.Channel two = node("two").open("c", HOUR);
        two.listen();
        come(one, "c1");
        loops.await(() -> two.heard.contains("+c1"));
        redis(RedisCommands::flushall);
        awaitPresent(two, "c1");
        assertThat(two.heard.stream().filter(each -> each.endsWith("c1"))).containsExactly("+c1");
    }

    @Test
    void whoLeavesWhenRedisHasForgottenThemIsSaidToHaveLeft() throws IOException {
        Node.Channel one = node("one").open("c", HOUR);
        Node.Channel two = node("two").open("c", HOUR);
        two.listen();
        come(one, "c1");
        loops.await(() -> two.heard.contains("+c1"));
        redis(redis -> redis.del(text(keys().present())));
        go(one, "c1");
        loops.await(() -> two.heard.contains("-c1"));
        assertThat(two.heard).containsExactly("+c1", "-c1");
    }

    @Test
    void whoIsInAnOlderCopyAndHasLeftIsNoGhost() throws IOException {
        Node.Channel one = node("one").open("c", HOUR);
        Node.Channel two = node("two").open("c", HOUR);
        two.listen();
        come(one, "c1");
        awaitPresent(two, "c1");
        byte[] at = Keys.at(keys().bucket(), "one");
        try (RedisClient client = RedisClient.create(server.address());
                var connection = client.connect(ByteArrayCodec.INSTANCE)) {
            byte[] here = connection.sync().dump(keys().present());
            byte[] counts = connection.sync().dump(at);
            go(one, "c1");
            come(one, "c2");
            awaitPresent(two, "c2");
            connection
                    .sync()
                    .restore(keys().present(), here, RestoreArgs.Builder.ttl(0).replace());
            connection.sync().restore(at, counts, RestoreArgs.Builder.ttl(0).replace());
        }
        awaitPresent(two, "c2");
        loops.await(() -> two.heard.size() > 2);
        assertThat(two.heard).containsExactly("+c1", "-c1", "+c2");
    }

    /// A way that breaks again and again.
    @Test
    void presenceIsTheTruthHoweverOftenTheWayBreaks() throws IOException {
        Random random = new Random(8);
        try (Cable cable = new Cable(server)) {
            Node.Channel one = node("one", cable).open("c", HOUR);
            Node.Channel two = node("two").open("c", HOUR);
            Set<String> there = new TreeSet<>();
            for (int round = 0; round < 8; round++) {
                for (int i = 0; i < 20; i++) {
                    String client = "c" + random.nextInt(12);
                    if (there.remove(client)) {
                        go(one, client);
                    } else {
                        there.add(client);
                        come(one, client);
                    }
                    if (i == 10) {
                        cable.cut();
                    }
                }
                cable.mend();
                if (random.nextBoolean()) {
                    awaitPresent(two, there.toArray(String[]::new));
                }
            }
            awaitPresent(two, there.toArray(String[]::new));
            Map<String, ClientInfo> all = one.presence();
            assertThat(all.keySet()).isEqualTo(there);
        }
    }
}
