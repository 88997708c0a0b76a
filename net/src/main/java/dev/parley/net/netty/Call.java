package dev.parley.net.netty;

import dev.parley.net.Address;
import dev.parley.net.ConnectOptions;
import dev.parley.net.Connection;
import dev.parley.net.ConnectionHandler;
import dev.parley.net.Network;
import dev.parley.net.NetworkException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// One call out, up to the point where its handler takes over: looks the host up, connects, and under TLS shakes
/// hands. Whatever fails on the way is told once.
final class Call implements ConnectionHandler {

    private final NettyNetwork network;
    private final NettyLoop loop;
    private final ConnectOptions options;
    private final ConnectionHandler handler;
    private final Network.ConnectFailed failed;
    private boolean told;

    Call(
            NettyNetwork network,
            NettyLoop loop,
            ConnectOptions options,
            ConnectionHandler handler,
            Network.ConnectFailed failed) {
        this.network = network;
        this.loop = loop;
        this.options = options;
        this.handler = handler;
        this.failed = failed;
    }

    /// On the loop. Names are looked up on a virtual thread, since the system's resolver blocks.
    void start(Address address) {
        Thread.ofVirtual().name("parley-resolve").start(() -> {
            Runnable next;
            try {
                SocketAddress remote = network.remote(address);
                next = () -> connect(address, remote);
            } catch (UnknownHostException e) {
                next = () -> fail(new NetworkException("There is no host named " + e.getMessage() + ".", e));
            }
            try {
                loop.execute(next);
            } catch (RejectedExecutionException stopped) {
                NettyNetwork.LOG.debug("the network has stopped while {} was looked up", address);
            }
        });
    }

    private void connect(Address address, SocketAddress remote) {
        Channel channel;
        SslHandler ssl;
        try {
            ssl = options.tls() == null ? null : ClientTls.handler(options.tls(), address, loop.allocator);
            channel = network.client(address);
        } catch (NetworkException | RuntimeException e) {
            fail(e);
            return;
        }
        network.configure(channel, loop, ssl != null);
        channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, options.timeoutMillis());
        NettyConnection connection = new NettyConnection(
                channel,
                loop,
                NettyListener.peer(remote),
                network.admission,
                this,
                ssl == null ? network.direct(channel) : null);
        if (ssl != null) {
            ssl.setHandshakeTimeoutMillis(options.timeoutMillis());
            channel.pipeline().addLast("tls", ssl);
        }
        network.admission.called();
        channel.pipeline().addLast("connection", connection);
        loop.register(channel).addListener(registered -> {
            if (!registered.isSuccess()) {
                network.admission.left(connection);
                fail(registered.cause());
                return;
            }
            channel.connect(remote).addListener(connected -> {
                if (!connected.isSuccess()) {
                    fail(explain(address, connected.cause()));
                    channel.close();
                }
            });
        });
    }

    private static Throwable explain(Address address, @Nullable Throwable cause) {
        String said = cause == null ? "" : String.valueOf(cause.getMessage());
        if (said.contains("refused")) {
            return new NetworkException("Nobody listens on " + address + " (connection refused).", cause);
        }
        if (said.contains("timed out")) {
            return new NetworkException(address + " did not answer in time.", cause);
        }
        return new NetworkException("Can't connect to " + address + ": " + said, cause);
    }

    private void fail(@Nullable Throwable cause) {
        if (!told) {
            told = true;
            failed.onFailed(
                    cause == null ? new NetworkException("The connection was lost while it was made.", null) : cause);
        }
    }

    @Override
    public void onOpen(Connection connection) {
        told = true;
        connection.handler(handler);
    }

    @Override
    public void onRead(Connection connection, ByteBuffer in) {
        throw new AssertionError("the handler has taken over");
    }

    @Override
    public void onClosed(Connection connection, @Nullable Throwable cause) {
        fail(cause);
    }
}
