package dev.parley.net.netty;

import dev.parley.net.NetworkOptions;
import dev.parley.net.Peer;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts the connections of a network, in all and by client address, and says when there are too many. Any thread.
final class Admission {

    private final int most;
    private final int mostPerAddress;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

    /// Whether HTTP connections stay open behind an answer. Written by whoever closes or opens this network to clients.
    volatile boolean keepsAlive = true;

    Admission(NetworkOptions options) {
        most = options.maxConnections();
        mostPerAddress = options.maxConnectionsPerAddress();
    }

    int open() {
        return open.get();
    }

    /// Counts a connection that was accepted. Answers false when it is one too many; it is counted all the same,
    /// until [#left].
    boolean accepted(NettyConnection connection) {
        connection.accepted = true;
        open.incrementAndGet();
        return accepted.incrementAndGet() <= most;
    }

    /// Whether a connection too many may stay long enough to be told so: a tenth more than the limit, and at least 16.
    boolean mayRefusePolitely() {
        return accepted.get() <= most + Math.max(16, most / 10);
    }

    /// Counts a connection that was made from here.
    void called() {
        open.incrementAndGet();
    }

    /// Counts a connection under the address of its peer, unless it is already counted under one. Answers false when
    /// it is one too many for that address.
    boolean countAddress(NettyConnection connection, Peer peer) {
        InetAddress address = peer.address();
        if (mostPerAddress == 0 || address == null || !peer.limitable() || connection.countedFor != null) {
            return true;
        }
        connection.countedFor = address;
        return byAddress.merge(address, 1, Integer::sum) <= mostPerAddress;
    }

    void left(NettyConnection connection) {
        open.decrementAndGet();
        if (connection.accepted) {
            accepted.decrementAndGet();
        }
        InetAddress address = connection.countedFor;
        if (address != null) {
            connection.countedFor = null;
            byAddress.computeIfPresent(address, (a, n) -> n == 1 ? null : n - 1);
        }
    }

    String tooMany() {
        return "This server has as many connections as it takes (" + most + "). Try again in a few seconds; "
                + "its operator can raise the limit on connections.";
    }

    String tooManyFromAddress() {
        return "There are as many connections from this address as this server takes (" + mostPerAddress
                + "). Close some, or ask its operator to raise the limit on connections per address.";
    }
}
