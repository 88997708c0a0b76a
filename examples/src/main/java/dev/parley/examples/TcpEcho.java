package dev.parley.examples;

import dev.parley.net.Address;
import dev.parley.net.Connection;
import dev.parley.net.ConnectionHandler;
import dev.parley.net.ListenOptions;
import dev.parley.net.Network;
import dev.parley.net.NetworkOptions;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Sends every byte back: `telnet localhost 8080`. Plain TCP, with the event loops below the WebSocket library alone.
///
/// While a client does not take its echo, nothing is read from it: the memory it can cost is bounded.
public final class TcpEcho implements ConnectionHandler {

    static void main(String[] args) throws IOException {
        Running running = start(args.length > 0 ? Integer.parseInt(args[0]) : 8080);
        IO.println("telnet localhost " + running.address().port());
    }

    static Running start(int port) throws IOException {
        Network network = Network.start(NetworkOptions.DEFAULT);
        try {
            Address here = new Address.Tcp("127.0.0.1", port);
            var listener = network.listen(here, ListenOptions.DEFAULT, TcpEcho::new);
            return new Running(network, (Address.Tcp) listener.address());
        } catch (IOException e) {
            network.close();
            throw e;
        }
    }

    record Running(Network network, Address.Tcp address) implements AutoCloseable {
        @Override
        public void close() {
            network.close();
        }
    }

    @Override
    public void onRead(Connection connection, ByteBuffer in) {
        connection.write(in);
        if (!connection.isWritable()) {
            connection.pauseReading();
        }
    }

    @Override
    public void onWritable(Connection connection, boolean writable) {
        if (writable) {
            connection.resumeReading();
        }
    }
}
