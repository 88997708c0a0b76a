package dev.parley.net.netty;

import dev.parley.net.Transport;

class IoUringTransportTest extends TransportContract {
    IoUringTransportTest() {
        super(Transport.IO_URING);
    }
}
