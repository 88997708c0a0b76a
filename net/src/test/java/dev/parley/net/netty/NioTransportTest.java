package dev.parley.net.netty;

import dev.parley.net.Transport;

class NioTransportTest extends TransportContract {
    NioTransportTest() {
        super(Transport.NIO);
    }
}
