package dev.parley.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// A master, its replica, and three sentinels that make the replica the master soon after it is lost.
public final class RedisSentinels implements AutoCloseable {

    /// What the sentinels call the master.
    public static final String MASTER = "mymaster";

    private final List<RedisServer> servers = new ArrayList<>();
    private final List<RedisServer> sentinels = new ArrayList<>();

    private RedisSentinels() {}

    public static RedisSentinels start(Path folder) throws IOException {
        RedisSentinels all = new RedisSentinels();
        try {
            all.begin(folder);
        } catch (IOException | RuntimeException failed) {
            all.close();
            throw failed;
        }
        return all;
    }

    private void begin(Path folder) throws IOException {
        String[] options = {"--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0"};
        RedisServer master = RedisServer.start(folder.resolve("a"), options);
        servers.add(master);
        RedisServer replica = RedisServer.start(folder.resolve("b"), options);
        servers.add(replica);
        RedisServer.redis(replica, redis -> redis.replicaof("127.0.0.1", master.port()));
        for (int i = 0; i < 3; i++) {
            Path own = Files.createDirectories(folder.resolve("s" + i));
            Path file = Files.writeString(own.resolve("sentinel.conf"), """
                    sentinel monitor %1$s 127.0.0.1 %2$d 2
                    sentinel down-after-milliseconds %1$s 3000
                    sentinel failover-timeout %1$s 5000
                    """.formatted(MASTER, master.port()));
            sentinels.add(RedisServer.start(own, file.toString(), "--sentinel"));
        }
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(this::isComplete);
    }

    /// Whether all sentinels know of each other, and of a replica that follows the master.
    private boolean isComplete() {
        return sentinels.stream().allMatch(sentinel -> {
            try (RedisClient client = RedisClient.create();
                    StatefulRedisSentinelConnection<String, String> connection =
                            client.connectSentinel(RedisURI.create(sentinel.address()))) {
                return "2".equals(connection.sync().master(MASTER).get("num-other-sentinels"))
                        && connection.sync().slaves(MASTER).stream()
                                .anyMatch(each -> "ok".equals(each.get("master-link-status")));
            }
        });
    }

    /// Of the sentinels.
    public List<String> addresses() {
        return sentinels.stream().map(RedisServer::address).toList();
    }

    /// Lets somebody ask the sentinels.
    public void let(String rule) {
        sentinels.forEach(each -> each.let(rule));
    }

    /// Who takes writes.
    public RedisServer master() {
        return withRole("master");
    }

    public RedisServer replica() {
        return withRole("slave");
    }

    private RedisServer withRole(String role) {
        return servers.stream()
                .filter(each -> each.isRunning() && role.equals(each.role()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no " + role));
    }

    @Override
    public void close() {
        sentinels.forEach(RedisServer::close);
        servers.forEach(RedisServer::close);
    }
}
