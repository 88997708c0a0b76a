package dev.parley.net;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// Who is at the other end of a connection.
///
/// @param address the address of the client; behind a trusted proxy the one that the proxy forwarded; null over a
///     Unix domain socket without a forwarded address
/// @param port the client's port, 0 where it is not known
/// @param viaProxy whether `address` is what a trusted proxy said
public record Peer(@Nullable InetAddress address, int port, boolean viaProxy) {

    /// Whether limits by address apply: not for loopback, nor for peers without an address.
    public boolean limitable() {
        return address != null && !address.isLoopbackAddress();
    }

    @Override
    public String toString() {
        return address == null ? "unix" : address.getHostAddress() + (port == 0 ? "" : ":" + port);
    }
}
