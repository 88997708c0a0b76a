package dev.parley.net;

/// A place where connections are accepted. Any thread.
public interface Listener extends AutoCloseable {

    /// Where it really listens: with the port that was taken when 0 was asked for.
    Address address();

    /// Stops accepting; connections that are there go on.
    @Override
    void close();
}
