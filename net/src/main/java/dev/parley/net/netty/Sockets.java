package dev.parley.net.netty;

import dev.parley.net.NetworkException;
import dev.parley.net.Transport;
import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.FileNotFoundException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What differs between the transports: which classes of Netty's make their loops and channels.
enum Sockets {
    IO_URING(Transport.IO_URING) {
        @Override
        @Nullable Throwable unavailable() {
            try {
                return IoUring.isAvailable() ? null : IoUring.unavailabilityCause();
            } catch (LinkageError missing) {
                return missing;
            }
        }

        @Override
        IoHandlerFactory io() {
            IoUringIoHandlerConfig config = new IoUringIoHandlerConfig().setRingSize(RING_SIZE);
            if (config.getCqSize() > 0) {
                // Room for the ends of many connections at once; 16 bytes each.
                config.setCqSize(COMPLETIONS);
            }
            if (BUFFER_RING) {
                config.setBufferRingConfig(IoUringBufferRingConfig.builder()
                        .bufferGroupId(BUFFER_GROUP)
                        .bufferRingSize((short) 256)
                        .batchSize(64)
                        .allocator(new IoUringFixedBufferRingAllocator(BufferPool.MEDIUM))
                        .build());
            }
            return IoUringIoHandler.newFactory(config);
        }

        @Override
        void configure(Channel channel) {
            if (BUFFER_RING) {
                channel.config().setOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, BUFFER_GROUP);
            }
        }

        @Override
        ServerChannel server() {
            return new IoUringServerSocketChannel();
        }

        @Override
        ServerChannel unixServer() {
            return new IoUringServerDomainSocketChannel();
        }

        @Override
        Channel client() {
            return new IoUringSocketChannel();
        }

        @Override
        Channel unixClient() {
            return new IoUringDomainSocketChannel();
        }
    },

    EPOLL(Transport.EPOLL) {
        @Override
        @Nullable Throwable unavailable() {
            try {
                return Epoll.isAvailable() ? null : Epoll.unavailabilityCause();
            } catch (LinkageError missing) {
                return missing;
            }
        }

        @Override
        IoHandlerFactory io() {
            return EpollIoHandler.newFactory();
        }

        @Override
        ServerChannel server() {
            return new EpollServerSocketChannel();
        }

        @Override
        ServerChannel unixServer() {
            return new EpollServerDomainSocketChannel();
        }

        @Override
        Channel client() {
            return new EpollSocketChannel();
        }

        @Override
        Channel unixClient() {
            return new EpollDomainSocketChannel();
        }

        @Override
        @Nullable Socket direct(Channel channel) {
            return channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket ? socket : null;
        }
    },

    NIO(Transport.NIO) {
        @Override
        @Nullable Throwable unavailable() {
            return null;
        }

        @Override
        IoHandlerFactory io() {
            return NioIoHandler.newFactory();
        }

        @Override
        ServerChannel server() {
            return new NioServerSocketChannel();
        }

        @Override
        ServerChannel unixServer() {
            return new NioServerDomainSocketChannel();
        }

        @Override
        Channel client() {
            return new NioSocketChannel();
        }

        @Override
        Channel unixClient() {
            return new NioDomainSocketChannel();
        }

        @Override
        SocketAddress unix(Path path) {
            return UnixDomainSocketAddress.of(path);
        }
    };

    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

    /// The order in which [Transport#AUTO] tries them, to be decided by measurement.
    private static final List<Sockets> AUTO_ORDER = List.of(IO_URING, EPOLL, NIO);

    private static final int RING_SIZE = 1024;
    private static final int COMPLETIONS = 16 * 1024;
    /// For experiments: lets the kernel choose among buffers set aside, instead of waiting and then lending one. Each
    /// ring holds 4 MiB.
    private static final boolean BUFFER_RING = Boolean.getBoolean("parley.net.iouring.bufferRing");
    private static final short BUFFER_GROUP = 1;

    static {
        // Netty arms a multishot accept again after every error, whatever autoRead says: out of file descriptors, the
        // loop would do nothing else. One accept at a time minds autoRead. It is read when Netty's IoUring is loaded.
        String multishot = "io.netty.iouring.acceptMultiShotEnabled";
        if (System.getProperty(multishot) == null) {
            System.setProperty(multishot, "false");
        }
    }

    final Transport transport;

    Sockets(Transport transport) {
        this.transport = transport;
    }

    /// Why it does not work here; null when it does.
    abstract @Nullable Throwable unavailable();

    abstract IoHandlerFactory io();

    abstract ServerChannel server();

    abstract ServerChannel unixServer();

    abstract Channel client();

    abstract Channel unixClient();

    /// What only this transport sets on a connection's channel.
    void configure(Channel channel) {}

    /// The socket below `channel`, when it may be sent to past the channel.
    @Nullable Socket direct(Channel channel) {
        return null;
    }

    SocketAddress unix(Path path) {
        return new DomainSocketAddress(path.toFile());
    }

    /// Whether reads complete some time after their buffer was lent.
    boolean async() {
        return this == IO_URING;
    }

    static Sockets choose(Transport asked) throws NetworkException {
        if (asked != Transport.AUTO) {
            Sockets sockets = valueOf(asked.name());
            Throwable why = sockets.unavailable();
            if (why != null) {
                throw new NetworkException(
                        "The transport " + asked + " does not work here (" + reason(why)
                                + "); leave the transport to AUTO, or take NIO, which works everywhere.",
                        why);
            }
            LOG.info("Transport: {}", asked);
            return sockets;
        }
        StringBuilder passed = new StringBuilder();
        for (Sockets sockets : AUTO_ORDER) {
            Throwable why = sockets.unavailable();
            if (why == null) {
                LOG.info("Transport: {}{}", sockets.transport, passed);
                return sockets;
            }
            passed.append(passed.isEmpty() ? " (" : ", ")
                    .append(sockets.transport)
                    .append(" does not work here: ")
                    .append(reason(why));
        }
        throw new AssertionError("NIO always works");
    }

    private static String reason(Throwable why) {
        Throwable root = why;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage();
        String first = message == null
                ? root.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
        if (root instanceof FileNotFoundException) {
            return "its native library is not on the class path: " + first;
        }
        return root instanceof LinkageError ? "its native library does not load: " + first : first;
    }
}
