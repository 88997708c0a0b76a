package dev.parley.net.netty;

import dev.parley.net.Address;
import dev.parley.net.ConnectionHandler;
import dev.parley.net.Listener;
import dev.parley.net.Peer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accepts connections on one address and spreads them over the loops, one after the other.
///
/// When the process runs out of file descriptors, accepting rests and is tried again after 100 ms, twice as long each
/// time up to 2 s; connections that are there are not touched. The log says so once per shortage.
final class NettyListener extends ChannelInboundHandlerAdapter implements Listener {

    private static final Logger LOG = LoggerFactory.getLogger(NettyListener.class);
    private static final int FIRST_REST_MILLIS = 100;
    private static final int LONGEST_REST_MILLIS = 2_000;

    /// Makes the handler of a connection that was just accepted. On any loop.
    interface Greeter {

        /// @param within whether the limit on connections in all has room for it
        /// @return null to close it at once
        @Nullable ConnectionHandler greet(NettyConnection connection, boolean within);
    }

    private final NettyNetwork network;
    private final Channel channel;
    private final Address address;
    private final @Nullable ServerTls tls;
    private final Greeter greeter;
    private final @Nullable Path socketFile;
    private int nextLoop;
    private int restMillis;
    private boolean resting;

    NettyListener(NettyNetwork network, Channel channel, Address asked, @Nullable ServerTls tls, Greeter greeter) {
        this.network = network;
        this.channel = channel;
        this.tls = tls;
        this.greeter = greeter;
        this.socketFile = asked instanceof Address.Unix unix ? unix.path() : null;
        this.address = channel.localAddress() instanceof InetSocketAddress bound && asked instanceof Address.Tcp tcp
                ? new Address.Tcp(tcp.host(), bound.getPort())
                : asked;
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public void close() {
        ChannelFuture closing = channel.close();
        if (!network.onLoop()) {
            closing.awaitUninterruptibly();
            awaitTurns();
        }
        if (tls != null) {
            tls.close();
        }
        network.closed(this);
        if (socketFile != null) {
            try {
                Files.deleteIfExists(socketFile);
            } catch (IOException e) {
                LOG.warn("The socket file {} could not be removed: {}", socketFile, e.toString());
            }
        }
    }

    /// NIO lets go of a closed socket only when it selects again.
    private void awaitTurns() {
        NettyLoop loop = (NettyLoop) channel.eventLoop();
        CountDownLatch turned = new CountDownLatch(1);
        try {
            loop.execute(() -> loop.nextTurn(turned::countDown));
            if (!turned.await(1, TimeUnit.SECONDS)) {
                LOG.debug("The loop of {} was busy while it was closed", address);
            }
        } catch (RejectedExecutionException ended) {
            LOG.debug("The loop of {} had ended before it was closed", address);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// From now on connections are taken.
    void start() {
        channel.pipeline().addLast("accept", this);
        channel.config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Channel child = (Channel) message;
        if (restMillis != 0) {
            restMillis = 0;
            LOG.info("Connections are accepted on {} again", address);
        }
        NettyLoop loop = network.loop(nextLoop++);
        NettyConnection connection = new NettyConnection(
                child,
                loop,
                peer(child.remoteAddress()),
                network.admission,
                NOBODY,
                tls == null ? network.direct(child) : null);
        boolean within = network.admission.accepted(connection);
        try {
            if (!configure(child, connection, within)) {
                network.admission.left(connection);
                child.unsafe().closeForcibly();
                return;
            }
        } catch (RuntimeException e) {
            LOG.debug("A connection was gone before it was looked at", e);
            network.admission.left(connection);
            child.unsafe().closeForcibly();
            return;
        }
        loop.register(child).addListener(registered -> {
            if (!registered.isSuccess()) {
                child.unsafe().closeForcibly();
                network.admission.left(connection);
            }
        });
    }

    /// Answers false when the connection is to be closed at once.
    private boolean configure(Channel child, NettyConnection connection, boolean within) {
        NettyLoop loop = connection.nettyLoop();
        SslHandler ssl = tls == null ? null : tls.handler(loop.allocator);
        network.configure(child, loop, ssl != null);
        ConnectionHandler handler = greeter.greet(connection, within);
        if (handler == null) {
            return false;
        }
        connection.first(handler);
        if (ssl != null) {
            child.pipeline().addLast("tls", ssl);
        }
        child.pipeline().addLast("connection", connection);
        return true;
    }

    private static final ConnectionHandler NOBODY = (connection, in) -> in.position(in.limit());

    static Peer peer(@Nullable SocketAddress remote) {
        return remote instanceof InetSocketAddress inet && inet.getAddress() != null
                ? new Peer(inet.getAddress(), inet.getPort(), false)
                : new Peer(null, 0, false);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!channel.isOpen()) {
            return;
        }
        if (restMillis == 0) {
            LOG.warn(
                    "No connection can be accepted on {} ({}). Those that are open go on; raise the limit on open files"
                            + " (ulimit -n, or LimitNOFILE= of the service) or close some. Trying again.",
                    address,
                    cause.getMessage());
        }
        rest();
    }

    private void rest() {
        if (resting) {
            return;
        }
        resting = true;
        restMillis = restMillis == 0 ? FIRST_REST_MILLIS : Math.min(LONGEST_REST_MILLIS, restMillis * 2);
        channel.config().setAutoRead(false);
        ((NettyLoop) channel.eventLoop()).schedule(restMillis, () -> {
            resting = false;
            if (channel.isOpen()) {
                channel.config().setAutoRead(true);
            }
        });
    }
}
