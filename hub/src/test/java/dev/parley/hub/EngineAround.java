package dev.parley.hub;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An engine that does all that another one does, but for what those change who extend it.
public abstract class EngineAround implements Engine {

    private final Engine engine;

    protected EngineAround(Engine engine) {
        this.engine = engine;
    }

    @Override
    public void start(Remote remote) throws IOException {
        engine.start(remote);
    }

    @Override
    public EngineChannel open(ChannelName name, Namespace namespace, Loop home, EngineChannel.Listener listener) {
        return engine.open(name, namespace, home, listener);
    }

    @Override
    public String node() {
        return engine.node();
    }

    @Override
    public Set<String> others() {
        return engine.others();
    }

    @Override
    public void control(@Nullable String node, byte[] message) {
        engine.control(node, message);
    }

    @Override
    public void close() {
        engine.close();
    }
}
