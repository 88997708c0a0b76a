package dev.parley.chat.files;

import dev.parley.chat.files.Sniffed.Sound;
import java.io.EOFException;
import org.jspecify.annotations.Nullable;

/// MP4 (ISO 14496-12): sounds such as m4a, and films. Also in fragments, as browsers record it; then the last fragment says
/// how long it lasts.
final class Films {

    /// Boxes that are looked at in one file.
    private static final int BOXES = 100_000;
    /// Boxes in one another; no box that is looked into is deeper.
    private static final int DEPTH = 6;

    private final Content content;
    private int boxes;
    private int depth;
    private boolean sound;
    private boolean picture;
    private long timescale;
    private long duration;
    private long trackTimescale;
    private long defaultSample;
    private long fragmentsEnd;
    private long trackStart;
    private long trackLength;
    private long trackSample;

    private Films(Content content) {
        this.content = content;
    }

    /// @return null for what is none
    static @Nullable Sound read(Content content) throws EOFException {
        if (!content.is(4, "ftyp")) {
            return null;
        }
        Films film = new Films(content);
        film.walk(0, content.size());
        if (!film.sound && !film.picture) {
            return null;
        }
        return new Sound(film.picture ? "video/mp4" : "audio/mp4", film.millis(), !film.picture);
    }

    private long millis() {
        if (duration > 0 && timescale > 0) {
            return seconds(duration, timescale);
        }
        return trackTimescale > 0 ? seconds(fragmentsEnd, trackTimescale) : 0;
    }

    private static long seconds(long units, long scale) {
        return units < 0 || units > Long.MAX_VALUE / 1_000 ? 0 : units * 1_000 / scale;
    }

    private void walk(long from, long to) throws EOFException {
        if (++depth > DEPTH) {
            throw new EOFException();
        }
        long at = from;
        while (at + 8 <= to && boxes++ < BOXES) {
            long length = content.u32(at);
            int head = 8;
            if (length == 1) {
                length = content.u64(at + 8);
                head = 16;
            } else if (length == 0) {
                length = to - at;
            }
            if (length < head) {
                throw new EOFException();
            }
            content.has(at, length);
            box(content.code(at + 4), at + head, at + length);
            at += length;
        }
        depth--;
    }

    private void box(String name, long at, long end) throws EOFException {
        switch (name) {
            case "moov", "trak", "mdia", "mvex", "moof" -> walk(at, end);
            case "mvhd" -> {
                boolean wide = content.u8(at) == 1;
                timescale = content.u32(at + (wide ? 20 : 12));
                duration = wide ? content.u64(at + 24) : content.u32(at + 16);
                if (!wide && duration == 0xffffffffL) {
                    duration = 0;
                }
            }
            case "mdhd" -> {
                if (trackTimescale == 0) {
                    trackTimescale = content.u32(at + (content.u8(at) == 1 ? 20 : 12));
                }
            }
            case "hdlr" -> {
                sound |= content.is(at + 8, "soun");
                picture |= content.is(at + 8, "vide");
            }
            case "trex" -> defaultSample = content.u32(at + 12);
            case "traf" -> {
                trackStart = 0;
                trackLength = 0;
                trackSample = defaultSample;
                walk(at, end);
                fragmentsEnd = Math.max(fragmentsEnd, trackStart + trackLength);
            }
            case "tfhd" -> fragmentHead(at);
            case "tfdt" -> trackStart = content.u8(at) == 1 ? content.u64(at + 4) : content.u32(at + 4);
            case "trun" -> run(at, end);
            default -> {}
        }
    }

    /// What stands in front of the default duration is there or not as the flags say.
    private void fragmentHead(long at) throws EOFException {
        long flags = content.u32(at) & 0xffffff;
        if ((flags & 0x8) != 0) {
            trackSample = content.u32(at + 8 + ((flags & 0x1) != 0 ? 8 : 0) + ((flags & 0x2) != 0 ? 4 : 0));
        }
    }

    private void run(long at, long end) throws EOFException {
        long flags = content.u32(at) & 0xffffff;
        long samples = content.u32(at + 4);
        if ((flags & 0x100) == 0) {
            trackLength += samples * trackSample;
            return;
        }
        int row = 4 * Long.bitCount(flags & 0xf00);
        long first = at + 8 + ((flags & 0x1) != 0 ? 4 : 0) + ((flags & 0x4) != 0 ? 4 : 0);
        for (long i = 0; i < samples && first + i * row + row <= end; i++) {
            trackLength += content.u32(first + i * row);
        }
    }
}
