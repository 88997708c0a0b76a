package dev.parley.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a Redis says of itself.
///
/// @param info its INFO, by name
/// @param config what it says of its configuration; empty where that is forbidden
record Facts(Map<String, String> info, Map<String, String> config) {

    private static final int OLDEST = 602;
    private static final int OLDEST_IN_CLUSTER = 700;

    static Facts of(Shard shard) throws Unanswered {
        Map<String, String> info = new HashMap<>();
        for (String section : List.of("server", "replication", "persistence", "cluster")) {
            for (String line : shard.await(shard.own().info(section)).split("\r?\n")) {
                int end = line.indexOf(':');
                if (end > 0) {
                    info.put(line.substring(0, end), line.substring(end + 1));
                }
            }
        }
        Map<String, String> config = new HashMap<>();
        for (String name : List.of("appendonly", "appendfsync", "save", "maxmemory", "maxmemory-policy")) {
            try {
                config.putAll(shard.await(shard.own().configGet(name)));
            } catch (Unanswered forbidden) {
                break;
            }
        }
        return new Facts(info, config);
    }

    String version() {
        return info.getOrDefault("valkey_version", info.getOrDefault("redis_version", "?"));
    }

    boolean isReplica() {
        return "slave".equals(info.get("role"));
    }

    private int number() {
        String[] parts = info.getOrDefault("redis_version", "0.0").split("\\.");
        try {
            return Integer.parseInt(parts[0]) * 100 + (parts.length > 1 ? Integer.parseInt(parts[1]) : 0);
        } catch (NumberFormatException strange) {
            return 0;
        }
    }

    /// @throws IOException when it is too old, or not what it was said to be, with one sentence that says what to do
    void refuseUnlessUsable(boolean inCluster, RedisOptions options) throws IOException {
        if (number() < OLDEST) {
            throw new IOException("Redis " + version() + " is too old: use 6.2 or newer, best 7 or newer");
        }
        boolean isCluster = "1".equals(info.get("cluster_enabled"));
        if (inCluster && !isCluster) {
            throw new IOException("this Redis is not part of a Cluster: name it with engine.redis.address");
        }
        if (!inCluster && isCluster) {
            throw new IOException("this Redis is part of a Cluster: name it with engine.redis.cluster_address");
        }
        if (inCluster && number() < OLDEST_IN_CLUSTER) {
            throw new IOException("Redis " + version()
                    + " has no sharded publish/subscribe, without which each node of a Cluster would get every message:"
                    + " use 7.0 or newer for a Cluster, or several Redis by themselves (engine.redis.address)");
        }
        if (inCluster && options.access().database() != 0) {
            throw new IOException("a Cluster has no databases: leave out engine.redis.db, and set engine.redis.prefix");
        }
    }

    Promise promise() {
        String appendOnly = config.get("appendonly");
        if (appendOnly == null) {
            return "1".equals(info.get("aof_enabled")) || info.get("aof_enabled") == null
                    ? Promise.UNKNOWN
                    : Promise.SNAPSHOT;
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
                    + ", so it may forget channels when its memory is full: set it to " + "noeviction");
        }
        return warnings;
    }
}
