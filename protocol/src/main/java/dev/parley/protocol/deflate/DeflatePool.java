package dev.parley.protocol.deflate;

import dev.parley.protocol.Role;
import java.util.ArrayDeque;

/// The compressors and decompressors of one event loop, lent to its connections.
///
/// A connection without context takeover needs one only while a message passes, so a handful serves thousands. One with
/// context takeover keeps what it was lent until it is closed; a [DeflateBudget] says how many may.
///
/// A message in fragments holds its decompressor until its last one comes, and a peer that sends a byte and then nothing
/// holds 76 KiB for it. So only [DeflateOptions#unfinishedMessages] are inflated as they come; those past it wait as
/// they were sent until their end comes or [#HELD_BYTES] of them are there. What a peer can make us hold that way is at
/// most some five times what it has sent.
///
/// One thread: the loop's. Memory outside the heap is given back at [#close], and by what is still lent when that is
/// closed.
public final class DeflatePool implements AutoCloseable {

    /// How much of an unfinished message waits compressed when too many are unfinished.
    static final int HELD_BYTES = 16 * 1024;

    private final DeflateOptions options;
    private final ArrayDeque<WindowedDeflater> idleDeflaters = new ArrayDeque<>();
    private final ArrayDeque<WindowedInflater> idleInflaters = new ArrayDeque<>();
    private final DeflatedBytes deflated = new DeflatedBytes();
    private int lent;
    private int unfinishedMessages;
    private boolean closed;

    public DeflatePool(DeflateOptions options) {
        this.options = options;
    }

    /// For what `self` receives under `agreement`.
    public Inflation inflation(DeflateAgreement agreement, Role self) {
        return new MessageInflation(this, agreement.contextTakeover(self.other()));
    }

    /// For what `self` sends under `agreement`.
    public Deflation deflation(DeflateAgreement agreement, Role self) {
        return new MessageDeflation(this, agreement.windowBits(self), agreement.contextTakeover(self));
    }

    /// For messages that stand by themselves: one payload for all connections that have agreed on no context takeover
    /// and on at least these window bits.
    ///
    /// @param windowBits 8 to 15
    public Deflation deflation(int windowBits) {
        DeflatePolicy.checkWindowBits(windowBits);
        return new MessageDeflation(this, windowBits, false);
    }

    /// How many compressors and decompressors are in use. 0 when no message is on its way and every connection with
    /// context takeover is closed.
    public int lent() {
        return lent;
    }

    int thresholdBytes() {
        return options.thresholdBytes();
    }

    DeflatedBytes deflated() {
        return deflated;
    }

    WindowedDeflater lendDeflater() {
        lent++;
        WindowedDeflater idle = idleDeflaters.poll();
        return idle != null ? idle : new WindowedDeflater(options.level());
    }

    void giveBack(WindowedDeflater deflater) {
        lent--;
        if (closed || idleDeflaters.size() >= options.idleDeflaters()) {
            deflater.end();
        } else {
            deflater.reset();
            idleDeflaters.push(deflater);
        }
    }

    WindowedInflater lendInflater() {
        lent++;
        WindowedInflater idle = idleInflaters.poll();
        return idle != null ? idle : new WindowedInflater();
    }

    void giveBack(WindowedInflater inflater) {
        lent--;
        if (closed || idleInflaters.size() >= options.idleInflaters()) {
            inflater.end();
        } else {
            inflater.reset();
            idleInflaters.push(inflater);
        }
    }

    /// Whether one more unfinished message may be inflated as it comes; counted until [#finishMessage].
    boolean startUnfinishedMessage() {
        if (unfinishedMessages >= options.unfinishedMessages()) {
            return false;
        }
        unfinishedMessages++;
        return true;
    }

    void finishMessage() {
        unfinishedMessages--;
    }

    @Override
    public void close() {
        closed = true;
        idleDeflaters.forEach(WindowedDeflater::end);
        idleDeflaters.clear();
        idleInflaters.forEach(WindowedInflater::end);
        idleInflaters.clear();
    }
}
