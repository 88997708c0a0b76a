package dev.parley.dialects.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Bytes in, lines out.
class LinesTest {

    private final Lines lines = new Lines(16);

    private static byte[] bytes(Object... parts) {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof Integer b) {
                all.write(b);
            } else {
                all.writeBytes(part.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        return all.toByteArray();
    }

    private List<String> whole(byte[] bytes) {
        return read(ByteBuffer.wrap(bytes));
    }

    private List<String> read(ByteBuffer in) {
        List<String> read = new ArrayList<>();
        for (Lines.Line line = lines.next(in); line != null; line = lines.next(in)) {
            read.add(line instanceof Lines.Line.Text(String text) ? text : line.toString());
        }
        return read;
    }

    private List<String> byteByByte(byte[] bytes) {
        List<String> read = new ArrayList<>();
        for (byte b : bytes) {
            read.addAll(read(ByteBuffer.wrap(new byte[] {b})));
        }
        return read;
    }

    @Test
    void aLineEndsWithLfOrCrLfOrCrNul() {
        byte[] three = bytes("one\ntwo\r\nthree\r", 0, "\n\rfour\r\n");
        assertThat(whole(three)).containsExactly("one", "two", "three", "", "", "four");
        assertThat(byteByByte(three)).containsExactly("one", "two", "three", "", "", "four");
    }

    @Test
    void aLineThatIsTooLongIsDroppedAndTheNextIsThere() {
        assertThat(whole(bytes("1234567890123456\n12345678901234567\nok\n")))
                .containsExactly("1234567890123456", "TooLong[]", "ok");
    }

    @Test
    void whatIsNotUtf8IsNotALine() {
        assertThat(whole(bytes("a", 0xC3, "\nok ü🙂\n"))).containsExactly("NotUtf8[]", "ok ü🙂");
    }

    @Test
    void controlCharactersAreNotALine() {
        assertThat(whole(bytes(0x1b, "[2J\n", "a\tb\n", "\u202Ex\n", "\u0085\n", 7, "\n")))
                .containsExactly("Control[]", "a\tb", "Control[]", "Control[]", "Control[]");
    }

    @Test
    void telnetIsRefusedItsOptionsAndItsCommandsAreNoText() {
        byte[] said = bytes(
                "a", 255, 251, 31, "b", 255, 253, 1, 255, 252, 3, 255, 254, 4, 255, 250, 24, 0, 255, 255, "vt", 255,
                240, "c", 255, 246, "\r\n");
        assertThat(byteByByte(said)).containsExactly("abc");
        ByteBuffer replies = lines.takeReplies();
        byte[] answered = new byte[replies.remaining()];
        replies.get(answered);
        assertThat(answered).isEqualTo(bytes(255, 254, 31, 255, 252, 1));
        assertThat(lines.takeReplies().hasRemaining()).isFalse();
    }

    @Test
    void aFloodOfOptionsIsNotAnsweredForever() {
        for (int i = 0; i < 1_000; i++) {
            whole(bytes(255, 253, i & 127));
        }
        assertThat(lines.takeReplies().remaining()).isEqualTo(64 * 3);
    }

    @Test
    void aLiteral255IsNotUtf8() {
        assertThat(whole(bytes("a", 255, 255, "\n"))).containsExactly("NotUtf8[]");
    }
}
