package dev.parley.redis;

import java.time.Duration;
import java.util.List;

/// Where Redis is, and how it is used.
///
/// @param prefix in front of all keys and channels, so that several sites may share a Redis
/// @param node what this node is called: unique among all that share the prefix, for ever
/// @param connectTimeout how long a connection may take to be made
/// @param patience after how long without an answer a connection is given up
/// @param check how often what is known of each channel that somebody listens to is compared with what Redis has, so that a
///     last message that nothing follows is missed no longer than this
/// @param gone after how long without a word a node counts as gone: then its sessions leave
/// @param inFlight requests of a node that may wait for an answer; more are refused
public record RedisOptions(
        Topology topology,
        Access access,
        String prefix,
        String node,
        Duration connectTimeout,
        Duration patience,
        Duration check,
        Duration gone,
        int inFlight) {

    public RedisOptions {
        if (node.isEmpty() || node.indexOf(' ') >= 0 || node.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a node's name has neither spaces nor line breaks in it");
        }
        if (prefix.indexOf('{') >= 0 || prefix.indexOf('}') >= 0) {
            throw new IllegalArgumentException("a prefix has no { or } in it, which say where keys lie in a Cluster");
        }
        if (connectTimeout.toMillis() < 1
                || patience.toMillis() < 1
                || check.toMillis() < 1
                || gone.toMillis() < 4
                || inFlight < 1) {
            throw new IllegalArgumentException("times, and what is in flight, are positive");
        }
    }

    public static RedisOptions at(String address, String node) {
        return of(new Topology.Standalone(List.of(address)), node);
    }

    /// The defaults.
    public static RedisOptions of(Topology topology, String node) {
        return new RedisOptions(
                topology,
                Access.OPEN,
                "parley",
                node,
                Duration.ofSeconds(1),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                Duration.ofSeconds(8),
                65_536);
    }

    public RedisOptions withAccess(Access other) {
        return new RedisOptions(topology, other, prefix, node, connectTimeout, patience, check, gone, inFlight);
    }

    public RedisOptions withNode(String other) {
        return new RedisOptions(topology, access, prefix, other, connectTimeout, patience, check, gone, inFlight);
    }

    public RedisOptions withPrefix(String other) {
        return new RedisOptions(topology, access, other, node, connectTimeout, patience, check, gone, inFlight);
    }

    public RedisOptions withPatience(Duration other) {
        return new RedisOptions(topology, access, prefix, node, connectTimeout, other, check, gone, inFlight);
    }

    public RedisOptions withCheck(Duration other) {
        return new RedisOptions(topology, access, prefix, node, connectTimeout, patience, other, gone, inFlight);
    }

    public RedisOptions withGone(Duration other) {
        return new RedisOptions(topology, access, prefix, node, connectTimeout, patience, check, other, inFlight);
    }

    public RedisOptions withInFlight(int other) {
        return new RedisOptions(topology, access, prefix, node, connectTimeout, patience, check, gone, other);
    }
}
