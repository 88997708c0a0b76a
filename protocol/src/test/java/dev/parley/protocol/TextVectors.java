package dev.parley.protocol;

import static dev.parley.protocol.Event.broken;
import static dev.parley.protocol.Event.close;
import static dev.parley.protocol.Event.text;
import static dev.parley.protocol.Vector.fact;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// UTF-8 (RFC 3629) in text messages (RFC 6455 section 8.1) and close reasons (5.5.1).
final class TextVectors {

    private TextVectors() {}

    /// Both sides of every boundary.
    static final List<String> GOOD = List.of(
            "00",
            "7f", // U+0000, U+007F
            "c280",
            "dfbf", // U+0080, U+07FF
            "e0a080",
            "efbfbd", // U+0800, U+FFFD
            "ed9fbf",
            "ee8080", // U+D7FF, U+E000: around the surrogates
            "efb790",
            "efbfbe",
            "efbfbf", // U+FDD0, U+FFFE, U+FFFF: no characters, but well formed
            "f0908080",
            "f48fbfbf", // U+10000, U+10FFFF
            "f09f9880", // an emoji
            "e282ac",
            "cebae1bdb9cf83cebcceb5", // €, a Greek word
            "cc88",
            "e2808f"); // a combining mark alone, a right-to-left mark

    /// Up to their first bad byte, which is the last one here.
    static final List<String> BAD = List.of(
            // continuation bytes that continue nothing
            "80",
            "bf",
            "'a'80",
            "c3a4a4",
            // overlong
            "c0",
            "c1",
            "e080",
            "e09f",
            "f080",
            "f08f",
            // surrogates
            "eda0",
            "edad",
            "edaf",
            "edb0",
            "edbf",
            // beyond U+10FFFF
            "f490",
            "f4bf",
            "f5",
            "f6",
            "f7",
            "f8",
            "fb",
            "fc",
            "fd",
            // never
            "fe",
            "ff",
            // broken off by what can't continue them
            "c200",
            "c27f",
            "c2c0",
            "c2ff",
            "dfc0",
            "'x'c3'('",
            "e0a000",
            "e0a07f",
            "e0a0c0",
            "e100",
            "e1c0",
            "e18000",
            "ed9fff",
            "eeff",
            "f09080c0",
            "f09000",
            "f090807f",
            "f100",
            "f18000",
            "f1808000",
            "f48fff",
            "f48fbfc0",
            // behind good ones, near and far
            "'Hello'80",
            "e282ace282acc0",
            "'0123456789abcdef'ff",
            "'x'*100 eda0");

    /// Good until they end.
    static final List<String> CUT = List.of(
            "c3", "e2", "e282", "f0", "f09f", "f09f98", "'a'c3", "e282ac e282", "'0123456789'f0", "ed", "f4", "e0");

    static final List<Vector> ALL = all();

    private static List<Vector> all() {
        var all = new ArrayList<Vector>();
        for (String good : GOOD) {
            byte[] bytes = Notation.bytes(good);
            all.add(fact("text " + good, frame("81", good), text(bytes)));
            all.add(fact(
                    "text " + good + " behind eight", frame("81", "'12345678'" + good), text(join("12345678", bytes))));
            all.add(fact("text " + good + " in frames of a byte", inFrames(bytes), text(bytes)));
            all.add(fact("a reason of " + good, frame("88", "03e8" + good), close(1000, utf8(bytes))));
        }
        for (String bad : BAD) {
            byte[] bytes = Notation.bytes(bad);
            all.add(fact("no text: " + bad, frame("81", bad), broken(Violation.NOT_UTF8)));
            all.add(fact("it shows at the last byte of " + bad, "81 7e 1000" + bad, broken(Violation.NOT_UTF8)));
            all.add(fact("and not before: " + bad, "81 7e 1000" + hex(bytes, bytes.length - 1)));
            all.add(fact("no text in frames of a byte: " + bad, inFrames(bytes), broken(Violation.NOT_UTF8)));
            all.add(fact("no reason: " + bad, frame("88", "03e8" + bad), broken(Violation.CLOSE_REASON_NOT_UTF8)));
        }
        for (String cut : CUT) {
            byte[] bytes = Notation.bytes(cut);
            all.add(fact("cut: " + cut, frame("81", cut), broken(Violation.NOT_UTF8)));
            all.add(fact("cut, with an empty end: " + cut, frame("01", cut) + "80 00", broken(Violation.NOT_UTF8)));
            all.add(fact("not cut yet: " + cut, frame("01", cut)));
            all.add(fact("cut in frames of a byte: " + cut, inFrames(bytes), broken(Violation.NOT_UTF8)));
            all.add(fact("a cut reason: " + cut, frame("88", "03e8" + cut), broken(Violation.CLOSE_REASON_NOT_UTF8)));
        }
        all.add(fact("the next message starts afresh", "81 01 'a' | 81 01 a4", text("a"), broken(Violation.NOT_UTF8)));
        all.add(fact("binary need not be text", "82 02 c3ff", Event.binary("c3ff")));
        all.add(fact("nor after text", "81 01 'a' | 02 01 c3 | 80 01 28", text("a"), Event.binary("c328")));
        all.add(fact("nor need a ping", "01 01 c3 | 89 01 ff | 80 01 a4", Event.ping("ff"), text("ä")));
        return List.copyOf(all);
    }

    private static String frame(String first, String payload) {
        return first + "%02x".formatted(Notation.bytes(payload).length) + payload + " | ";
    }

    private static String inFrames(byte[] bytes) {
        var frames = new StringBuilder();
        for (int i = 0; i < bytes.length; i++) {
            int first = (i == 0 ? 1 : 0) | (i == bytes.length - 1 ? 0x80 : 0);
            frames.append("%02x 01 %02x | ".formatted(first, bytes[i]));
        }
        return frames.toString();
    }

    private static String hex(byte[] bytes, int length) {
        return HexFormat.of().formatHex(bytes, 0, length);
    }

    private static byte[] join(String ascii, byte[] bytes) {
        return (ascii + utf8(bytes)).getBytes(StandardCharsets.UTF_8);
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
