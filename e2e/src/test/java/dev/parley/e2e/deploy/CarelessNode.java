package dev.parley.e2e.deploy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/// Takes requests and dies of each before it has answered: nobody knows whether it was done.
record CarelessNode(ServerSocket listening, AtomicInteger taken) implements AutoCloseable {

    static CarelessNode start() throws IOException {
        CarelessNode node =
                new CarelessNode(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), new AtomicInteger());
        Thread.startVirtualThread(node::take);
        return node;
    }

    private void take() {
        while (true) {
            try (Socket socket = listening.accept()) {
                if (socket.getInputStream().read() >= 0) {
                    taken.incrementAndGet();
                    socket.getInputStream().readNBytes(socket.getInputStream().available());
                }
            } catch (IOException closed) {
                if (listening.isClosed()) {
                    return;
                }
            }
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
