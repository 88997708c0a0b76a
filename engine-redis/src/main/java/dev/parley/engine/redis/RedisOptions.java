package dev.parley.engine.redis;

import java.time.Duration;

/// Where Redis is, and how it is used.
///
/// @param address `redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]`, with `rediss` over TLS
/// @param prefix in front of all keys and channels, so that several sites may share a Redis
/// @param node what this node is called: unique among all that share the prefix, for ever
/// @param patience after how long without an answer a connection is given up
/// @param check how often each channel that somebody listens to is compared with what Redis has, so that a last message that
///     nobody followed is missed no longer than this
/// @param inFlight requests of a node that may wait for an answer; more are refused
public record RedisOptions(
        String address, String prefix, String node, Duration patience, Duration check, int inFlight) {

    public RedisOptions {
        if (node.isEmpty() || node.indexOf(' ') >= 0 || node.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a node's name has neither spaces nor line breaks in it");
        }
        if (patience.toMillis() < 1 || check.toMillis() < 1 || inFlight < 1) {
            throw new IllegalArgumentException("patience, check and inFlight are positive");
        }
    }

    public static RedisOptions at(String address, String node) {
        return new RedisOptions(address, "parley", node, Duration.ofSeconds(5), Duration.ofSeconds(5), 65_536);
    }

    public RedisOptions withPrefix(String other) {
        return new RedisOptions(address, other, node, patience, check, inFlight);
    }

    public RedisOptions withPatience(Duration other) {
        return new RedisOptions(address, prefix, node, other, check, inFlight);
    }

    public RedisOptions withCheck(Duration other) {
        return new RedisOptions(address, prefix, node, patience, other, inFlight);
    }
}
