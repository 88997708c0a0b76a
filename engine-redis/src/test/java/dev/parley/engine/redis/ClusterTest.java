package dev.parley.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.ChannelName;
import dev.parley.hub.EngineChannel;
import dev.parley.hub.Retention;
import dev.parley.redis.Access;
import dev.parley.redis.RedisCluster;
import dev.parley.redis.RedisOptions;
import dev.parley.redis.RedisServer;
import dev.parley.redis.Topology;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On a Redis Cluster of three masters, of which the first has a replica.
class ClusterTest extends SharedRedisContract {

    @TempDir
    static Path folder;

    private static RedisCluster cluster;

    @BeforeAll
    static void startRedis() throws IOException {
        cluster = RedisCluster.start(folder, 3, 1);
        cluster.let(documented("~"));
    }

    @AfterAll
    static void stopRedis() {
        cluster.close();
    }

    @Override
    Topology topology() {
        return new Topology.Cluster(cluster.addresses());
    }

    @Override
    RedisOptions options(String name) {
        RedisOptions options = super.options(name);
        return options.withPrefix("parley:" + options.prefix()).withAccess(new Access("parley", "PASSWORD", 0, null));
    }

    /// A channel whose slot that master carries.
    private static String on(Node node, RedisServer master) {
        for (int i = 0; ; i++) {
            String name = "c" + i;
            if (cluster.owner(slot(node, name)) == master) {
                return name;
            }
        }
    }

    private static int slot(Node node, String channel) {
        return SlotHash.getSlot(Keys.of(node.redis, new ChannelName(channel)).meta());
    }

    private static void assertInOrder(Node.Channel channel) {
        assertThat(channel.offsets)
                .isEqualTo(LongStream.rangeClosed(1, channel.offsets.size())
                        .boxed()
                        .toList());
        assertThat(channel.heard).doesNotContain("break");
    }

    @Test
    void whenAMasterDiesItsReplicaTakesOverAndTheOthersGoOn() throws IOException {
        Node first = node("first");
        Node second = node("second");
        RedisServer master = cluster.master(0);
        RedisServer replica = cluster.replicaOf(0);
        String name = on(first, master);
        Node.Channel one = listening(first, name);
        Node.Channel two = listening(second, name);
        one.publish("a").value();
        loops.await(() -> two.heard.contains("a"));
        String log = text(Keys.of(first.redis, new ChannelName(name)).log());
        loops.await(() -> replica.ask(redis -> {
                    redis.readOnly();
                    return redis.xlen(log);
                })
                == 1);
        master.kill();
        assertThat(one.publish("b").error().temporary()).isTrue();
        loops.await(() -> one.publish("c").succeeded());
        loops.await(() -> two.heard.contains("c") && first.redis.isThere() && second.redis.isThere());
        assertInOrder(two);
        assertThat(two.heard).doesNotContain("b").isEqualTo(one.heard);
        loops.await(() -> first.redis.underWay() == 0);
        master.start();
        cluster.awaitWhole();
    }

    @Test
    void aChannelWhoseSlotMovesWhileItIsPublishedOnLosesAndRepeatsNothing() throws IOException {
        Node first = node("first");
        Node.Channel one = listening(first, on(first, cluster.master(1)));
        Node.Channel two = listening(node("second"), one.name);
        List<Node.Got<EngineChannel.Outcome>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(one.publish("before " + i));
        }
        int slot = slot(first, one.name);
        cluster.move(slot, cluster.master(2), () -> {
            for (int i = 0; i < 10; i++) {
                all.add(one.publish("halfway " + i));
            }
            loops.await(() -> all.stream().allMatch(Node.Got::isThere));
        });
        for (int i = 0; i < 10; i++) {
            all.add(one.publish("after " + i));
        }
        all.forEach(Node.Got::value);
        loops.await(() -> one.heard.size() >= 30 && two.heard.size() >= 30);
        assertInOrder(two);
        assertThat(two.heard).hasSize(30).isEqualTo(one.heard);
        two.stopListening();
        two.listen();
        one.publish("last").value();
        loops.await(() -> two.heard.contains("last"));
        assertThat(cluster.owner(slot)).isSameAs(cluster.master(2));
    }

    @Test
    void aChannelWithoutHistoryIsHeardWhereverItsSlotIs() throws IOException {
        Node first = node("first");
        String name = on(first, cluster.master(2));
        Node.Channel one = first.open(name, Retention.NONE);
        Node.Channel two = node("second").open(name, Retention.NONE);
        one.listen();
        two.listen();
        cluster.move(slot(first, name), cluster.master(1), () -> {});
        loops.await(() -> {
            one.publish("x").value();
            return two.heard.contains("x");
        });
    }
}
