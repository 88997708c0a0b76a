package dev.parley.redis;

/// Hears what becomes of Redis and of the nodes. Must not block but where it is said.
public interface Watcher {

    /// Another node says something. On Redis' thread.
    default void onControl(String node, byte[] message) {}

    /// What is known of that bucket may be older than what Redis has, or newer: look. For each bucket once in each
    /// [RedisOptions#check], and again as soon as its Redis is back or another one carries it. On any thread.
    default void check(Bucket bucket) {}

    /// The others took this node for gone, or it is new: it has to say again who is there.
    default void onTakenForGone() {}

    /// A node is gone: takes out what was its. May block, through `redis`. Several nodes may do it at the same time, and one
    /// that fails is done again, so each thing is taken out once by whoever is first.
    ///
    /// @throws Unanswered when Redis does not answer; it is tried again
    default void bury(String node, Patient redis) throws Unanswered {}
}
