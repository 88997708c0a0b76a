package dev.parley.e2e.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The network between one browser and the server: it can go away and come back, and lose what the server answers.
final class Relay implements AutoCloseable {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final int to;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private ServerSocket door;
    private volatile boolean deaf;

    private Relay(int to) throws IOException {
        this.to = to;
        door = listen(0);
    }

    static Relay to(Server server) throws IOException {
        return new Relay(server.port());
    }

    private ServerSocket listen(int port) throws IOException {
        ServerSocket listening = new ServerSocket();
        listening.setReuseAddress(true);
        listening.bind(new InetSocketAddress(HERE, port));
        Thread.ofVirtual().start(() -> accept(listening));
        return listening;
    }

    /// The address of a path, as the browser has it.
    String at(String path) {
        return "http://127.0.0.1:" + door.getLocalPort() + path;
    }

    /// From now on nothing that the server says arrives, though it hears what it is told.
    void losesAnswers() {
        deaf = true;
    }

    /// Ends all connections, and lets none begin.
    void cut() throws IOException {
        door.close();
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }

    /// After [#cut], all is well again.
    void mend() throws IOException {
        deaf = false;
        door = listen(door.getLocalPort());
    }

    private void accept(ServerSocket listening) {
        while (true) {
            try {
                Socket browser = listening.accept();
                Socket server = new Socket(HERE, to);
                open.add(browser);
                open.add(server);
                Thread.ofVirtual().start(() -> carry(browser, server, false));
                Thread.ofVirtual().start(() -> carry(server, browser, true));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void carry(Socket from, Socket into, boolean answers) {
        byte[] bytes = new byte[16_384];
        try (from;
                into) {
            InputStream in = from.getInputStream();
            OutputStream out = into.getOutputStream();
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                if (!(answers && deaf)) {
                    out.write(bytes, 0, read);
                }
            }
        } catch (IOException closed) {
            // the other direction ends with it
        } finally {
            open.remove(from);
            open.remove(into);
        }
    }

    @Override
    public void close() throws IOException {
        cut();
    }
}
