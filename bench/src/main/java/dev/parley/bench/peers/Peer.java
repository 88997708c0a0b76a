package dev.parley.bench.peers;

/// A server that is listening on 127.0.0.1.
interface Peer extends AutoCloseable {

    /// The port it listens on.
    int port();

    /// Stops it and waits until its port is free. Connections that are open are cut.
    @Override
    void close();

    /// Says on standard output where this process listens: `listening PORT PID`.
    default void announce() {
        System.out.println("listening " + port() + " " + ProcessHandle.current().pid());
    }
}
