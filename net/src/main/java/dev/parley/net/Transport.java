package dev.parley.net;

/// How bytes reach the kernel. [#AUTO] takes the best that works on this machine, in an order that was measured
/// (see `docs/performance.md`), and says in the log which one it took.
public enum Transport {
    AUTO,
    IO_URING,
    EPOLL,
    NIO
}
