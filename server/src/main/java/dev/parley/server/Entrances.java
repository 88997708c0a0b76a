package dev.parley.server;

import dev.parley.net.Listener;
import dev.parley.net.Network;
import dev.parley.server.drain.Drain;
import dev.parley.websocket.WebSocketServer;
import org.jspecify.annotations.Nullable;

/// Where clients and the site's backend come in: shut while the node is drained, and for good when it stops. Any thread.
///
/// While it is shut, plain HTTP is answered, once for each connection. For good, no connection is taken at all, but for
/// those at the internal address, where its operator looks on.
final class Entrances implements Drain.Doors {

    private final Network network;
    private final Messaging messaging;

    // Guarded by this.
    private @Nullable WebSocketServer server;
    private @Nullable Listener line;
    private boolean shut;
    private boolean forGood;

    Entrances(Network network, Messaging messaging) {
        this.network = network;
        this.messaging = messaging;
    }

    /// Once they are there.
    ///
    /// @param line where lines are pushed to, or null
    synchronized void are(WebSocketServer server, @Nullable Listener line) {
        this.server = server;
        this.line = line;
    }

    @Override
    public synchronized void close() {
        shut = true;
        network.keepAlive(false);
        wallUp();
    }

    @Override
    public synchronized void open() {
        if (!forGood) {
            shut = false;
            network.keepAlive(true);
        }
    }

    /// The server stops: once they are shut, they stay so.
    synchronized void closeForGood() {
        forGood = true;
        wallUp();
    }

    private void wallUp() {
        if (!shut || !forGood) {
            return;
        }
        messaging.goingDown();
        if (server != null) {
            server.stopAccepting();
        }
        if (line != null) {
            line.close();
        }
    }
}
