package dev.parley.net;

/// What the loops and their connections share.
///
/// @param transport which one; [Transport#AUTO] decides by what works here
/// @param loops the number of event-loop threads; 0 for one per core
/// @param maxConnections open at the same time, over all listeners; past it HTTP answers 503 with Retry-After, and a
///     bare connection is closed
/// @param maxConnectionsPerAddress the same by client address; 0 for no limit. Never applied to loopback, to Unix
///     domain sockets, or to the address of a trusted proxy itself
/// @param connection the bounds of each connection
public record NetworkOptions(
        Transport transport, int loops, int maxConnections, int maxConnectionsPerAddress, ConnectionLimits connection) {

    public static final NetworkOptions DEFAULT =
            new NetworkOptions(Transport.AUTO, 0, 100_000, 1_000, ConnectionLimits.DEFAULT);

    public NetworkOptions {
        if (loops < 0 || loops > 1024) {
            throw new IllegalArgumentException("loops is 0 (one per core) to 1024, got " + loops);
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections must be at least 1, got " + maxConnections);
        }
        if (maxConnectionsPerAddress < 0) {
            throw new IllegalArgumentException("maxConnectionsPerAddress is 0 (no limit) or more");
        }
    }

    public NetworkOptions withTransport(Transport transport) {
        return new NetworkOptions(transport, loops, maxConnections, maxConnectionsPerAddress, connection);
    }

    public NetworkOptions withLoops(int loops) {
        return new NetworkOptions(transport, loops, maxConnections, maxConnectionsPerAddress, connection);
    }

    public NetworkOptions withMaxConnections(int maxConnections) {
        return new NetworkOptions(transport, loops, maxConnections, maxConnectionsPerAddress, connection);
    }

    public NetworkOptions withMaxConnectionsPerAddress(int maxConnectionsPerAddress) {
        return new NetworkOptions(transport, loops, maxConnections, maxConnectionsPerAddress, connection);
    }

    public NetworkOptions withConnection(ConnectionLimits connection) {
        return new NetworkOptions(transport, loops, maxConnections, maxConnectionsPerAddress, connection);
    }
}
