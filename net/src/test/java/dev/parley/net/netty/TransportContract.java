package dev.parley.net.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.net.Address;
import dev.parley.net.ConnectOptions;
import dev.parley.net.Connection;
import dev.parley.net.ConnectionHandler;
import dev.parley.net.ConnectionLimits;
import dev.parley.net.ListenOptions;
import dev.parley.net.Listener;
import dev.parley.net.Loop;
import dev.parley.net.Network;
import dev.parley.net.NetworkException;
import dev.parley.net.NetworkOptions;
import dev.parley.net.SharedBytes;
import dev.parley.net.Timer;
import dev.parley.net.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a transport promises: the same facts for each.
abstract class TransportContract {

    private final Transport transport;
    private Network network;

    TransportContract(Transport transport) {
        this.transport = transport;
    }

    @BeforeAll
    static void lookOften() {
        Awaitility.setDefaultPollInterval(Duration.ofMillis(2));
        Awaitility.setDefaultPollDelay(Duration.ZERO);
    }

    @BeforeEach
    void start() throws NetworkException {
        assumeTrue(Sockets.valueOf(transport.name()).unavailable() == null, transport + " does not work here");
        network = Network.start(
                NetworkOptions.DEFAULT.withTransport(transport).withLoops(2).withConnection(limits(1024 * 1024)));
    }

    @AfterEach
    void stop() {
        if (network != null) {
            network.close();
        }
    }

    private static ConnectionLimits limits(int writeLimit) {
        return new ConnectionLimits(32 * 1024, 64 * 1024, writeLimit, 5_000);
    }

    // ---- what the tests are made of

    private int listen(java.util.function.Supplier<ConnectionHandler> handlers) throws NetworkException {
        return port(network.listen(new Address.Tcp("127.0.0.1", 0), ListenOptions.DEFAULT, handlers));
    }

    private int listen(ConnectionHandler one) throws NetworkException {
        return listen(() -> one);
    }

    private static int port(Listener listener) {
        return ((Address.Tcp) listener.address()).port();
    }

