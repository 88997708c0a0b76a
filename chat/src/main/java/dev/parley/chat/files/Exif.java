package dev.parley.chat.files;

import java.io.EOFException;

/// How a camera was held (Exif 2.3, TIFF 6.0): the one thing of what cameras note that whoever shows a picture needs.
final class Exif {

    private static final int ORIENTATION = 0x0112;

    private Exif() {}

    /// @param tiff where the TIFF header is
    /// @param end where its segment ends
    /// @return 1 to 8; 1 when it does not say
    static int orientation(Content content, long tiff, long end) throws EOFException {
        boolean little = content.is(tiff, "II*\0");
        if (!little && !content.is(tiff, "MM\0*")) {
            return 1;
        }
        long directory = tiff + (little ? content.u32le(tiff + 4) : content.u32(tiff + 4));
        if (directory + 2 > end) {
            return 1;
        }
        int entries = little ? content.u16le(directory) : content.u16(directory);
        for (int i = 0; i < entries; i++) {
            long entry = directory + 2 + 12L * i;
            if (entry + 12 > end) {
                return 1;
            }
            int tag = little ? content.u16le(entry) : content.u16(entry);
            if (tag == ORIENTATION) {
                int value = little ? content.u16le(entry + 8) : content.u16(entry + 8);
                return value >= 1 && value <= 8 ? value : 1;
            }
        }
        return 1;
    }

    /// A JPEG segment that says how the picture is to be turned, and nothing else.
    static byte[] segment(int orientation) {
        return new byte[] {
            (byte) 0xff,
            (byte) 0xe1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0, // marker, length, name
            'M',
            'M',
            0,
            '*',
            0,
            0,
            0,
            8, // TIFF header
            0,
            1,
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            (byte) orientation,
            0,
            0, // one entry
            0,
            0,
            0,
            0 // no more directories
        };
    }
}
