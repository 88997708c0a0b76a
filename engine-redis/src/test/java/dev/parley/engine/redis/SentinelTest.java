package dev.parley.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.ChannelName;
import dev.parley.redis.Access;
import dev.parley.redis.RedisSentinels;
import dev.parley.redis.RedisServer;
import dev.parley.redis.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On a master with a replica, which sentinels watch.
class SentinelTest extends SharedRedisContract {

    @TempDir
    static Path folder;

    private static RedisSentinels sentinels;

    @BeforeAll
    static void startRedis() throws IOException {
        sentinels = RedisSentinels.start(folder);
        sentinels.let(documented("-@all +@connection"));
    }

    @AfterAll
    static void stopRedis() {
        sentinels.close();
    }

    @Override
    Topology topology() {
        return new Topology.Sentinel(
                sentinels.addresses(), RedisSentinels.MASTER, new Access("parley", "PASSWORD", 0, null));
    }

    @Test
    void whenTheMasterDiesPublishersAreToldAndNodesGoOnWithItsReplica() throws IOException {
        Node first = node("first");
        Node.Channel one = listening(first, "c");
        Node.Channel two = listening(node("second"), "c");
        one.publish("a").value();
        loops.await(() -> two.heard.contains("a"));
        RedisServer master = sentinels.master();
        RedisServer replica = sentinels.replica();
        String log = text(Keys.of(first.redis, new ChannelName("c")).log());
        loops.await(() -> replica.ask(redis -> redis.xlen(log)) == 1);
        master.kill();
        assertThat(one.publish("b").error().temporary()).isTrue();
        loops.await(() -> !first.redis.isThere());
        loops.await(() -> one.publish("c").succeeded());
        loops.await(() -> two.heard.contains("c") && first.redis.isThere());
        loops.await(() -> first.redis.underWay() == 0);
        assertThat(two.offsets)
                .isEqualTo(LongStream.rangeClosed(1, two.offsets.size()).boxed().toList());
        assertThat(two.heard).doesNotContain("b", "break").isEqualTo(one.heard);
    }
}
