package dev.parley.websocket;

import dev.parley.net.Network;
import dev.parley.net.NetworkException;
import dev.parley.net.NetworkOptions;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// One loop for all clients that bring no network of their own. It lives as long as one of them does, so that a program
/// neither ends while its client is connected nor hangs when none is.
final class SharedNetwork {

    private static @Nullable Network network;
    private static int users;

    private SharedNetwork() {}

    static synchronized Network acquire() {
        Network running = network;
        if (running == null) {
            try {
                network = running = Network.start(NetworkOptions.DEFAULT.withLoops(1));
            } catch (NetworkException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        users++;
        return running;
    }

    /// Called on its loop, which can't stop itself.
    static synchronized void release() {
        Network running = network;
        if (--users == 0 && running != null) {
            network = null;
            Thread.ofPlatform().name("websocket-client-stop").start(running::close);
        }
    }
}
