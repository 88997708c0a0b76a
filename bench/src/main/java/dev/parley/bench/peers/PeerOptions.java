package dev.parley.bench.peers;

import java.util.Locale;

/// What a peer is told on its command line: `--port N --loops N --transport io_uring|epoll|nio --flush message|turn`.
///
/// @param port 0 for a free one
/// @param loops threads that do input and output, 1 or more
/// @param transport for peers that can choose
/// @param flush for Netty: when what was written leaves
record PeerOptions(int port, int loops, Transport transport, Flush flush) {

    enum Transport {
        IO_URING,
        EPOLL,
        NIO
    }

    enum Flush {
        /// As in Netty's own examples: an echo once for what was read together, a broadcast after each message.
        MESSAGE,
        /// Once per connection and turn, by Netty's `FlushConsolidationHandler`.
        TURN
    }

    static final PeerOptions DEFAULT = new PeerOptions(0, 1, Transport.EPOLL, Flush.MESSAGE);

    PeerOptions {
        if (port < 0 || port > 65_535 || loops < 1) {
            throw new IllegalArgumentException("port is 0 to 65535 and loops 1 or more, got " + port + " and " + loops);
        }
    }

    /// @throws IllegalArgumentException for an option that is unknown or has no value
    static PeerOptions parse(String... args) {
        PeerOptions options = DEFAULT;
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value");
            }
            options = options.with(args[i], args[i + 1]);
        }
        return options;
    }

    PeerOptions withTransport(Transport transport) {
        return new PeerOptions(port, loops, transport, flush);
    }

    PeerOptions withFlush(Flush flush) {
        return new PeerOptions(port, loops, transport, flush);
    }

    private PeerOptions with(String option, String value) {
        return switch (option) {
            case "--port" -> new PeerOptions(Integer.parseInt(value), loops, transport, flush);
            case "--loops" -> new PeerOptions(port, Integer.parseInt(value), transport, flush);
            case "--transport" -> withTransport(Transport.valueOf(value.toUpperCase(Locale.ROOT)));
            case "--flush" -> withFlush(Flush.valueOf(value.toUpperCase(Locale.ROOT)));
            default -> throw new IllegalArgumentException("unknown option " + option);
        };
    }
}
