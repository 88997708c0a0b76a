package dev.parley.net;

import java.nio.file.Path;

/// Where to listen or whom to call.
public sealed interface Address {

    /// A host and a TCP port. Listening on port 0 takes a free one.
    record Tcp(String host, int port) implements Address {
        public Tcp {
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("a port is 0 to 65535, got " + port);
            }
        }

        @Override
        public String toString() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /// A Unix domain socket (epoll and io_uring only). The file is made at listen and removed at close.
    record Unix(Path path) implements Address {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }
}