    private static Socket dial(int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static SharedBytes shared(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return SharedBytes.ofOwned(bytes);
    }

    /// Runs `task` on the connection's loop and waits for it.
    private static void on(Connection connection, Task task) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        connection.loop().execute(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        done.get(10, TimeUnit.SECONDS);
    }

    private interface Task {
        void run() throws Exception;
    }

    private static long sends(Connection connection) throws Exception {
        CompletableFuture<Long> sends = new CompletableFuture<>();
        NettyLoop loop = (NettyLoop) connection.loop();
        // In the next turn: what the present one writes has been flushed by then.
        loop.execute(() -> loop.nextTurn(() -> sends.complete(loop.sends)));
        return sends.get(10, TimeUnit.SECONDS);
    }

    /// How often the loop sends because of `task`, which runs there, and of what follows in the same turn.
    private static long sendsOf(Connection connection, Task task) throws Exception {
        long before = sends(connection);
        on(connection, task);
        return sends(connection) - before;
    }

    // ---- bytes

    @Test
    void bytesArriveInOrderHoweverTheyAreCut() throws Exception {
        byte[] sent = random(3_000_000, 7);
        int port = listen(Echo::new);
        try (Socket socket = dial(port)) {
            Thread writer = Thread.ofVirtual().start(() -> {
                Random cuts = new Random(11);
                try {
                    OutputStream out = socket.getOutputStream();
                    for (int at = 0; at < sent.length; ) {
                        int most = cuts.nextInt(4) == 0 ? 100_000 : 50;
                        int length = Math.min(sent.length - at, 1 + cuts.nextInt(most));
                        out.write(sent, at, length);
                        at += length;
                    }
                    socket.shutdownOutput();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
            writer.join();
        }
    }

    /// Sends back what comes, and does not read while its own output waits.
    private static final class Echo implements ConnectionHandler {
        @Override
        public void onRead(Connection connection, ByteBuffer in) {
            connection.write(in);
        }

        @Override
        public void onWritable(Connection connection, boolean writable) {
            if (writable) {
                connection.resumeReading();
            } else {
                connection.pauseReading();
            }
        }
    }

    @Test
    void everySortOfWriteKeepsItsPlace() throws Exception {
        Probe probe = new Probe();
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            Connection connection = Probe.connection(probe);
            ByteBuffer expected = ByteBuffer.allocate(2_000_000);
            Random random = new Random(3);
            on(connection, () -> {
                for (int i = 0; i < 400 && connection.bufferedBytes() < 700_000; i++) {
                    int length = random.nextInt(10) == 0 ? random.nextInt(30_000) : random.nextInt(700);
                    byte[] bytes = random(length, i);
                    expected.put(bytes);
                    switch (random.nextInt(4)) {
                        case 0 ->
                            assertThat(connection.write(ByteBuffer.wrap(bytes))).isTrue();
                        case 1 ->
                            assertThat(connection.write(SharedBytes.ofOwned(bytes)))
                                    .isTrue();
                        case 2 -> {
                            ByteBuffer room = connection.reserve(length);
                            assertThat(room).isNotNull();
                            room.put(bytes);
                            connection.commit();
                        }
                        default -> {
                            connection.reserveBeyondLimit(length).put(bytes);
                            connection.commit();
                        }
                    }
                    if (random.nextInt(20) == 0) {
                        connection.flush();
                    }
                }
                connection.shutdownOutput();
            });
            byte[] got = socket.getInputStream().readAllBytes();
            assertThat(got).isEqualTo(Arrays.copyOf(expected.array(), expected.position()));
        }
    }

    // ---- the queue

    @Test
    void aPeerThatDoesNotReadMakesAConnectionUnwritableUntilItReads() throws Exception {
        Probe probe = new Probe();
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            Connection connection = Probe.connection(probe);
            long written = fill(connection, 4096);
            assertAlternating(probe.writability);
            assertThat(probe.writability.getLast()).isFalse();
            int before = probe.writability.size();
            // Still unwritable: above the low-water mark, though the kernel may have taken more since.
            on(connection, () -> {
                assertThat(connection.bufferedBytes()).isGreaterThan(32 * 1024);
                connection.shutdownOutput();
            });
            assertThat(connection.bufferedBytes()).isGreaterThan(32 * 1024);
            assertThat(socket.getInputStream().readAllBytes()).hasSize((int) written);
            await().until(() -> probe.writability.size() == before + 1);
            assertAlternating(probe.writability);
            assertThat(connection.bufferedBytes()).isZero();
        }
    }

    /// Unwritable first, then in turns. Where the kernel takes bytes at once there is one change and no more.
    private void assertAlternating(List<Boolean> writability) {
        for (int i = 0; i < writability.size(); i++) {
            assertThat(writability.get(i)).isEqualTo(i % 2 == 1);
        }
        if (transport != Transport.IO_URING) {
            assertThat(writability).hasSizeLessThanOrEqualTo(2);
        }
    }

    /// Writes turn after turn until the connection is unwritable and stays so.
    private static long fill(Connection connection, int piece) throws Exception {
        AtomicInteger written = new AtomicInteger();
        AtomicInteger inVain = new AtomicInteger();
        await().until(() -> {
            int before = written.get();
            on(connection, () -> {
                for (int i = 0; i < 64 && connection.isWritable(); i++) {
                    assertThat(connection.write(shared(piece, 1))).isTrue();
                    written.addAndGet(piece);
                }
            });
            inVain.set(written.get() == before ? inVain.get() + 1 : 0);
            return inVain.get() > 30;
        });
        return written.get();
    }

    @Test
    void aWritePastTheLimitIsRefusedWholeAndOverflowIsToldOnce() throws Exception {
        Probe probe = new Probe();
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            Connection connection = Probe.connection(probe);
            long written = fill(connection, 10_000);
            AtomicInteger accepted = new AtomicInteger();
            on(connection, () -> {
                for (int i = 0; i < 1000; i++) {
                    if (connection.write(shared(10_000, 2))) {
                        accepted.incrementAndGet();
                    }
                }
                assertThat(connection.reserve(20_000)).isNull();
                assertThat(connection.bufferedBytes()).isBetween(1024 * 1024 - 10_000L, 1024 * 1024L);
                connection.shutdownOutput();
            });
            assertThat(accepted.get()).isLessThan(110);
            assertThat(probe.overflows).hasSize(1);
            assertThat(socket.getInputStream().readAllBytes()).hasSize((int) written + accepted.get() * 10_000);
        }
    }

    @Test
    void anEmptyQueueTakesAMessageLargerThanTheLimit() throws Exception {
        Probe probe = new Probe();
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            Connection connection = Probe.connection(probe);
            on(connection, () -> {
                assertThat(connection.write(shared(8_000_000, 3))).isTrue();
                assertThat(connection.write(shared(1, 3))).isFalse();
                connection.shutdownOutput();
            });
            assertThat(socket.getInputStream().readAllBytes()).hasSize(8_000_000);
        }
    }

