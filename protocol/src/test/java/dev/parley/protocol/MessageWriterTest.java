package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageWriterTest {

    private static final int KEY = 0x37fa213d;

    private final Sent sent = new Sent();
    private final MessageWriter server = new MessageWriter(null, null);
    private final MessageWriter client = new MessageWriter(() -> KEY, null);

    @Test
    void aServerDoesNotMask() {
        assertThat(server.message(Opcode.TEXT, bytes("'Hello'"), sent)).isTrue();
        assertSent("81 05 'Hello'");
    }

    @Test
    void aClientMasks() {
        assertThat(client.message(Opcode.TEXT, bytes("'Hello'"), sent)).isTrue();
        assertSent("81 85 37fa213d 7f9f4d5158");
    }

    @Test
    void aClientTakesAKeyForEachFrame() {
        int[] next = {1};
        var counting = new MessageWriter(() -> next[0]++, null);
        counting.message(Opcode.BINARY, bytes("00000000"), sent);
        counting.control(Opcode.PING, bytes("0000"), sent);
        counting.message(Opcode.BINARY, bytes(""), sent);
        assertSent("82 84 00000001 00000001 | 89 82 00000002 0000 | 82 80 00000003");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 82 00",
        "1, 82 01",
        "125, 82 7d",
        "126, 82 7e 007e",
        "127, 82 7e 007f",
        "65535, 82 7e ffff",
        "65536, 82 7f 0000000000010000"
    })
    void lengthsTakeTheFewestBytes(int length, String head) {
        server.message(Opcode.BINARY, ByteBuffer.allocate(length), sent);
        assertSent(head + (length == 0 ? "" : " 00*" + length));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 125, 126, 127, 65535, 65536, 1L << 40, Long.MAX_VALUE})
    void headsAreAsLongAsTheySay(long length) {
        ByteBuffer head = ByteBuffer.allocate(Frames.MAX_HEAD);
        Frames.writeHead(head, Frames.first(Opcode.BINARY, true, true), length);
        assertThat(head.position()).isEqualTo(Frames.headLength(length, false));
        assertThat(head.get(0)).isEqualTo((byte) 0xc2);
        head.clear();
        Frames.writeMaskedHead(head, Frames.first(Opcode.CONTINUATION, false, false), length, KEY);
        assertThat(head.position()).isEqualTo(Frames.headLength(length, true));
        assertThat(head.get(0)).isZero();
        assertThat(head.getInt(head.position() - 4)).isEqualTo(KEY);
    }

    @Test
    void theLongestHeadHas14Bytes() {
        assertThat(Frames.headLength(Long.MAX_VALUE, true))
                .isEqualTo(Frames.MAX_HEAD)
                .isEqualTo(14);
    }

    @Test
    void partsGoOutAsAFragmentedMessage() {
        server.part(Opcode.TEXT, bytes("'a'"), false, sent);
        server.part(Opcode.TEXT, bytes("'b'"), false, sent);
        server.control(Opcode.PING, bytes("'?'"), sent);
        server.part(Opcode.TEXT, bytes("'c'"), true, sent);
        server.part(Opcode.BINARY, bytes("01"), true, sent);
        server.message(Opcode.TEXT, bytes("'d'"), sent);
        assertSent("01 01 'a' | 00 01 'b' | 89 01 '?' | 80 01 'c' | 82 01 01 | 81 01 'd'");
    }

    @Test
    void anEmptyPartIsSentOnlyAtTheEnd() {
        server.part(Opcode.BINARY, bytes(""), false, sent);
        assertSent("");
        server.part(Opcode.BINARY, bytes("aa"), false, sent);
        server.part(Opcode.BINARY, bytes(""), false, sent);
        server.part(Opcode.BINARY, bytes(""), true, sent);
        assertSent("02 01 aa | 80 00");
    }

    @Test
    void whatGetsSmallerIsSentCompressed() {
        var compressing = new MessageWriter(null, new RunLength());
        compressing.message(Opcode.TEXT, bytes("'aaaa'"), sent);
        compressing.message(Opcode.TEXT, bytes("'ab'"), sent);
        compressing.control(Opcode.PONG, bytes("aaaaaaaa"), sent);
        compressing.part(Opcode.BINARY, bytes("aaaaaa"), false, sent);
        compressing.part(Opcode.BINARY, bytes(""), false, sent);
        compressing.part(Opcode.BINARY, bytes("bb"), true, sent);
        assertSent("c1 02 04'a' | 81 02 'ab' | 8a 04 aaaaaaaa | 42 02 03aa | 80 02 01bb");
    }

    @Test
    void payloadKeepsItsPositionAndItsBytes() {
        for (boolean direct : new boolean[] {false, true}) {
            ByteBuffer payload = (direct ? ByteBuffer.allocateDirect(9) : ByteBuffer.allocate(9))
                    .put(2, Notation.bytes("'Hello'"))
                    .limit(7)
                    .position(2);
            for (ByteBuffer lent : List.of(payload, payload.asReadOnlyBuffer())) {
                var out = new Sent(direct, 100);
                assertThat(client.message(Opcode.TEXT, lent, out)).isTrue();
                assertThat(out.bytes()).isEqualTo(Notation.bytes("81 85 37fa213d 7f9f4d5158"));
                assertThat(lent.position()).isEqualTo(2);
                assertThat(lent.limit()).isEqualTo(7);
                assertThat(Recorder.bytes(lent.duplicate())).isEqualTo(Notation.bytes("'Hello'"));
            }
        }
    }

    @Test
    void nothingIsWrittenWhereThereIsNoRoom() {
        var narrow = new Sent(false, 10);
        assertThat(server.message(Opcode.BINARY, bytes("00*9"), narrow)).isFalse();
        assertThat(server.control(Opcode.PING, bytes("00*9"), narrow)).isFalse();
        assertThat(client.message(Opcode.BINARY, bytes("00*5"), narrow)).isFalse();
        assertThat(narrow.bytes()).isEmpty();
        assertThat(server.message(Opcode.BINARY, bytes("00*8"), narrow)).isTrue();
        assertThat(narrow.bytes()).isEqualTo(Notation.bytes("82 08 00*8"));
    }

    @Test
    void aFirstPartThatFoundNoRoomIsStillTheFirst() {
        var narrow = new Sent(false, 10);
        assertThat(server.part(Opcode.BINARY, bytes("00*9"), false, narrow)).isFalse();
        assertThat(server.part(Opcode.BINARY, bytes("aa"), true, narrow)).isTrue();
        assertThat(narrow.bytes()).isEqualTo(Notation.bytes("82 01 aa"));
    }

    @Test
    void aControlFrameCarriesAtMost125Bytes() {
        assertThat(server.control(Opcode.PING, bytes("00*125"), sent)).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.control(Opcode.PING, bytes("00*126"), sent))
                .withMessageContaining("at most 125 bytes, got 126")
                .withMessageContaining("section 5.5");
        assertSent("89 7d 00*125");
    }

    @Test
    void aCloseFrameCarriesCodeAndReason() {
        assertThat(closePayload(1000, "")).isEqualTo("03e8");
        assertThat(closePayload(4999, "ä")).isEqualTo("1387c3a4");
        assertThat(closePayload(1005, "")).isEmpty();
    }

    @Test
    void aCloseReasonHasAtMost123BytesOfUtf8() {
        assertThat(closePayload(3000, "x".repeat(123))).hasSize(250);
        assertThat(closePayload(3000, "ä".repeat(61))).hasSize(248);
        for (String reason : List.of("x".repeat(124), "ä".repeat(62))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> MessageWriter.closePayload(3000, reason))
                    .withMessageContaining("at most 123 bytes of UTF-8, got 124");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 999, 1004, 1006, 1015, 1016, 2999, 5000, 65536 + 1000})
    void aForbiddenCloseCodeIsRefusedByNamingTheRanges(int code) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MessageWriter.closePayload(code, ""))
                .withMessageContaining("close code " + code)
                .withMessageContaining("1000 to 1014 without 1004, 1005 and 1006, or 3000 to 4999");
    }

    private static String closePayload(int code, String reason) {
        return HexFormat.of().formatHex(Recorder.bytes(MessageWriter.closePayload(code, reason)));
    }

    private void assertSent(String notation) {
        assertThat(sent.bytes()).isEqualTo(Notation.bytes(notation));
    }

    private static ByteBuffer bytes(String notation) {
        return ByteBuffer.wrap(Notation.bytes(notation));
    }
}
