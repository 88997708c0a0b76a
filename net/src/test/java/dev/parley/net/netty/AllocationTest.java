package dev.parley.net.netty;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.parley.net.Address;
import dev.parley.net.Connection;
import dev.parley.net.ListenOptions;
import dev.parley.net.Loop;
import dev.parley.net.Network;
import dev.parley.net.NetworkOptions;
import dev.parley.net.SharedBytes;
import dev.parley.net.Transport;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a loop allocates on the heap once it is warm.
class AllocationTest {

    private static long allocated(Loop loop) throws Exception {
        CompletableFuture<Long> bytes = new CompletableFuture<>();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        loop.execute(() -> bytes.complete(threads.getCurrentThreadAllocatedBytes()));
        return bytes.get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({"EPOLL, 4", "NIO, 40", "IO_URING, 250"})
    void anEchoAllocatesNextToNothing(Transport transport, int bytesPerMessage) throws Exception {
        try (Network network =
                Network.start(NetworkOptions.DEFAULT.withTransport(transport).withLoops(1))) {
            Address address = network.listen(
                            new Address.Tcp("127.0.0.1", 0),
                            ListenOptions.DEFAULT,
                            () -> (connection, in) -> connection.write(in))
                    .address();
            try (Socket socket = new Socket("127.0.0.1", ((Address.Tcp) address).port())) {
                socket.setTcpNoDelay(true);
                rounds(socket, 20_000);
                long before = allocated(network.loops().getFirst());
                rounds(socket, 5_000);
                long each = (allocated(network.loops().getFirst()) - before) / 5_000;
                System.out.println(transport + ": " + each + " bytes per echo");
                assertThat(each).isLessThanOrEqualTo(bytesPerMessage);
            }
        }
    }

    private static void rounds(Socket socket, int count) throws Exception {
        byte[] message = new byte[20];
        for (int i = 0; i < count; i++) {
            socket.getOutputStream().write(message);
            socket.getInputStream().readNBytes(message, 0, 20);
        }
    }

    @ParameterizedTest
    @CsvSource({"EPOLL, 4", "NIO, 60", "IO_URING, 300"})
    void aBroadcastAllocatesNextToNothingPerReceiver(Transport transport, int bytesPerDelivery) throws Exception {
        try (Network network =
                Network.start(NetworkOptions.DEFAULT.withTransport(transport).withLoops(1))) {
            List<Connection> members = new ArrayList<>();
            CompletableFuture<Void> all = new CompletableFuture<>();
            Address address = network.listen(new Address.Tcp("127.0.0.1", 0), ListenOptions.DEFAULT, () -> new Probe() {
                        @Override
                        public void onOpen(Connection connection) {
                            members.add(connection);
                            if (members.size() == 50) {
                                all.complete(null);
                            }
                        }
                    })
                    .address();
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                sockets.add(new Socket("127.0.0.1", ((Address.Tcp) address).port()));
            }
            all.get(10, TimeUnit.SECONDS);
            Loop loop = network.loops().getFirst();
            SharedBytes message = SharedBytes.ofOwned(new byte[100]);
            byte[] got = new byte[400];
            long before = 0;
            for (int round = 0; round < 1_000; round++) {
                if (round == 800) {
                    before = allocated(loop);
                }
                loop.execute(() -> {
                    for (int m = 0; m < 4; m++) {
                        for (int i = 0; i < members.size(); i++) {
                            members.get(i).write(message);
                        }
                    }
                });
                for (Socket socket : sockets) {
                    socket.getInputStream().readNBytes(got, 0, 400);
                }
            }
            long each = (allocated(loop) - before) / (200 * 50 * 4);
            System.out.println(transport + ": " + each + " bytes per delivery");
            assertThat(each).isLessThanOrEqualTo(bytesPerDelivery);
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
