package dev.parley.protocol;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;

/// What a reader can report, in words, so that lists of it compare and print well. Long payloads appear as their length
/// and checksum.
record Event(String words) {

    static Event text(String text) {
        return text(text.getBytes(StandardCharsets.UTF_8));
    }

    static Event text(byte[] utf8) {
        return new Event("text " + (utf8.length > 200 ? summary(utf8) : new String(utf8, StandardCharsets.UTF_8)));
    }

    static Event binary(String notation) {
        return binary(Notation.bytes(notation));
    }

    static Event binary(byte[] data) {
        return new Event("binary " + hex(data));
    }

    static Event ping(String notation) {
        return ping(Notation.bytes(notation));
    }

    static Event ping(byte[] data) {
        return new Event("ping " + hex(data));
    }

    static Event pong(String notation) {
        return pong(Notation.bytes(notation));
    }

    static Event pong(byte[] data) {
        return new Event("pong " + hex(data));
    }

    static Event close(int code, String reason) {
        return new Event("close " + code + " " + reason);
    }

    static Event broken(Violation violation) {
        return new Event("broken " + violation);
    }

    private static String hex(byte[] data) {
        return data.length > 200 ? summary(data) : HexFormat.of().formatHex(data);
    }

    private static String summary(byte[] data) {
        var crc = new CRC32();
        crc.update(data);
        return data.length + " bytes, crc " + Long.toHexString(crc.getValue());
    }

    @Override
    public String toString() {
        return words;
    }
}