    @Test
    void limitsOfItsOwnReplaceThoseOfTheNetwork() throws Exception {
        Probe probe = new Probe();
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            Connection connection = Probe.connection(probe);
            on(connection, () -> connection.limits(limits(5_000_000)));
            fill(connection, 10_000);
            on(connection, () -> {
                for (int i = 0; i < 300; i++) {
                    assertThat(connection.write(shared(10_000, 2))).isTrue();
                }
            });
            assertThat(probe.overflows).isEmpty();
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void aSlowReaderOfSmallMessagesCostsLittleMoreThanItsBytes() throws Exception {
        Probe probe = new Probe();
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            Connection connection = Probe.connection(probe);
            fill(connection, 4096);
            NettyLoop loop = (NettyLoop) connection.loop();
            int before = loop.buffers.lent();
            for (int turn = 0; turn < 500; turn++) {
                on(connection, () -> {
                    connection.write(ByteBuffer.wrap(new byte[100]));
                    connection.write(shared(100, 5));
                });
            }
            // 100,000 bytes more, in a handful of buffers.
            assertThat(loop.buffers.lent() - before).isLessThan(8);
            assertThat(socket.isConnected()).isTrue();
        }
    }

    // ---- turns

    @Test
    void allThatIsWrittenInOneTurnLeavesInOneSend() throws Exception {
        Probe probe = new Probe();
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            Connection connection = Probe.connection(probe);
            long sends = sendsOf(connection, () -> {
                for (int i = 0; i < 100; i++) {
                    connection.write(ByteBuffer.wrap(new byte[20]));
                    connection.write(shared(20, i));
                    connection.write(shared(2_000 / (1 + i), i));
                }
            });
            assertThat(sends).isEqualTo(1);
            assertThat(socket.getInputStream().read()).isNotNegative();
        }
    }

    @Test
    void answersToWhatOneReadBroughtLeaveInOneSend() throws Exception {
        Probe probe = new Probe() {
            @Override
            public void onRead(Connection connection, ByteBuffer in) {
                while (in.hasRemaining()) {
                    ByteBuffer room = connection.reserve(1);
                    assertThat(room).isNotNull();
                    room.put(in.get());
                    connection.commit();
                }
            }
        };
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            Connection connection = Probe.connection(probe);
            for (int round = 0; round < 5; round++) {
                long before = sends(connection);
                socket.getOutputStream().write(random(500, round));
                assertThat(socket.getInputStream().readNBytes(500)).isEqualTo(random(500, round));
                assertThat(sends(connection) - before).isEqualTo(1);
            }
        }
    }

    @Test
    void tasksForTheEndOfTheTurnRunBeforeTheFlush() throws Exception {
        Probe probe = new Probe();
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            Connection connection = Probe.connection(probe);
            long sends = sendsOf(connection, () -> {
                connection.loop().atEndOfTurn(() -> {
                    connection.write(ByteBuffer.wrap("c".getBytes()));
                    connection.loop().atEndOfTurn(() -> connection.write(ByteBuffer.wrap("d".getBytes())));
                });
                connection.write(ByteBuffer.wrap("a".getBytes()));
                connection.write(ByteBuffer.wrap("b".getBytes()));
            });
            assertThat(sends).isEqualTo(1);
            assertThat(socket.getInputStream().readNBytes(4)).isEqualTo("abcd".getBytes());
        }
    }

    @Test
    void flushSendsAtOnceAndTheTurnsEndSendsNothingMore() throws Exception {
        Probe probe = new Probe();
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            Connection connection = Probe.connection(probe);
            long sends = sendsOf(connection, () -> {
                connection.write(ByteBuffer.wrap("a".getBytes()));
                connection.flush();
                connection.flush();
            });
            assertThat(sends).isEqualTo(1);
            assertThat(socket.getInputStream().read()).isEqualTo('a');
        }
    }

    @Test
    void whatIsCorkedLeavesTogetherWhenItIsUncorked() throws Exception {
        Probe probe = new Probe();
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            Connection connection = Probe.connection(probe);
            long corked = sendsOf(connection, () -> {
                connection.cork();
                connection.write(ByteBuffer.wrap("a".getBytes()));
                connection.flush();
            });
            corked += sendsOf(connection, () -> connection.write(ByteBuffer.wrap("b".getBytes())));
            assertThat(corked).isZero();
            assertThat(connection.bufferedBytes()).isEqualTo(2);
            assertThat(sendsOf(connection, connection::uncork)).isEqualTo(1);
            assertThat(sendsOf(connection, connection::uncork)).isZero();
            assertThat(socket.getInputStream().readNBytes(2)).isEqualTo("ab".getBytes());
            on(connection, () -> connection.write(ByteBuffer.wrap("c".getBytes())));
            assertThat(socket.getInputStream().read()).isEqualTo('c');
        }
    }

    @Test
    void theQueueOfACorkedConnectionIsBoundedLikeAnyOther() throws Exception {
        Probe probe = new Probe();
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            Connection connection = Probe.connection(probe);
            on(connection, () -> {
                connection.cork();
                assertThat(connection.write(shared(1024 * 1024, 1))).isTrue();
                assertThat(connection.write(shared(1, 2))).isFalse();
            });
            assertThat(probe.overflows).containsExactly(1024L * 1024);
            assertThat(probe.writability).containsExactly(false);
            on(connection, connection::uncork);
            assertThat(socket.getInputStream().readNBytes(1024 * 1024)).hasSize(1024 * 1024);
            await().until(() -> probe.writability.equals(List.of(false, true)));
        }
    }

    @Test
    void theEndOfACorkedConnectionSendsWhatItKeptBack() throws Exception {
        for (Ending ending : List.<Ending>of(Connection::shutdownOutput, Connection::close)) {
            Probe probe = new Probe();
            int port = listen(probe);
            try (Socket socket = dial(port)) {
                Connection connection = Probe.connection(probe);
                on(connection, () -> {
                    connection.cork();
                    connection.write(ByteBuffer.wrap("a".getBytes()));
                });
                on(connection, () -> ending.end(connection));
                assertThat(socket.getInputStream().readAllBytes()).isEqualTo("a".getBytes());
            }
        }
    }

    private interface Ending {
        void end(Connection connection);
    }

    @Test
    void workLeftForTheNextTurnLetsOthersBeRead() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        int port = listen(() -> (connection, in) -> {
            in.position(in.limit());
            heard.countDown();
        });
        NettyLoop loop = (NettyLoop) network.loops().getFirst();
        List<Long> turns = new ArrayList<>();
        CompletableFuture<Integer> steps = new CompletableFuture<>();
        Runnable step = new Runnable() {
            int count;

            @Override
            public void run() {
                turns.add(loop.turns);
                if (heard.getCount() == 0 && count > 100) {
                    steps.complete(count);
                } else {
                    count++;
                    loop.nextTurn(this);
                }
            }
        };
        loop.execute(step);
        try (Socket one = dial(port);
                Socket two = dial(port)) {
            one.getOutputStream().write(1);
            two.getOutputStream().write(1);
            assertThat(steps.get(10, TimeUnit.SECONDS)).isGreaterThan(100);
        }
        // Never two steps in one turn: the loop looked at I/O between them.
        assertThat(turns).doesNotHaveDuplicates();
    }

    // ---- the ends

    @Test
    void aPeerThatHasSaidAllCanStillBeAnswered() throws Exception {
        Probe probe = new Probe();
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            Connection connection = Probe.connection(probe);
            socket.getOutputStream().write("question".getBytes());
            socket.shutdownOutput();
            probe.ended.get(10, TimeUnit.SECONDS);
            assertThat(probe.received()).isEqualTo("question".getBytes());
            on(connection, () -> {
                assertThat(connection.isOpen()).isTrue();
                connection.write(ByteBuffer.wrap("answer".getBytes()));
                connection.close();
            });
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo("answer".getBytes());
        }
        assertThat(probe.closed.get(10, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void whoHasSaidAllCanStillListen() throws Exception {
        Probe probe = new Probe();
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            Connection connection = Probe.connection(probe);
            on(connection, () -> {
                connection.write(ByteBuffer.wrap("bye".getBytes()));
                connection.shutdownOutput();
                assertThat(connection.write(ByteBuffer.wrap("more".getBytes()))).isFalse();
            });
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo("bye".getBytes());
            socket.getOutputStream().write("still here".getBytes());
            await().until(() -> probe.count() == 10);
        }
        probe.ended.get(10, TimeUnit.SECONDS);
        on(Probe.connection(probe), () -> Probe.connection(probe).close());
        assertThat(probe.closed.get(10, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void closingSendsWhatIsQueued() throws Exception {
        Probe probe = new Probe();
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            Connection connection = Probe.connection(probe);
            // Unread input must not turn the close into a reset.
            socket.getOutputStream().write(random(200_000, 1));
            on(connection, () -> {
                connection.write(shared(5_000_000, 9));
                connection.close();
                connection.close();
                assertThat(connection.isOpen()).isFalse();
                assertThat(connection.write(shared(1, 1))).isFalse();
            });
            assertThat(socket.getInputStream().readAllBytes()).hasSize(5_000_000);
        }
        assertThat(probe.closed.get(10, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void closingIsCutWhenThePeerDoesNotRead() throws Exception {
        Probe probe = new Probe();
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            Connection connection = Probe.connection(probe);
            on(connection, () -> {
                connection.limits(new ConnectionLimits(0, 1, 100, 100));
                connection.write(shared(20_000_000, 9));
                connection.close();
            });
            assertThat(probe.closed.get(10, TimeUnit.SECONDS)).hasMessageContaining("did not read");
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void abortingResetsThePeer() throws Exception {
        Probe probe = new Probe();
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            Connection connection = Probe.connection(probe);
            on(connection, () -> {
                connection.write(ByteBuffer.wrap("lost".getBytes()));
                connection.abort();
            });
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        assertThat(probe.closed.get(10, TimeUnit.SECONDS)).hasMessageContaining("aborted");
    }

    @Test
    void aResetIsToldAsTheCause() throws Exception {
        Probe probe = new Probe();
        int port = listen(probe);
        Socket socket = dial(port);
        Probe.connection(probe);
        socket.setSoLinger(true, 0);
        socket.close();
        assertThat(probe.closed.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }

    @Test
    void anExceptionInAHandlerCostsOnlyItsOwnConnection() throws Exception {
        CompletableFuture<Throwable> cause = new CompletableFuture<>();
        int port = listen(() -> new Probe() {
            @Override
            public void onRead(Connection connection, ByteBuffer in) {
                if (in.get(in.position()) == '!') {
                    throw new IllegalStateException("on purpose");
                }
                connection.write(in);
            }

            @Override
            public void onClosed(Connection connection, @Nullable Throwable why) {
                if (why != null) {
                    cause.complete(why);
                }
            }
        });
        try (Socket good = dial(port);
                Socket bad = dial(port)) {
            bad.getOutputStream().write('!');
            assertThatThrownBy(() -> bad.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(cause.get(10, TimeUnit.SECONDS)).hasMessage("on purpose");
            good.getOutputStream().write('y');
            assertThat(good.getInputStream().read()).isEqualTo('y');
        }
    }

    // ---- pausing

    @Test
    void whatAPausingHandlerLeavesComesAgainBeforeAnythingNewer() throws Exception {
        Probe probe = new Probe() {
            @Override
            public void onRead(Connection connection, ByteBuffer in) {
                connection.pauseReading();
                take(in, 3);
            }
        };
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            Connection connection = Probe.connection(probe);
            byte[] sent = random(100, 5);
            socket.getOutputStream().write(sent, 0, 50);
            await().until(() -> probe.count() == 3);
            socket.getOutputStream().write(sent, 50, 50);
            socket.shutdownOutput();
            while (probe.count() < 100) {
                int before = probe.count();
                assertThat(probe.ended).isNotDone();
                on(connection, () -> {
                    assertThat(connection.readingPaused()).isTrue();
                    connection.resumeReading();
                });
                await().until(() -> probe.count() > before);
            }
            assertThat(probe.received()).isEqualTo(sent);
            on(connection, connection::resumeReading);
            probe.ended.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void resumingFromInsideAReadDoesNotRecurse() throws Exception {
        AtomicInteger deepest = new AtomicInteger();
        Probe probe = new Probe() {
            private int depth;

            @Override
            public void onRead(Connection connection, ByteBuffer in) {
                depth++;
                deepest.accumulateAndGet(depth, Math::max);
                connection.pauseReading();
                take(in, 7);
                connection.resumeReading();
                depth--;
            }
        };
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            byte[] sent = random(50_000, 6);
            socket.getOutputStream().write(sent);
            await().until(() -> probe.count() == sent.length);
            assertThat(probe.received()).isEqualTo(sent);
            assertThat(deepest).hasValue(1);
        }
    }

    @Test
    void aHandlerThatLeavesBytesWithoutPausingLosesItsConnection() throws Exception {
        Probe probe = new Probe() {
            @Override
            public void onRead(Connection connection, ByteBuffer in) {
                take(in, 1);
            }
        };
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            socket.getOutputStream().write(new byte[10]);
            assertThat(probe.closed.get(10, TimeUnit.SECONDS)).hasMessageContaining("without pausing");
        }
    }

    @Test
    void aPausedConnectionStopsItsPeer() throws Exception {
        Probe probe = new Probe() {
            @Override
            public void onRead(Connection connection, ByteBuffer in) {
                super.onRead(connection, in);
                connection.pauseReading();
            }
        };
        int port = listen(probe);
        try (SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port))) {
            Connection connection = Probe.connection(probe);
            channel.configureBlocking(false);
            AtomicInteger sent = new AtomicInteger();
            AtomicInteger stalls = new AtomicInteger();
            await().pollInterval(Duration.ofMillis(2)).until(() -> {
                int now = channel.write(ByteBuffer.allocate(100_000));
                sent.addAndGet(now);
                stalls.set(now == 0 ? stalls.get() + 1 : 0);
                return stalls.get() > 100;
            });
            int taken = probe.count();
            assertThat(taken).isLessThan(1_000_000);
            assertThat(probe.count()).isEqualTo(taken);
            await().until(() -> {
                on(connection, connection::resumeReading);
                return probe.count() == sent.get();
            });
        }
    }

    @Test
    void theEndOfAPausedPeerWaitsForItsBytes() throws Exception {
        List<String> order = new java.util.concurrent.CopyOnWriteArrayList<>();
        Probe probe = new Probe() {
            @Override
            public void onRead(Connection connection, ByteBuffer in) {
                super.onRead(connection, in);
                order.add("bytes");
            }

            @Override
            public void onEndOfInput(Connection connection) {
                order.add("end");
                super.onEndOfInput(connection);
            }
        };
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            Connection connection = Probe.connection(probe);
            on(connection, connection::pauseReading);
            socket.getOutputStream().write(random(30_000, 2));
            socket.shutdownOutput();
            // Give the transport every chance to do it wrong: a few turns of its loop.
            for (int i = 0; i < 50; i++) {
                on(connection, () -> {});
            }
            assertThat(order).isEmpty();
            on(connection, connection::resumeReading);
            probe.ended.get(10, TimeUnit.SECONDS);
            assertThat(probe.received()).isEqualTo(random(30_000, 2));
            assertThat(order.getLast()).isEqualTo("end");
        }
    }

    // ---- timers and tasks

    @Test
    void timersRunInTheirTimeUnlessCancelled() throws Exception {
        Loop loop = network.loops().getFirst();
        BlockingQueue<String> ran = new LinkedBlockingQueue<>();
        long start = System.nanoTime();
        AtomicReference<Timer> cancelled = new AtomicReference<>();
        loop.execute(() -> {
            cancelled.set(loop.schedule(60, () -> ran.add("cancelled")));
            loop.schedule(150, () -> ran.add("late"));
            loop.schedule(30, () -> {
                ran.add("early");
                cancelled.get().cancel();
                cancelled.get().cancel();
            });
            loop.schedule(0, () -> ran.add("now"));
        });
        assertThat(ran.poll(5, TimeUnit.SECONDS)).isEqualTo("now");
        assertThat(ran.poll(5, TimeUnit.SECONDS)).isEqualTo("early");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000L);
        assertThat(ran.poll(5, TimeUnit.SECONDS)).isEqualTo("late");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(150_000_000L);
        assertThat(ran).isEmpty();
    }

    @Test
    void tasksOfOneThreadRunInTheirOrderOnTheLoop() throws Exception {
        Loop loop = network.loops().getLast();
        List<Integer> ran = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        AtomicBoolean outside = new AtomicBoolean();
        for (int i = 0; i < 1000; i++) {
            int n = i;
            loop.execute(() -> {
                ran.add(n);
                outside.compareAndSet(false, !loop.inLoop());
            });
        }
        loop.execute(done::countDown);
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ran).hasSize(1000).isSorted();
        assertThat(outside).isFalse();
        assertThat(loop.inLoop()).isFalse();
        assertThat(network.loops().stream().map(Loop::index)).containsExactly(0, 1);
    }

    // ---- calling out

    @Test
    void aCallReachesAListener() throws Exception {
        int port = listen(Echo::new);
        Probe probe = new Probe();
        Loop loop = network.loops().getLast();
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        network.connect(loop, new Address.Tcp("127.0.0.1", port), ConnectOptions.DEFAULT, probe, failure::complete);
        Connection connection = Probe.connection(probe);
        assertThat(connection.loop()).isSameAs(loop);
        assertThat(connection.peer().port()).isEqualTo(port);
        assertThat(connection.tls()).isNull();
        on(connection, () -> connection.write(ByteBuffer.wrap("hello".getBytes())));
        await().until(() -> probe.count() == 5);
        assertThat(network.connections()).isEqualTo(2);
        on(connection, connection::close);
        assertThat(probe.closed.get(10, TimeUnit.SECONDS)).isNull();
        await().until(() -> network.connections() == 0);
        assertThat(failure).isNotDone();
    }

    @Test
    void aCallThatNobodyTakesFailsOnce() throws Exception {
        int free;
        try (ServerSocket taken = new ServerSocket(0)) {
            free = taken.getLocalPort();
        }
        BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
        Probe probe = new Probe();
        network.connect(
                network.loops().getFirst(),
                new Address.Tcp("127.0.0.1", free),
                ConnectOptions.DEFAULT,
                probe,
                failures::add);
        assertThat(failures.poll(10, TimeUnit.SECONDS))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("127.0.0.1:" + free)
                .hasMessageContaining("refused");
        await().until(() -> network.connections() == 0);
        assertThat(failures).isEmpty();
        assertThat(probe.opened).isNotDone();
        assertThat(probe.closed).isNotDone();
    }

    // ---- accepting

    @Test
    void connectionsAreSpreadOverTheLoopsEvenly() throws Exception {
        for (int loops : new int[] {1, 2, 4}) {
            try (Network many = Network.start(
                    NetworkOptions.DEFAULT.withTransport(transport).withLoops(loops))) {
                BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();
                int port = port(many.listen(new Address.Tcp("127.0.0.1", 0), ListenOptions.DEFAULT, () -> new Probe() {
                    @Override
                    public void onOpen(Connection connection) {
                        accepted.add(connection);
                    }
                }));
                List<Socket> sockets = new ArrayList<>();
                int[] by = new int[loops];
                for (int i = 0; i < 20; i++) {
                    sockets.add(dial(port));
                    by[accepted.poll(10, TimeUnit.SECONDS).loop().index()]++;
                }
                assertThat(by).containsOnly(20 / loops);
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void theOneConnectionTooManyIsClosedAndTheOthersGoOn() throws Exception {
        try (Network small = Network.start(
                NetworkOptions.DEFAULT.withTransport(transport).withLoops(1).withMaxConnections(2))) {
            int port = port(small.listen(new Address.Tcp("127.0.0.1", 0), ListenOptions.DEFAULT, Echo::new));
            try (Socket one = dial(port);
                    Socket two = dial(port)) {
                one.getOutputStream().write(1);
                two.getOutputStream().write(1);
                assertThat(one.getInputStream().read() + two.getInputStream().read())
                        .isEqualTo(2);
                try (Socket three = dial(port)) {
                    assertThat(three.getInputStream().read()).isNegative();
                }
                one.getOutputStream().write(1);
                assertThat(one.getInputStream().read()).isEqualTo(1);
                one.close();
                await().until(() -> small.connections() == 1);
                try (Socket four = dial(port)) {
                    four.getOutputStream().write(4);
                    assertThat(four.getInputStream().read()).isEqualTo(4);
                }
            }
        }
    }

    @Test
    void aPortInUseIsRefusedInOneSentence() throws Exception {
        int port = listen(Echo::new);
        assertThatThrownBy(() -> network.listen(new Address.Tcp("127.0.0.1", port), ListenOptions.DEFAULT, Echo::new))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("Port " + port + " of 127.0.0.1 is in use")
                .hasMessageContaining("another port");
        assertThatThrownBy(() -> network.listen(new Address.Tcp("192.0.2.1", 0), ListenOptions.DEFAULT, Echo::new))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("192.0.2.1 is not an address of this machine");
        assertThatThrownBy(() ->
                        network.listen(new Address.Tcp("no-such-host.invalid", 0), ListenOptions.DEFAULT, Echo::new))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("no host named no-such-host.invalid");
    }

    @Test
    void aListenerThatIsClosedAcceptsNoMoreAndItsConnectionsGoOn() throws Exception {
        Listener listener = network.listen(new Address.Tcp("127.0.0.1", 0), ListenOptions.DEFAULT, Echo::new);
        try (Socket socket = dial(port(listener))) {
            socket.getOutputStream().write(1);
            assertThat(socket.getInputStream().read()).isEqualTo(1);
            listener.close();
            assertThatThrownBy(() -> dial(port(listener))).isInstanceOf(IOException.class);
            socket.getOutputStream().write(2);
            assertThat(socket.getInputStream().read()).isEqualTo(2);
        }
    }

    @Test
    void aUnixSocketIsMadeReplacedWhenStaleAndRemoved(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("parley.sock");
        Address.Unix address = new Address.Unix(path);
        Listener first = network.listen(address, ListenOptions.DEFAULT, Echo::new);
        assertThat(first.address()).isEqualTo(address);
        echoOver(path);
        assertThatThrownBy(() -> network.listen(address, ListenOptions.DEFAULT, Echo::new))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("Another server is listening on " + path);
        echoOver(path);
        first.close();
        assertThat(path).doesNotExist();

        // A server that died left its file.
        try (var dead = java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            dead.bind(java.net.UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();
        try (Listener again = network.listen(address, ListenOptions.DEFAULT, Echo::new)) {
            echoOver(path);
            Probe probe = new Probe();
            network.connect(network.loops().getFirst(), again.address(), ConnectOptions.DEFAULT, probe, e -> {});
            Connection connection = Probe.connection(probe);
            on(connection, () -> connection.write(ByteBuffer.wrap(new byte[10])));
            await().until(() -> probe.count() == 10);
            assertThat(connection.peer().address()).isNull();
            on(connection, connection::abort);
        }
        assertThat(path).doesNotExist();

        Files.writeString(path, "precious");
        assertThatThrownBy(() -> network.listen(address, ListenOptions.DEFAULT, Echo::new))
                .hasMessageContaining("is not a socket");
        assertThat(path).hasContent("precious");
    }

    private static void echoOver(Path path) throws IOException {
        try (SocketChannel channel = SocketChannel.open(java.net.UnixDomainSocketAddress.of(path))) {
            channel.write(ByteBuffer.wrap("ping".getBytes()));
            ByteBuffer got = ByteBuffer.allocate(4);
            while (got.hasRemaining() && channel.read(got) >= 0) {
                // until all four are there
            }
            assertThat(got.array()).isEqualTo("ping".getBytes());
        }
    }

    // ---- stopping, and what is left

    @Test
    void stoppingAsksForAGoodbyeAndWaitsForIt() throws Exception {
        Probe probe = new Probe();
        int port = listen(probe);
        try (Socket socket = dial(port)) {
            Connection connection = Probe.connection(probe);
            on(connection, () -> connection.write(ByteBuffer.wrap("last words".getBytes())));
            Thread stopper = Thread.ofVirtual().start(() -> network.stop(Duration.ofSeconds(10)));
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo("last words".getBytes());
            socket.close();
            assertThat(probe.goodbye.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(probe.closed.get(10, TimeUnit.SECONDS)).isNull();
            stopper.join();
        }
        assertThat(network.connections()).isZero();
        assertThatThrownBy(() -> listen(Echo::new)).hasMessageContaining("has been stopped");
    }

    @Test
    void stoppingCutsWhoDoesNotLeave() throws Exception {
        Probe stubborn = new Probe() {
            @Override
            public void onGoodbye(Connection connection) {
                goodbye.complete(false);
            }
        };
        int port = listen(stubborn);
        try (Socket socket = dial(port)) {
            Probe.connection(stubborn);
            long start = System.nanoTime();
            network.stop(Duration.ofMillis(200));
            assertThat(System.nanoTime() - start).isGreaterThan(200_000_000L);
            assertThat(stubborn.goodbye).isDone();
            assertThat(stubborn.closed).isDone();
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void nothingIsLeftOfManyConnectionsAndResets() throws Exception {
        int before = descriptors();
        long threadsBefore = threads();
        int port = listen(Echo::new);
        for (int i = 0; i < 300; i++) {
            Socket socket = dial(port);
            socket.getOutputStream().write(random(i * 10, i));
            if (i % 3 == 0) {
                socket.setSoLinger(true, 0);
            } else if (i % 3 == 1) {
                assertThat(socket.getInputStream().readNBytes(i * 10)).isEqualTo(random(i * 10, i));
            }
            socket.close();
        }
        await().until(() -> network.connections() == 0);
        network.close();
        await().until(() -> descriptors() <= before && threads() <= threadsBefore);
        for (Loop loop : network.loops()) {
            assertThat(((NettyLoop) loop).buffers.lent()).isZero();
        }
    }

    private static int descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return (int) all.filter(fd -> !isRing(fd)).count();
        }
    }

    private static boolean isRing(Path fd) {
        try {
            String target = Files.readSymbolicLink(fd).toString();
            return target.contains("io_uring")
                    || target.contains("eventpoll")
                    || target.contains("eventfd")
                    || target.contains("timerfd")
                    || target.endsWith(".jar");
        } catch (IOException gone) {
            return true;
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("parley-net"))
                .count();
    }

    @Test
    void twoHundredConnectsAtOnceAreAllServed() throws Exception {
        int port = listen(Echo::new);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger served = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            callers.add(Thread.ofVirtual().start(() -> {
                try {
                    go.await();
                    try (Socket socket = dial(port)) {
                        socket.getOutputStream().write(7);
                        InputStream in = socket.getInputStream();
                        if (in.read() == 7) {
                            served.incrementAndGet();
                        }
                    }
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        go.countDown();
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(served).hasValue(200);
    }
}
