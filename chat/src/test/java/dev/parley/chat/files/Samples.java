package dev.parley.chat.files;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/// Files for tests, made byte by byte.
public final class Samples {

    /// A place that a camera has noted.
    public static final String PLACE = "48.8583 N, 2.2945 E";

    /// 2 × 3 pixels, lossy.
    private static final String WEBP =
            "UklGRjwAAABXRUJQVlA4IDAAAADQAQCdASoCAAMAAUAmJaACdLoB+AADsAD+8ut//NgVzXPv9//S4P0uD9Lg/9KQAAA=";

    private Samples() {}

    /// Red at the left, blue at the right.
    public static byte[] picture(String format, int width, int height, boolean clear) throws IOException {
        BufferedImage image =
                new BufferedImage(width, height, clear ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.RED);
        pen.fillRect(0, 0, width / 2, height);
        pen.setColor(Color.BLUE);
        pen.fillRect(width / 2, 0, width - width / 2, height);
        pen.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, out)) {
            throw new IOException("no writer for " + format);
        }
        return out.toByteArray();
    }

    public static byte[] png(int width, int height) throws IOException {
        return picture("png", width, height, false);
    }

    public static byte[] webp() {
        return Base64.getDecoder().decode(WEBP);
    }

    /// A JPEG as a camera writes it: with a place in Exif, XMP, IPTC and a comment, held on its side, and more behind its end.
    public static byte[] photo(int width, int height, int orientation) throws IOException {
        byte[] plain = picture("jpeg", width, height, false);
        byte[] exif = join(
                bytes("Exif\0\0II*\0"),
                little(8),
                new byte[] {1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, (byte) orientation, 0, 0, 0},
                little(0),
                bytes(PLACE));
        return join(
                part(plain, 0, 2),
                segment(0xe1, exif),
                segment(0xe1, bytes("http://ns.adobe.com/xap/1.0/\0<x>" + PLACE + "</x>")),
                segment(0xed, bytes("Photoshop 3.0\0" + PLACE)),
                segment(0xe2, bytes("MPF\0" + PLACE)),
                segment(0xfe, bytes(PLACE)),
                part(plain, 2, plain.length - 2),
                bytes("<script>alert('" + PLACE + "')</script>"));
    }

    private static byte[] segment(int marker, byte[] content) {
        int length = content.length + 2;
        return join(new byte[] {(byte) 0xff, (byte) marker, (byte) (length >> 8), (byte) length}, content);
    }

    /// A PNG that says it has that size, and has not a single dot.
    public static byte[] pngHead(int width, int height) {
        byte[] ihdr = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        return join(bytes("\u0089PNG\r\n\u001a\n"), chunk("IHDR", ihdr), chunk("IEND", new byte[0]));
    }

    /// The PNG with one more chunk behind its head.
    public static byte[] withChunk(byte[] png, String name, byte[] content) {
        int head = 8 + 25;
        return join(part(png, 0, head), chunk(name, content), part(png, head, png.length - head));
    }

    private static byte[] chunk(String name, byte[] content) {
        CRC32 sum = new CRC32();
        sum.update(bytes(name));
        sum.update(content);
        return join(
                ByteBuffer.allocate(4).putInt(content.length).array(),
                bytes(name),
                content,
                ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    }

    /// Silence of one channel with 16 bits.
    public static byte[] wav(int rate, int millis) {
        int length = rate * 2 * millis / 1_000;
        return join(
                bytes("RIFF"),
                little(36 + length),
                bytes("WAVEfmt "),
                little(16),
                new byte[] {1, 0, 1, 0},
                little(rate),
                little(rate * 2),
                new byte[] {2, 0, 16, 0},
                bytes("data"),
                little(length),
                new byte[length]);
    }

    /// MPEG 1 layer III, 44.1 kHz, 128 kbit/s: each frame is 26.1 ms.
    public static byte[] mp3(int frames) {
        byte[] tag = join(bytes("ID3"), new byte[] {4, 0, 0, 0, 0, 0, 5}, new byte[5]);
        byte[] frame = new byte[417];
        frame[0] = (byte) 0xff;
        frame[1] = (byte) 0xfb;
        frame[2] = (byte) 0x90;
        byte[] all = tag;
        for (int i = 0; i < frames; i++) {
            all = join(all, frame);
        }
        return all;
    }

    public static byte[] m4a(long millis) {
        return mp4("soun", (int) millis, new byte[0]);
    }

    /// As browsers record it: nothing in the head, and fragments of 100 samples of 1,024 at 48 kHz.
    public static byte[] fragmented(String handler, int fragments) {
        byte[] trex = box("mvex", box("trex", new byte[12], big(1_024), new byte[8]));
        byte[] all = mp4(handler, 0, trex);
        for (int i = 0; i < fragments; i++) {
            byte[] traf = box(
                    "traf",
                    box("tfhd", big(0), big(1)),
                    box("tfdt", big(0), big(i * 102_400)),
                    box("trun", big(0), big(100)));
            all = join(all, box("moof", traf), box("mdat", new byte[10]));
        }
        return all;
    }

    private static byte[] mp4(String handler, int millis, byte[] more) {
        byte[] mvhd = box("mvhd", new byte[12], big(1_000), big(millis), new byte[80]);
        byte[] mdhd = box("mdhd", new byte[12], big(48_000), big(0), new byte[4]);
        byte[] hdlr = box("hdlr", new byte[8], bytes(handler), new byte[13]);
        return join(
                box("ftyp", bytes("M4A \0\0\0\0isom")), box("moov", mvhd, box("trak", box("mdia", mdhd, hdlr)), more));
    }

    private static byte[] box(String name, byte[]... content) {
        byte[] all = join(content);
        return join(big(all.length + 8), bytes(name), all);
    }

    /// Opus that ends after so long.
    public static byte[] opus(int millis) {
        return join(
                page(0, join(bytes("OpusHead"), new byte[] {1, 1, 56, 1}, little(48_000), new byte[3])),
                page(millis * 48L + 312, new byte[10]));
    }

    private static byte[] page(long position, byte[] packet) {
        return join(
                bytes("OggS\0\0"),
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(position)
                        .array(),
                new byte[12],
                new byte[] {1, (byte) packet.length},
                packet);
    }

    static byte[] big(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    static byte[] little(int number) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .array();
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] part(byte[] of, int from, int length) {
        return java.util.Arrays.copyOfRange(of, from, from + length);
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
