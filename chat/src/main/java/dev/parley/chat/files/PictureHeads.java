package dev.parley.chat.files;

import dev.parley.chat.files.Sniffed.Picture;
import java.io.EOFException;
import org.jspecify.annotations.Nullable;

/// How large pictures say they are, before anybody decodes them.
final class PictureHeads {

    private static final String PNG = "\u0089PNG\r\n\u001a\n";
    /// The PNG chunk that comes first: its length and name.
    private static final String IHDR = "\0\0\0\rIHDR";

    private PictureHeads() {}

    /// @return null for what is no picture
    static @Nullable Picture read(Content content) throws EOFException {
        if (content.is(0, PNG) && content.is(8, IHDR)) {
            return new Picture(Picture.PNG, side(content.u32(16)), side(content.u32(20)), 1, false);
        }
        if (content.is(0, "GIF87a") || content.is(0, "GIF89a")) {
            return new Picture(Picture.GIF, content.u16le(6), content.u16le(8), 1, false);
        }
        if (content.is(0, "RIFF") && content.is(8, "WEBP")) {
            return webp(content);
        }
        return content.is(0, "\u00ff\u00d8\u00ff") ? jpeg(content) : null;
    }

    /// More than an int has is too much anyway.
    private static int side(long pixels) {
        return (int) Math.min(Integer.MAX_VALUE, pixels);
    }

    // ---- JPEG (ITU T.81 annex B)

    private static @Nullable Picture jpeg(Content content) throws EOFException {
        int orientation = 1;
        long at = 2;
        while (true) {
            if (content.u8(at) != 0xff) {
                return null;
            }
            int marker = content.u8(at + 1);
            if (marker == 0xff) { // filling
                at++;
                continue;
            }
            int length = content.u16(at + 2);
            if (length < 2 || marker == 0xda || marker == 0xd9) {
                return null; // no size in front of the picture itself
            }
            if (marker == 0xe1 && content.is(at + 4, "Exif\0\0")) {
                orientation = Exif.orientation(content, at + 10, at + 2 + length);
            } else if (isFrame(marker)) {
                boolean progressive = marker != 0xc0 && marker != 0xc1;
                return new Picture(Picture.JPEG, content.u16(at + 7), content.u16(at + 5), orientation, progressive);
            }
            at += 2 + length;
        }
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    // ---- WebP (RFC 9649)

    private static @Nullable Picture webp(Content content) throws EOFException {
        return switch (content.code(12)) {
            case "VP8 ", "VP8L" -> frame(content, 12);
            case "VP8X" -> extended(content);
            default -> null;
        };
    }

    /// The largest of the canvas and all frames: a frame is decoded whatever the canvas says.
    private static @Nullable Picture extended(Content content) throws EOFException {
        int width = content.u24le(24) + 1;
        int height = content.u24le(27) + 1;
        long at = 12;
        while (at + 8 <= content.size()) {
            String name = content.code(at);
            long length = content.u32le(at + 4);
            Picture frame = switch (name) {
                case "VP8 ", "VP8L" -> frame(content, at);
                case "ANMF" -> frame(content, at + 8 + 16);
                default -> null;
            };
            if (frame != null) {
                width = Math.max(width, frame.width());
                height = Math.max(height, frame.height());
            }
            at += 8 + length + (length & 1);
        }
        return new Picture(Picture.WEBP, width, height, 1, true);
    }

    private static @Nullable Picture frame(Content content, long at) throws EOFException {
        if (content.is(at, "VP8L") && content.u8(at + 8) == 0x2f) {
            long bits = content.u32le(at + 9);
            return new Picture(Picture.WEBP, (int) (bits & 0x3fff) + 1, (int) (bits >> 14 & 0x3fff) + 1, 1, true);
        }
        if (content.is(at, "VP8 ") && content.is(at + 11, "\u009d\u0001*")) {
            return new Picture(Picture.WEBP, content.u16le(at + 14) & 0x3fff, content.u16le(at + 16) & 0x3fff, 1, true);
        }
        return null;
    }
}
