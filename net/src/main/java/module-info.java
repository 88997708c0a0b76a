/// Sockets, TLS and HTTP/1.1 for Parley. The only module that uses Netty.
module dev.parley.net {
    requires java.management;
    requires static org.jspecify;
    requires org.slf4j;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.netty.handler;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.transport.unix.common;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.io_uring;

    exports dev.parley.net;
    exports dev.parley.net.http;
}
