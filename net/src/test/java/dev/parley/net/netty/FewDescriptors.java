package dev.parley.net.netty;

import dev.parley.net.Address;
import dev.parley.net.Connection;
import dev.parley.net.ConnectionHandler;
import dev.parley.net.ListenOptions;
import dev.parley.net.Network;
import dev.parley.net.NetworkOptions;
import dev.parley.net.Transport;
import java.nio.ByteBuffer;

/// An echo server in a process of its own, which is started with few file descriptors.
final class FewDescriptors {

    private FewDescriptors() {}

    public static void main(String[] args) throws Exception {
        Network network = Network.start(
                NetworkOptions.DEFAULT.withTransport(Transport.valueOf(args[0])).withLoops(1));
        Address address = network.listen(new Address.Tcp("127.0.0.1", 0), ListenOptions.DEFAULT, Echo::new)
                .address();
        System.out.println("port " + ((Address.Tcp) address).port());
        System.in.read();
        network.close();
    }

    private static final class Echo implements ConnectionHandler {
        @Override
        public void onRead(Connection connection, ByteBuffer in) {
            connection.write(in);
        }
    }
}
