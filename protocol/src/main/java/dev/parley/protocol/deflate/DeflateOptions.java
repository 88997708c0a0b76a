package dev.parley.protocol.deflate;

/// How a [DeflatePool] compresses and what it keeps.
///
/// The defaults follow what JSON chat messages cost with the JDK's zlib (CPU time of one thread, each message by
/// itself): one of 64 bytes shrinks by 2 for 3 µs, of 100 by 13, of 128 by 24 for 5 µs, of 500 by 250 for 10 µs. Below
/// 128 bytes the gain is less than the 40 bytes of TCP and IP around the message, for more than the rest of sending
/// costs. Levels hardly differ up to 1,000 bytes; past that level 6 takes two (4 KB) to six times (64 KB and more) the
/// time of level 1, and a message of 1 MB would hold up its loop for 47 ms instead of 8 ms, to become 0.23 of its size
/// instead of 0.31.
///
/// @param level 1 (fast) to 9 (small); see [java.util.zip.Deflater]
/// @param thresholdBytes whole messages shorter than this are sent plain; 0 or more
/// @param idleDeflaters how many compressors without work are kept, of 268 KiB each; 0 or more
/// @param idleInflaters how many decompressors without work are kept, of 76 KiB each; 0 or more
/// @param unfinishedMessages how many compressed messages whose end has not come yet are inflated as they come, 76 KiB
///     each; those past it wait compressed, see [DeflatePool]; 0 or more
public record DeflateOptions(
        int level, int thresholdBytes, int idleDeflaters, int idleInflaters, int unfinishedMessages) {

    public static final DeflateOptions DEFAULT = new DeflateOptions(1, 128, 2, 8, 64);

    public DeflateOptions {
        if (level < 1 || level > 9) {
            throw new IllegalArgumentException("a compression level goes from 1 to 9, not " + level);
        }
        if (thresholdBytes < 0 || idleDeflaters < 0 || idleInflaters < 0 || unfinishedMessages < 0) {
            throw new IllegalArgumentException("a size or number can't be negative");
        }
    }

    public DeflateOptions withLevel(int level) {
        return new DeflateOptions(level, thresholdBytes, idleDeflaters, idleInflaters, unfinishedMessages);
    }

    public DeflateOptions withThresholdBytes(int bytes) {
        return new DeflateOptions(level, bytes, idleDeflaters, idleInflaters, unfinishedMessages);
    }

    public DeflateOptions withUnfinishedMessages(int messages) {
        return new DeflateOptions(level, thresholdBytes, idleDeflaters, idleInflaters, messages);
    }
}
