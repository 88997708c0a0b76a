/// RFC 6455 and RFC 7692 as pure state machines.
module dev.parley.protocol {
    requires static org.jspecify;

    exports dev.parley.protocol;
    exports dev.parley.protocol.handshake;
    exports dev.parley.protocol.deflate;
}
