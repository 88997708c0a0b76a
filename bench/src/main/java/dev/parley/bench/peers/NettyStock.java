package dev.parley.bench.peers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Netty with its stock WebSocket handlers: `HttpServerCodec`, `HttpObjectAggregator`, `WebSocketServerProtocolHandler`,
/// and one handler behind them. The baseline of our tables.
final class NettyStock implements Peer {

    private final EventLoopGroup loops;
    private final Channel listener;

    private NettyStock(EventLoopGroup loops, Channel listener) {
        this.loops = loops;
        this.listener = listener;
    }

    public static void main(String[] args) {
        start(PeerOptions.parse(args)).announce();
    }

    static NettyStock start(PeerOptions options) {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(options.loops(), ioHandler(options.transport()));
        NettyRooms rooms = new NettyRooms(loops);
        Channel listener = new ServerBootstrap()
                .group(loops)
                .channel(serverChannel(options.transport()))
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        assemble(channel.pipeline(), options, rooms);
                    }
                })
                .bind("127.0.0.1", options.port())
                .syncUninterruptibly()
                .channel();
        return new NettyStock(loops, listener);
    }

    @Override
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static void assemble(ChannelPipeline pipeline, PeerOptions options, NettyRooms rooms) {
        if (options.flush() == PeerOptions.Flush.TURN) {
            pipeline.addLast(new FlushConsolidationHandler(
                    FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true));
        }
        pipeline.addLast(new HttpServerCodec());
        pipeline.addLast(new HttpObjectAggregator(65_536));
        pipeline.addLast(new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/")
                .checkStartsWith(true)
                .build()));
        pipeline.addLast(new Endpoint(rooms));
    }

    private static IoHandlerFactory ioHandler(PeerOptions.Transport transport) {
        return switch (transport) {
            case IO_URING -> IoUringIoHandler.newFactory();
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    private static Class<? extends ServerChannel> serverChannel(PeerOptions.Transport transport) {
        return switch (transport) {
            case IO_URING -> IoUringServerSocketChannel.class;
            case EPOLL -> EpollServerSocketChannel.class;
            case NIO -> NioServerSocketChannel.class;
        };
    }

    /// Answers with what came, or hands it to everyone in the room.
    private static final class Endpoint extends SimpleChannelInboundHandler<WebSocketFrame> {
        private final NettyRooms rooms;
        private @Nullable String room;

        Endpoint(NettyRooms rooms) {
            this.rooms = rooms;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete handshake
                    && handshake.requestUri().startsWith("/raw/")) {
                room = handshake.requestUri();
                rooms.join(room, context.channel());
            }
            super.userEventTriggered(context, event);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            if (room == null) {
                context.write(frame.retain());
            } else {
                rooms.broadcast(room, frame);
            }
        }

        /// As in Netty's own echo example: what was read together is answered together.
        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }
}
