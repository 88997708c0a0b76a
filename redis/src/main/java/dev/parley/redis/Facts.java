package dev.parley.redis;

import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

/// What a Redis says of itself.
///
/// @param info its INFO, and where it is of a Cluster its CLUSTER INFO, by name
/// @param config what it says of its configuration; empty where that is forbidden
record Facts(Map<String, String> info, Map<String, String> config) {

    private static final int OLDEST = 602;
    private static final int OLDEST_IN_CLUSTER = 700;

    static Facts of(Shard shard, boolean inCluster) throws Unanswered {
        RedisAsyncCommands<byte[], byte[]> redis = shard.own();
        List<Future<String>> said = new ArrayList<>();
        for (String section : List.of("server", "replication", "persistence", "cluster")) {
            said.add(redis.info(section));
        }
        List<Future<Map<String, String>>> configured = new ArrayList<>();
        for (String name : List.of("appendonly", "appendfsync", "save", "maxmemory", "maxmemory-policy")) {
            configured.add(redis.configGet(name));
        }
        Map<String, String> info = new HashMap<>();
        for (Future<String> each : said) {
            read(shard.await(each), info);
        }
        if (inCluster && "1".equals(info.get("cluster_enabled"))) {
            read(shard.await(redis.clusterInfo()), info);
        }
        Map<String, String> config = new HashMap<>();
        for (Future<Map<String, String>> each : configured) {
            try {
                config.putAll(shard.await(each));
            } catch (Unanswered forbidden) {
                break;
            }
        }
        return new Facts(info, config);
    }

    private static void read(String lines, Map<String, String> into) {
        for (String line : lines.split("\r?\n")) {
            int end = line.indexOf(':');
            if (end > 0) {
                into.put(line.substring(0, end), line.substring(end + 1));
            }
        }
    }

    String version() {
        return info.getOrDefault("valkey_version", info.getOrDefault("redis_version", "?"));
    }

    private int number() {
        String[] parts = info.getOrDefault("redis_version", "0.0").split("\\.");
        try {
            return Integer.parseInt(parts[0]) * 100 + (parts.length > 1 ? Integer.parseInt(parts[1]) : 0);
        } catch (NumberFormatException strange) {
            return 0;
        }
    }

    /// @throws IOException when it is too old, not what it was said to be, or not ready, with one sentence that says what to do
    void refuseUnlessUsable(Topology topology, RedisOptions options) throws IOException {
        boolean inCluster = topology instanceof Topology.Cluster;
        boolean isCluster = "1".equals(info.get("cluster_enabled"));
        boolean isReplica = "slave".equals(info.get("role"));
        if (number() < OLDEST) {
            throw new IOException("Redis " + version() + " is too old: use 6.2 or newer, best 7 or newer");
        }
        if (inCluster && !isCluster) {
            throw new IOException("it is not part of a Cluster: name it with engine.redis.address");
        }
        if (!inCluster && isCluster) {
            throw new IOException("it is part of a Cluster: name it with engine.redis.cluster_address");
        }
        if (inCluster && number() < OLDEST_IN_CLUSTER) {
            throw new IOException("Redis " + version()
                    + " has no sharded publish/subscribe, without which each node of a Cluster would get every message:"
                    + " use 7.0 or newer for a Cluster, or several Redis by themselves (engine.redis.address)");
        }
        if (isReplica) {
            throw new IOException("it is a replica, which takes no writes"
                    + (topology instanceof Topology.Standalone
                            ? ": name its master, or the sentinels that know it (engine.redis.sentinel_address)"
                            : ""));
        }
        if ("1".equals(info.get("loading")) || "1".equals(info.get("async_loading"))) {
            throw new IOException("it is still reading its data: wait until it has");
        }
        if (inCluster && !"ok".equals(info.getOrDefault("cluster_state", "ok"))) {
            throw new IOException("its Cluster is not whole: see `redis-cli --cluster check`");
        }
    }

    Promise promise() {
        String appendOnly = config.get("appendonly");
        if (appendOnly == null) {
            return "0".equals(info.get("aof_enabled")) ? Promise.SNAPSHOT : Promise.UNKNOWN;
        }
        if (appendOnly.equals("yes")) {
            return switch (config.getOrDefault("appendfsync", "")) {
                case "always" -> Promise.KILL;
                case "no" -> Promise.SYSTEM;
                default -> Promise.LAST_SECOND;
            };
        }
        return config.getOrDefault("save", "").isEmpty() ? Promise.NOTHING : Promise.SNAPSHOT;
    }

    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        String policy = config.getOrDefault("maxmemory-policy", "noeviction");
        if (!policy.equals("noeviction")
                && !config.getOrDefault("maxmemory", "0").equals("0")) {
            warnings.add("maxmemory-policy is " + policy
                    + ", so it may forget channels when its memory is full: set it to noeviction");
        }
        return warnings;
    }
}
