package dev.parley.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.HubError;
import dev.parley.redis.RedisServer;
import dev.parley.redis.Topology;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisEngineTest extends SharedRedisContract {

    @TempDir
    static Path folder;

    private static RedisServer server;

    @BeforeAll
    static void startRedis() throws IOException {
        server = RedisServer.start(folder, "--save", "", "--appendonly", "no");
    }

    @AfterAll
    static void stopRedis() {
        server.close();
    }

    @Override
    Topology topology() {
        return new Topology.Standalone(List.of(server.address()));
    }

    @Test
    void aMasterThatBecomesAReplicaTakesNothingUntilItIsOneAgain() throws IOException {
        Node node = node("first");
        Node.Channel channel = listening(node, "c");
        channel.publish("a").value();
        RedisServer.redis(server, redis -> redis.replicaof("127.0.0.1", 1));
        HubError refused = channel.publish("b").error();
        assertThat(refused.temporary()).isTrue();
        loops.await(() -> !node.redis.isThere());
        RedisServer.redis(server, RedisCommands::replicaofNoOne);
        loops.await(() -> channel.publish("c").succeeded());
        loops.await(node.redis::isThere);
        assertThat(channel.heard).doesNotContain("b", "break");
    }

    @Test
    void aFullMemoryIsToldAndStopsNothingElse() throws IOException {
        Node node = node("first");
        Node.Channel channel = listening(node, "c");
        RedisServer.redis(server, redis -> redis.configSet("maxmemory", "1"));
        assertThat(channel.publish("a").error().message()).isEqualTo("the memory of Redis is full");
        assertThat(node.redis.isThere()).isTrue();
        RedisServer.redis(server, redis -> redis.configSet("maxmemory", "0"));
        channel.publish("b").value();
    }

    @Test
    void whatIsClosedLeavesNoThread() throws IOException {
        Node node = node("first");
        listening(node, "c");
        Set<Thread> before = ours();
        assertThat(before).isNotEmpty();
        node.close();
        engine.close();
        close();
        loops.await(() -> before.stream().noneMatch(Thread::isAlive));
    }

    private static Set<Thread> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().startsWith("parley-"))
                .collect(Collectors.toSet());
    }
}
