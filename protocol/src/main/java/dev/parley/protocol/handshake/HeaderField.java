package dev.parley.protocol.handshake;

/// One header field to be sent.
public record HeaderField(String name, String value) {}
