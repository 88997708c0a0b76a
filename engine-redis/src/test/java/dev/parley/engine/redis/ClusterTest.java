package dev.parley.engine.redis;

import dev.parley.redis.RedisCluster;
import dev.parley.redis.Topology;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// On a Redis Cluster of three masters, of which the first has a replica.
class ClusterTest extends SharedRedisContract {

    @TempDir
    static Path folder;

    private static RedisCluster cluster;

    @BeforeAll
    static void startRedis() throws IOException {
        cluster = RedisCluster.start(folder, 3, 1);
    }

    @AfterAll
    static void stopRedis() {
        cluster.close();
    }

    @Override
    Topology topology() {
        return new Topology.Cluster(cluster.addresses());
    }
}
