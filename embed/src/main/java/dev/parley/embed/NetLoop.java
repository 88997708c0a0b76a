package dev.parley.embed;

import dev.parley.hub.Loop;
import dev.parley.net.Network;
import java.util.List;

/// A network's event loop as the hub's. Threads as in [Loop].
public final class NetLoop implements Loop {

    private final dev.parley.net.Loop loop;

    private NetLoop(dev.parley.net.Loop loop) {
        this.loop = loop;
    }

    /// All loops of a network, by index.
    public static List<NetLoop> of(Network network) {
        return network.loops().stream().map(NetLoop::new).toList();
    }

    @Override
    public int index() {
        return loop.index();
    }

    @Override
    public boolean inLoop() {
        return loop.inLoop();
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        loop.atEndOfTurn(task);
    }

    @Override
    public void nextTurn(Runnable task) {
        loop.nextTurn(task);
    }

    @Override
    public Timer schedule(long delayMillis, Runnable task) {
        return loop.schedule(delayMillis, task)::cancel;
    }

    @Override
    public String toString() {
        return "loop " + index();
    }
}
