package dev.parley.chat.files;

import dev.parley.chat.files.Sniffed.Sound;
import java.io.EOFException;
import org.jspecify.annotations.Nullable;

/// MPEG audio, layer III (ISO 11172-3, 13818-3): counts the frames, since no head says how many there are.
final class Mp3 {

    private static final int[] MPEG1 = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
    private static final int[] MPEG2 = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};
    private static final int[] RATES = {44_100, 48_000, 32_000};

    /// Frames that have to follow each other before the rest is believed.
    private static final int CERTAIN = 3;

    private Mp3() {}

    /// @param bytes of the whole frame
    private record Frame(int bytes, int samples, int rate) {}

    /// @return null for what is none
    static @Nullable Sound read(Content content) throws EOFException {
        boolean tagged = content.is(0, "ID3");
        long at = tagged ? 10 + tagLength(content) : 0;
        long samples = 0;
        int frames = 0;
        int rate = 0;
        while (at + 4 <= content.size()) {
            Frame frame = frame(content, at);
            if (frame == null || rate != 0 && frame.rate() != rate) {
                break; // tags at the end
            }
            rate = frame.rate();
            samples += frame.samples();
            frames++;
            at += frame.bytes();
        }
        boolean toTheEnd = frames > 0 && at >= content.size();
        if (frames < CERTAIN && !toTheEnd) {
            if (tagged) {
                throw new EOFException();
            }
            return null;
        }
        return new Sound("audio/mpeg", samples * 1_000 / rate, true);
    }

    /// Of the ID3 tag in front: four bytes of seven bits each.
    private static long tagLength(Content content) throws EOFException {
        long length = 0;
        for (int i = 6; i < 10; i++) {
            length = length << 7 | content.u8(i) & 0x7f;
        }
        return length;
    }

    private static @Nullable Frame frame(Content content, long at) throws EOFException {
        long head = content.u32(at);
        int version = (int) (head >> 19 & 3); // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
        int bitrate = (int) (head >> 12 & 15);
        int rate = (int) (head >> 10 & 3);
        boolean layer3 = (head >> 17 & 3) == 1;
        if (head >> 21 != 0x7ff || version == 1 || !layer3 || bitrate == 0 || bitrate == 15 || rate == 3) {
            return null;
        }
        boolean one = version == 3;
        int hertz = RATES[rate] / (one ? 1 : version == 2 ? 2 : 4);
        int bits = (one ? MPEG1 : MPEG2)[bitrate] * 1_000;
        int padding = (int) (head >> 9 & 1);
        return new Frame((one ? 144 : 72) * bits / hertz + padding, one ? 1_152 : 576, hertz);
    }
}
