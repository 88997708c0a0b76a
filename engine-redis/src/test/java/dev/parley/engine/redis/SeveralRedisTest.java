package dev.parley.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.redis.RedisServer;
import dev.parley.redis.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On two Redis that know nothing of each other and share the channels.
class SeveralRedisTest extends SharedRedisContract {

    @TempDir
    static Path folder;

    private static RedisServer first;
    private static RedisServer second;

    @BeforeAll
    static void startRedis() throws IOException {
        first = RedisServer.start(folder.resolve("a"), "--save", "", "--appendonly", "no");
        second = RedisServer.start(folder.resolve("b"), "--save", "", "--appendonly", "no");
    }

    @AfterAll
    static void stopRedis() {
        first.close();
        second.close();
    }

    @Override
    Topology topology() {
        return new Topology.Standalone(List.of(first.address(), second.address()));
    }

    @Test
    void whileOneIsAwayOnlyItsChannelsAre() throws IOException {
        Node node = node("first");
        List<Node.Channel> all =
                IntStream.range(0, 20).mapToObj(i -> listening(node, "c" + i)).toList();
        second.kill();
        List<String> refused = refusedBy(all, "a");
        assertThat(refused).hasSizeBetween(1, 19).isEqualTo(refusedBy(all, "b"));
        loops.await(() -> !node.redis.isThere());
        second.start();
        loops.await(() -> refusedBy(all, "c").isEmpty());
    }

    private static List<String> refusedBy(List<Node.Channel> all, String text) {
        return all.stream()
                .filter(each -> each.publish(text).error() != null)
                .map(each -> each.channel.toString())
                .toList();
    }
}
