package dev.parley.redis;

/// What hears a channel of Redis' publish/subscribe. Called on Redis' thread; must not block.
public interface Hearer {

    /// From now on everything is heard; again after each reconnect.
    void listens();

    void hears(byte[] message);
}
