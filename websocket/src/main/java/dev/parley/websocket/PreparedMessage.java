package dev.parley.websocket;

import java.nio.ByteBuffer;

/// A message that is encoded once and sent to any number of connections. Immutable; any thread; needs no release.
public final class PreparedMessage {

    public static PreparedMessage text(String text) {
        throw new AssertionError();
    }

    /// Text that is UTF-8 already; a copy is taken. The bytes are not checked.
    public static PreparedMessage text(ByteBuffer utf8) {
        throw new AssertionError();
    }

    /// A copy is taken.
    public static PreparedMessage binary(ByteBuffer data) {
        throw new AssertionError();
    }
}
