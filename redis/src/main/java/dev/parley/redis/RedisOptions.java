package dev.parley.redis;

import java.time.Duration;

/// Where Redis is, and how it is used.
///
/// @param address `redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]`, with `rediss` over TLS
/// @param prefix in front of all keys and channels, so that several sites may share a Redis
/// @param node what this node is called: unique among all that share the prefix, for ever
/// @param patience after how long without an answer a connection is given up
/// @param check how often each channel that somebody listens to is compared with what Redis has, so that a last message that
///     nobody followed is missed no longer than this
/// @param gone after how long without a word a node counts as gone: then its sessions leave
/// @param inFlight requests of a node that may wait for an answer; more are refused
public record RedisOptions(
        String address, String prefix, String node, Duration patience, Duration check, Duration gone, int inFlight) {

    public RedisOptions {
        if (node.isEmpty() || node.indexOf(' ') >= 0 || node.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a node's name has neither spaces nor line breaks in it");
        }
        if (patience.toMillis() < 1 || check.toMillis() < 1 || gone.toMillis() < 4 || inFlight < 1) {
            throw new IllegalArgumentException("patience, check, gone and inFlight are positive");
        }
    }

    public static RedisOptions at(String address, String node) {
        return new RedisOptions(
                address, "parley", node, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(8), 65_536);
    }

    public RedisOptions withPrefix(String other) {
        return new RedisOptions(address, other, node, patience, check, gone, inFlight);
    }

    public RedisOptions withPatience(Duration other) {
        return new RedisOptions(address, prefix, node, other, check, gone, inFlight);
    }

    public RedisOptions withCheck(Duration other) {
        return new RedisOptions(address, prefix, node, patience, other, gone, inFlight);
    }

    public RedisOptions withGone(Duration other) {
        return new RedisOptions(address, prefix, node, patience, check, other, inFlight);
    }
}
