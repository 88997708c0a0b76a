package dev.parley.server;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Engine;
import dev.parley.hub.EngineChannel;
import dev.parley.hub.Loop;
import dev.parley.hub.Namespace;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Two engines as one: some namespaces' channels are remembered by another engine than all others.
///
/// The chat's are: what is said there is kept in the chat's own database, where it can be erased, and must be in no other file.
final class Engines implements Engine {

    private final Engine most;
    private final Engine some;
    private final Set<String> namespaces;

    /// @param some of these namespaces; both are this one's to start and close
    Engines(Engine most, Engine some, Set<String> namespaces) {
        this.most = most;
        this.some = some;
        this.namespaces = Set.copyOf(namespaces);
    }

    @Override
    public void start(Remote remote) throws IOException {
        most.start(remote);
        try {
            some.start(remote);
        } catch (IOException | RuntimeException failed) {
            most.close();
            throw failed;
        }
    }

    @Override
    public EngineChannel open(ChannelName name, Namespace namespace, Loop home, EngineChannel.Listener listener) {
        Engine engine = namespaces.contains(namespace.name()) ? some : most;
        return engine.open(name, namespace, home, listener);
    }

    @Override
    public String node() {
        return most.node();
    }

    @Override
    public Set<String> others() {
        return most.others();
    }

    @Override
    public void control(@Nullable String node, byte[] message) {
        most.control(node, message);
    }

    @Override
    public void close() {
        some.close();
        most.close();
    }
}
