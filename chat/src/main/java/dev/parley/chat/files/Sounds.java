package dev.parley.chat.files;

import dev.parley.chat.files.Sniffed.Sound;
import java.io.EOFException;
import org.jspecify.annotations.Nullable;

/// How long sounds last, as their own bytes say: WAV, MP3 and Ogg.
final class Sounds {

    private static final int PCM = 1;
    private static final int FLOAT = 3;
    private static final int EXTENSIBLE = 0xfffe;

    private Sounds() {}

    /// @return null for what is no sound
    static @Nullable Sound read(Content content) throws EOFException {
        if (content.is(0, "RIFF") && content.is(8, "WAVE")) {
            return wav(content);
        }
        if (content.is(0, "OggS")) {
            return ogg(content);
        }
        return Mp3.read(content);
    }

    /// Voice notes are recorded as 16-bit PCM with one channel.
    private static @Nullable Sound wav(Content content) throws EOFException {
        long bytesPerSecond = 0;
        boolean voice = false;
        long at = 12;
        while (true) {
            String name = content.code(at);
            long length = content.u32le(at + 4);
            content.has(at + 8, length);
            if (name.equals("fmt ")) {
                int format = content.u16le(at + 8);
                int channels = content.u16le(at + 10);
                long rate = content.u32le(at + 12);
                bytesPerSecond = content.u32le(at + 16);
                int bits = content.u16le(at + 22);
                if (format != PCM && format != FLOAT && format != EXTENSIBLE
                        || rate < 1
                        || bytesPerSecond != rate * channels * bits / 8) {
                    return null;
                }
                voice = format == PCM && channels == 1 && bits == 16 && rate >= 8_000 && rate <= 48_000;
            } else if (name.equals("data")) {
                return bytesPerSecond == 0 ? null : new Sound("audio/wav", length * 1_000 / bytesPerSecond, voice);
            }
            at += 8 + length + (length & 1);
        }
    }

    /// A stream of Opus or Vorbis: its last page says where it ends (RFC 3533, RFC 7845).
    private static @Nullable Sound ogg(Content content) throws EOFException {
        long packet = 27L + content.u8(26);
        long rate;
        long skipped = 0;
        if (content.is(packet, "OpusHead")) {
            rate = 48_000;
            skipped = content.u16le(packet + 10);
        } else if (content.is(packet, "\u0001vorbis")) {
            rate = content.u32le(packet + 12);
        } else {
            return null;
        }
        long at = content.size() - 27;
        while (at > 0 && !content.is(at, "OggS")) {
            at--;
        }
        long end = content.u64le(at + 6);
        boolean sane = rate > 0 && rate <= 768_000 && end >= skipped && end < Long.MAX_VALUE / 1_000;
        return new Sound("audio/ogg", sane ? (end - skipped) * 1_000 / rate : 0, true);
    }
}
