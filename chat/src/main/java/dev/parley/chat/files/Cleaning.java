package dev.parley.chat.files;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Writes a picture without what is not the picture: where and with what it was taken, who edited it, comments, small
/// copies of it, and whatever hangs on behind its end. Its dots are copied as they are, never encoded anew, and so is what
/// is needed to show them: colours, and how it is to be turned.
///
/// - **JPEG** loses APP1 (Exif, XMP), APP13 (IPTC), all other APPn but APP0 (JFIF), colour profiles in APP2 and APP14
///   (Adobe), and comments. Where Exif said how the camera was held, a new Exif segment says that alone.
/// - **PNG** loses `eXIf`, `tEXt`, `zTXt`, `iTXt` and `tIME`.
/// - **WebP** loses `EXIF` and `XMP`.
/// - **GIF** stays as it is: cameras write none.
final class Cleaning {

    private static final int PIECE = 64 * 1024;

    private final Content in;
    private final OutputStream out;

    private Cleaning(Content in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    static boolean isFor(Sniffed.Picture picture) {
        return !picture.type().equals(Sniffed.Picture.GIF);
    }

    /// @throws EOFException when the picture is cut off
    static void copy(Content in, Sniffed.Picture picture, Path to) throws IOException {
        try (OutputStream out = new BufferedOutputStream(
                Files.newOutputStream(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PIECE)) {
            Cleaning cleaning = new Cleaning(in, out);
            switch (picture.type()) {
                case Sniffed.Picture.JPEG -> cleaning.jpeg(picture.orientation());
                case Sniffed.Picture.PNG -> cleaning.png();
                case Sniffed.Picture.WEBP -> cleaning.webp();
                default -> cleaning.part(0, in.size());
            }
        }
    }

    private void part(long at, long length) throws IOException {
        in.has(at, length);
        for (long done = 0; done < length; done += PIECE) {
            out.write(in.part(at + done, (int) Math.min(PIECE, length - done)));
        }
    }

    // ---- JPEG

    private void jpeg(int orientation) throws IOException {
        part(0, 2);
        long at = 2;
        boolean turned = orientation == 1;
        while (true) {
            if (in.u8(at) != 0xff) {
                throw new EOFException(); // no segment where one has to be
            }
            int marker = in.u8(at + 1);
            if (marker == 0xff) {
                at++;
                continue;
            }
            if (!turned && marker != 0xe0) {
                out.write(Exif.segment(orientation));
                turned = true;
            }
            if (marker == 0xd9) {
                part(at, 2);
                return;
            }
            if (marker >= 0xd0 && marker <= 0xd7 || marker == 0x01) { // without a length
                part(at, 2);
                at += 2;
                continue;
            }
            long length = 2L + in.u16(at + 2);
            if (isOfThePicture(marker, at + 4)) {
                part(at, length);
            }
            at += length;
            if (marker == 0xda) {
                long end = endOfScan(at);
                part(at, end - at);
                at = end;
            }
        }
    }

    private boolean isOfThePicture(int marker, long content) {
        if (marker == 0xe2) {
            return in.is(content, "ICC_PROFILE\0");
        }
        return marker == 0xe0 || marker == 0xee || !(marker >= 0xe0 && marker <= 0xef || marker == 0xfe);
    }

    /// Where the next segment begins behind the entropy-coded bytes of a scan.
    private long endOfScan(long from) throws EOFException {
        long at = from;
        while (true) {
            int length = (int) Math.min(PIECE, in.size() - at - 1);
            if (length <= 0) {
                throw new EOFException();
            }
            ByteBuffer piece = in.view(at, length + 1);
            for (int i = 0; i < length; i++) {
                if (piece.get(i) == (byte) 0xff) {
                    int next = piece.get(i + 1) & 0xff;
                    if (next != 0 && next != 0xff && !(next >= 0xd0 && next <= 0xd7)) {
                        return at + i;
                    }
                }
            }
            at += length;
        }
    }

    // ---- PNG

    private void png() throws IOException {
        part(0, 8);
        long at = 8;
        while (true) {
            long length = 12 + in.u32(at);
            String name = in.code(at + 4);
            switch (name) {
                case "eXIf", "tEXt", "zTXt", "iTXt", "tIME" -> in.has(at, length);
                default -> part(at, length);
            }
            if (name.equals("IEND")) {
                return;
            }
            at += length;
        }
    }

    // ---- WebP

    private void webp() throws IOException {
        long end = 8 + in.u32le(4);
        in.has(0, end);
        long kept = 4;
        for (long at = 12; at + 8 <= end; at += webpLength(at)) {
            kept += isMetadata(at) ? 0 : webpLength(at);
        }
        out.write(new byte[] {
            'R', 'I', 'F', 'F', (byte) kept, (byte) (kept >> 8), (byte) (kept >> 16), (byte) (kept >> 24)
        });
        part(8, 4);
        for (long at = 12; at + 8 <= end; at += webpLength(at)) {
            if (isMetadata(at)) {
                continue;
            }
            if (in.is(at, "VP8X")) {
                part(at, 8);
                out.write(in.u8(at + 8) & ~(0x08 | 0x04)); // says no more that it has them
                part(at + 9, webpLength(at) - 9);
            } else {
                part(at, webpLength(at));
            }
        }
    }

    private boolean isMetadata(long at) {
        return in.is(at, "EXIF") || in.is(at, "XMP ");
    }

    private long webpLength(long at) throws EOFException {
        long length = in.u32le(at + 4);
        return 8 + length + (length & 1);
    }
}
