package dev.parley.redis;

import java.util.List;

/// How Redis is deployed. An address is `redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]`, with `rediss` over TLS.
public sealed interface Topology {

    /// One, or several that know nothing of each other: then each carries its share of the buckets.
    ///
    /// @param addresses the same ones, in the same order, on all nodes
    record Standalone(List<String> addresses) implements Topology {
        public Standalone {
            addresses = some(addresses);
        }
    }

    /// A master with replicas, of which sentinels make another the master when it is lost.
    ///
    /// @param addresses of the sentinels
    /// @param master what they call it
    /// @param access to the sentinels
    record Sentinel(List<String> addresses, String master, Access access) implements Topology {
        public Sentinel {
            addresses = some(addresses);
        }
    }

    /// Some nodes of a Redis Cluster, by which the others are found. Redis 7.0 or newer, or Valkey.
    record Cluster(List<String> addresses) implements Topology {
        public Cluster {
            addresses = some(addresses);
        }
    }

    private static List<String> some(List<String> addresses) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("at least one address is needed");
        }
        return List.copyOf(addresses);
    }
}
