package dev.parley.net.netty;

import dev.parley.net.Transport;

class EpollTransportTest extends TransportContract {
    EpollTransportTest() {
        super(Transport.EPOLL);
    }
}
