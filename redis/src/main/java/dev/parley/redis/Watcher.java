package dev.parley.redis;

/// Hears what becomes of Redis and of the nodes. Called on the thread that tends the connections, or on Redis' own; must not
/// block but where it is said.
public interface Watcher {

    /// Another node says something.
    default void onControl(String node, byte[] message) {}

    /// Redis is back: whatever was under way has failed, and what it knows may be older than what is known here.
    default void onBack() {}

    /// Once in each [RedisOptions#check]: what came over publish/subscribe may be incomplete.
    default void everyCheck() {}

    /// The others took this node for gone, or it is new: it has to say again who is there.
    default void onTakenForGone() {}

    /// A node is gone: takes out what was its. May block, through `redis`. Several nodes may do it at the same time, and one
    /// that fails is done again, so each thing is taken out once by whoever is first.
    ///
    /// @throws Unanswered when Redis does not answer; it is tried again
    default void bury(String node, Patient redis) throws Unanswered {}
}
