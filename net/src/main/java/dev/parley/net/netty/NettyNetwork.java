package dev.parley.net.netty;

import dev.parley.net.Address;
import dev.parley.net.ConnectOptions;
import dev.parley.net.ConnectionHandler;
import dev.parley.net.ListenOptions;
import dev.parley.net.Listener;
import dev.parley.net.Loop;
import dev.parley.net.Network;
import dev.parley.net.NetworkException;
import dev.parley.net.NetworkOptions;
import dev.parley.net.Transport;
import dev.parley.net.http.Headers;
import dev.parley.net.http.HttpHandler;
import dev.parley.net.http.HttpOptions;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.internal.PlatformDependent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The network on Netty: starts and stops its loops, listens and calls out.
public final class NettyNetwork implements Network {

    static final Logger LOG = LoggerFactory.getLogger(NettyNetwork.class);
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final Sockets sockets;
    private final List<NettyLoop> loops;
    private final List<ReadBuffers> readBuffers;
    private final Set<NettyListener> listeners = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    /// Looks at certificate files; started when first needed.
    private @Nullable ScheduledExecutorService scheduler;
    final Admission admission;

    private NettyNetwork(Sockets sockets, NetworkOptions options) {
        this.sockets = sockets;
        admission = new Admission(options);
        int count = options.loops() == 0 ? Runtime.getRuntime().availableProcessors() : options.loops();
        // One arena per loop, small chunks, small caches: bytes on their way to plain sockets live in BufferPool, so
        // this serves TLS, HTTP bodies and what paused connections keep.
        PooledByteBufAllocator allocator = new PooledByteBufAllocator(true, 0, count, 8192, 6, 64, 16, false);
        ThreadFactory threads =
                new DefaultThreadFactory("parley-net-" + NAMES.incrementAndGet(), false, Thread.NORM_PRIORITY);
        List<NettyLoop> made = new ArrayList<>();
        List<ReadBuffers> buffers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            NettyLoop loop = new NettyLoop(i, threads, sockets.io(), options.connection(), allocator);
            made.add(loop);
            buffers.add(new ReadBuffers(loop.buffers, sockets.async()));
        }
        loops = List.copyOf(made);
        readBuffers = List.copyOf(buffers);
    }

    /// Whether the calling thread is a loop's.
    public static boolean onAnyLoop() {
        return Thread.currentThread() instanceof FastThreadLocalThread;
    }

    /// See [Network#start].
    public static Network start(NetworkOptions options) throws NetworkException {
        return new NettyNetwork(Sockets.choose(options.transport()), options);
    }

    @Override
    public Transport transport() {
        return sockets.transport;
    }

    @Override
    public List<Loop> loops() {
        return List.copyOf(loops);
    }

    NettyLoop loop(int n) {
        return loops.get(Math.floorMod(n, loops.size()));
    }

    @Nullable Socket direct(Channel channel) {
        return sockets.direct(channel);
    }

    /// The options of a connection's channel.
    void configure(Channel channel, NettyLoop loop, boolean tls) {
        channel.config().setAllocator(loop.allocator);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        if (channel instanceof SocketChannel) {
            channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        }
        sockets.configure(channel);
        if (!tls) {
            channel.config().setRecvByteBufAllocator(readBuffers.get(loop.index()));
        }
    }

    // ---- listening

    @Override
    public Listener listen(Address address, ListenOptions options, Supplier<ConnectionHandler> handlers)
            throws NetworkException {
        return listen(
                address,
                options,
                (connection, within) ->
                        within && admission.countAddress(connection, connection.peer()) ? handlers.get() : null);
    }

    @Override
    public Listener listenHttp(Address address, ListenOptions options, HttpOptions http, HttpHandler handler)
            throws NetworkException {
        HttpService service = new HttpService(options, http, handler, admission);
        return listen(
                address,
                options,
                (connection, within) -> within || admission.mayRefusePolitely()
                        ? new HttpConnection(service, connection, within)
                        : null);
    }

    private Listener listen(Address address, ListenOptions options, NettyListener.Greeter greeter)
            throws NetworkException {
        if (stopping.get()) {
            throw new NetworkException("The network has been stopped; start another one to listen.", null);
        }
        ServerTls tls = options.tls() == null ? null : new ServerTls(options.tls(), scheduler());
        ServerChannel server = null;
        try {
            SocketAddress local = Binding.local(address, sockets);
            server = address instanceof Address.Unix ? sockets.unixServer() : sockets.server();
            server.config().setAutoRead(false);
            server.config().setOption(ChannelOption.SO_BACKLOG, options.backlog());
            // On Windows it would let another program take the port away.
            if (server instanceof ServerSocketChannel && !PlatformDependent.isWindows()) {
                server.config().setOption(ChannelOption.SO_REUSEADDR, true);
            }
            await(loop(listeners.size()).register(server));
            await(server.bind(local));
            NettyListener listener = new NettyListener(this, server, address, tls, greeter);
            listeners.add(listener);
            listener.start();
            return listener;
        } catch (NetworkException e) {
            giveUp(server, tls);
            throw e;
        } catch (Exception e) {
            giveUp(server, tls);
            throw Binding.explain(address, e);
        }
    }

    private static void giveUp(@Nullable ServerChannel server, @Nullable ServerTls tls) {
        if (server != null) {
            if (server.isRegistered()) {
                server.close().awaitUninterruptibly();
            } else {
                server.unsafe().closeForcibly();
            }
        }
        if (tls != null) {
            tls.close();
        }
    }

    private static void await(ChannelFuture future) throws Exception {
        future.awaitUninterruptibly();
        if (future.cause() instanceof Exception e) {
            throw e;
        } else if (future.cause() instanceof Error e) {
            throw e;
        }
    }

    boolean onLoop() {
        for (NettyLoop loop : loops) {
            if (loop.inEventLoop()) {
                return true;
            }
        }
        return false;
    }

    void closed(NettyListener listener) {
        listeners.remove(listener);
    }

    private synchronized ScheduledExecutorService scheduler() {
        if (scheduler == null) {
            scheduler = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("parley-net-files").daemon().factory());
        }
        return scheduler;
    }

    // ---- calling

    @Override
    public void connect(
            Loop loop, Address address, ConnectOptions options, ConnectionHandler handler, ConnectFailed failed) {
        if (!(loop instanceof NettyLoop home) || !loops.contains(home)) {
            throw new IllegalArgumentException("the loop must be one of this network's");
        }
        home.execute(() -> new Call(this, home, options, handler, failed).start(address));
    }

    @Override
    public void connectHttp(
            Loop loop,
            Address address,
            ConnectOptions options,
            String target,
            Headers headers,
            Answered answered,
            ConnectFailed failed) {
        connect(
                loop,
                address,
                options,
                new HttpCall(target, headers, options.timeoutMillis(), answered, failed),
                failed);
    }

    Channel client(Address address) {
        return address instanceof Address.Unix ? sockets.unixClient() : sockets.client();
    }

    /// On a loop this must not look up names: [Call] does that elsewhere.
    SocketAddress remote(Address address) throws UnknownHostException {
        return switch (address) {
            case Address.Tcp tcp -> new InetSocketAddress(InetAddress.getByName(tcp.host()), tcp.port());
            case Address.Unix unix -> sockets.unix(unix.path());
        };
    }

    // ---- the end

    @Override
    public void keepAlive(boolean kept) {
        admission.keepsAlive = kept;
    }

    @Override
    public int connections() {
        return admission.open();
    }

    @Override
    public void stop(Duration grace) {
        if (onLoop()) {
            throw new IllegalStateException("stop blocks, so it can't be called on an event loop");
        }
        if (!stopping.compareAndSet(false, true)) {
            awaitStopped();
            return;
        }
        long deadline = System.nanoTime() + grace.toNanos();
        List.copyOf(listeners).forEach(NettyListener::close);
        if (!grace.isZero()) {
            for (NettyLoop loop : loops) {
                loop.execute(() -> loop.forEachConnection(NettyConnection::goodbye));
            }
            while (connections() > 0 && System.nanoTime() < deadline) {
                pause();
            }
        }
        for (NettyLoop loop : loops) {
            loop.execute(() -> loop.forEachConnection(NettyConnection::abort));
        }
        for (NettyLoop loop : loops) {
            loop.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        }
        for (NettyLoop loop : loops) {
            loop.terminationFuture().awaitUninterruptibly();
            loop.terminated();
        }
        synchronized (this) {
            if (scheduler != null) {
                scheduler.shutdownNow();
            }
        }
        stopped.countDown();
    }

    private static void pause() {
        try {
            Thread.sleep(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitStopped() {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop(Duration.ZERO);
    }
}
