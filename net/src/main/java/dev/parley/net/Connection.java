package dev.parley.net;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One two-way stream of bytes: a TCP connection, a Unix domain socket, or either under TLS.
///
/// Lives on one [Loop]; a method may be called on that loop only, unless it says otherwise. What is written
/// waits in the outgoing queue and leaves in one flush at the end of the loop's turn, in the order of the calls.
/// Calls after the connection has closed, or after [#close], do nothing; writes answer false then.
///
/// The queue is bounded: past [ConnectionLimits#writeHighWater] the connection is not [#isWritable], and once it
/// falls to [ConnectionLimits#writeLowWater] the handler is told so. Past [ConnectionLimits#writeLimit] a write is
/// still taken when the queue was empty before; otherwise it is dropped whole, [#write] answers false, and the
/// handler's [ConnectionHandler#onOverflow] is called once.
public interface Connection {

    /// Unique within the process, never used twice. Any thread.
    long id();

    /// Any thread.
    Loop loop();

    /// Any thread.
    Peer peer();

    /// The protocol and cipher suite under TLS, null in the clear.
    @Nullable TlsInfo tls();

    ConnectionHandler handler();

    /// From now on `handler` hears of this connection; its `onOpen` is called at once.
    void handler(ConnectionHandler handler);

    /// Room for at least `bytes` bytes at the end of the outgoing queue, to be filled in place: the caller writes
    /// from the buffer's position on and calls [#commit] before it calls anything else here. The buffer belongs to
    /// the connection and is void after `commit`. Null when the write limit refuses that many bytes, and when the
    /// connection takes no more writes.
    @Nullable ByteBuffer reserve(int bytes);

    /// The same whatever the limit says: for an answer to what was just read, where reading stops until it has left,
    /// and for the few bytes of a goodbye. The caller sees to it that this stays bounded.
    ByteBuffer reserveBeyondLimit(int bytes);

    /// Queues what was written into the reserved buffer, up to its position.
    void commit();

    /// Queues a copy of what remains in `bytes` (consumed, also when refused). Answers false when the limit refused it.
    boolean write(ByteBuffer bytes);

    /// Queues `bytes` without making the caller copy. Answers false when the limit refused it.
    boolean write(SharedBytes bytes);

    /// The same whatever the limit says, as [#reserveBeyondLimit].
    void writeBeyondLimit(SharedBytes bytes);

    /// Sets bounds of its own for this connection, instead of the network's.
    void limits(ConnectionLimits limits);

    ConnectionLimits limits();

    /// Bytes that were written and that the operating system has not taken yet. Any thread; off the loop a recent value.
    long bufferedBytes();

    /// Any thread; off the loop a recent value.
    boolean isWritable();

    /// Sends what is queued now rather than at the end of the turn; nothing while it is [#cork]ed.
    void flush();

    /// Keeps back what is queued, over any number of turns, until [#uncork]. [#shutdownOutput] and [#close] end it, too.
    /// The queue's bounds stay as they are.
    void cork();

    /// Sends at once what was kept back.
    void uncork();

    /// No more [ConnectionHandler#onRead] until [#resumeReading]; what the handler has left in the buffer is kept and
    /// offered again. While reading is paused the kernel's window closes, and the peer stops sending. A paused
    /// connection may not notice that its peer has gone until it writes or resumes. When the peer ends its side
    /// meanwhile, what the kernel has received by then may be read and kept as well.
    void pauseReading();

    void resumeReading();

    boolean readingPaused();

    /// Sends what is queued, then says that no more will come (TCP FIN, or TLS close_notify and FIN). Reading goes on.
    void shutdownOutput();

    /// Sends what is queued, then closes; the handler hears of no more input, only [ConnectionHandler#onClosed]. What the
    /// peer still sends is read and dropped for up to 2 s, so that it gets our last bytes rather than a reset. Bounded by [ConnectionLimits#closeTimeoutMillis], then cut.
    void close();

    /// Cuts the connection at once (TCP RST). What is queued is lost.
    void abort();

    boolean isOpen();
}
