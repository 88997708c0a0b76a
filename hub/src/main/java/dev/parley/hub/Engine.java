package dev.parley.hub;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Carries and remembers publications: in memory, in SQLite, in Redis.
///
/// Any thread. [#open] is called on the channel's home loop; what it returns belongs to that loop.
public interface Engine extends AutoCloseable {

    /// Gets ready. Blocks.
    ///
    /// @param remote hears what other nodes say; engines of one node never call it
    /// @throws java.io.IOException when it can't, with one sentence that says what to do
    void start(Remote remote) throws java.io.IOException;

    /// A channel as `home` sees it. At most one is open for a channel at a time.
    EngineChannel open(ChannelName name, Namespace namespace, Loop home, EngineChannel.Listener listener);

    /// What this node is called among those that share the engine: unique for ever, another one after each start.
    String node();

    /// The nodes that are there beside this one, as far as is known now. Any thread.
    Set<String> others();

    /// Tells other nodes something of the hub's own, such as a disconnect of a user; at most once. Any thread.
    ///
    /// @param node which one; null for all others
    void control(@Nullable String node, byte[] message);

    /// Finishes what was accepted, then lets go of everything. Blocks.
    @Override
    void close();

    /// Other nodes. Called on any thread.
    interface Remote {
        /// @param node who says it
        void onControl(String node, byte[] message);
    }
}
