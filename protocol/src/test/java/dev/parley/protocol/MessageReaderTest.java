package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the tables can't say.
class MessageReaderTest {

    private static final ReadLimits HUGE = new ReadLimits(Long.MAX_VALUE, Long.MAX_VALUE);

    /// Wants so many messages and no more.
    private static class Patient implements MessageEvents {
        final List<Event> events = new ArrayList<>();
        int wanted;

        @Override
        public boolean wantsMore() {
            return wanted > 0;
        }

        @Override
        public void onText(ByteBuffer utf8) {
            wanted--;
            events.add(Event.text(Recorder.bytes(utf8)));
        }

        @Override
        public void onBinary(ByteBuffer data) {
            wanted--;
            events.add(Event.binary(Recorder.bytes(data)));
        }

        @Override
        public void onTextPart(ByteBuffer utf8, boolean last) {
            onText(utf8);
        }

        @Override
        public void onBinaryPart(ByteBuffer data, boolean last) {
            onBinary(data);
        }

        @Override
        public void onPing(ByteBuffer data) {
            events.add(Event.ping(Recorder.bytes(data)));
        }

        @Override
        public void onPong(ByteBuffer data) {
            events.add(Event.pong(Recorder.bytes(data)));
        }

        @Override
        public void onClose(int code, String reason) {
            events.add(Event.close(code, reason));
        }
    }

    @Test
    void whoWantsNoMoreLeavesTheRestUnreadAndGoesOnThere() throws ProtocolException {
        var patient = new Patient();
        MessageReader reader = reader(Role.SERVER, false, patient);
        byte[] stream =
                Masked.frames(Notation.bytes("81 01 'a' | 82 02 0102 | 89 00 | 81 03 'end' | 88 00"), 0x55aa1234);
        ByteBuffer in = ByteBuffer.wrap(stream.clone());

        reader.read(in);
        assertThat(in.position()).isZero();
        assertThat(patient.events).isEmpty();

        patient.wanted = 1;
        reader.read(in);
        assertThat(patient.events).containsExactly(Event.text("a"));
        assertThat(in.position()).isEqualTo(7);
        assertThat(bytesFrom(in, 7)).as("still masked").isEqualTo(bytesFrom(ByteBuffer.wrap(stream), 7));

        patient.wanted = 1;
        reader.read(in);
        assertThat(in.position()).isEqualTo(7 + 8);
        patient.wanted = 1;
        reader.read(in);
        patient.wanted = 1;
        reader.read(in);
        assertThat(in.hasRemaining()).isFalse();
        assertThat(patient.events)
                .containsExactly(
                        Event.text("a"),
                        Event.binary("0102"),
                        Event.ping(""),
                        Event.text("end"),
                        Event.close(1005, ""));
    }

    @Test
    void whoWantsNoMoreInsideAFrameGoesOnInsideIt() throws ProtocolException {
        var patient = new Patient();
        patient.wanted = 1;
        MessageReader reader = reader(Role.SERVER, true, patient);
        byte[] stream = Masked.frames(Notation.bytes("82 09 'abcdefghi'"), 0x01020304);
        reader.read(ByteBuffer.wrap(stream, 0, 9));
        ByteBuffer rest = ByteBuffer.wrap(stream, 9, 6);
        reader.read(rest);
        assertThat(rest.remaining()).isEqualTo(6);
        assertThat(patient.events).containsExactly(Event.binary("'abc'"));

        patient.wanted = 1;
        reader.read(rest);
        assertThat(rest.hasRemaining()).isFalse();
        assertThat(patient.events).containsExactly(Event.binary("'abc'"), Event.binary("'defghi'"));
    }

    @Test
    void noPartIsEmptyButPerhapsTheLast() throws ProtocolException {
        var patient = new Patient();
        patient.wanted = 100;
        MessageReader reader = reader(Role.CLIENT, true, patient);
        reader.read(ByteBuffer.wrap(Notation.bytes("02 00 | 00 01 aa | 00 00 | 00 02 bbcc | 80 00")));
        assertThat(patient.events).containsExactly(Event.binary("aa"), Event.binary("bbcc"), Event.binary(""));
    }

    @Test
    void aTextPartMayEndInsideACharacterButNeverHoldsABrokenOne() {
        var patient = new Patient();
        patient.wanted = 100;
        MessageReader reader = reader(Role.CLIENT, true, patient);
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() ->
                        reader.read(ByteBuffer.wrap(Notation.bytes("01 02 'a'c3 | 00 01 a4 | 00 01 e2 | 00 01 28"))))
                .extracting(ProtocolException::violation)
                .isEqualTo(Violation.NOT_UTF8);
        assertThat(patient.events)
                .containsExactly(
                        Event.text(Notation.bytes("'a'c3")),
                        Event.text(Notation.bytes("a4")),
                        Event.text(Notation.bytes("e2")));
    }

    @Test
    void memoryIsTakenForWhatHasComeNotForWhatIsAnnounced() throws ProtocolException {
        byte[] head = Notation.bytes("82 7f 4000000000000000");
        byte[] largest = Notation.bytes("82 7f 000000007ffffff7");
        read(true, head, 100); // warm-up
        assertThat(read(true, head, 100)).as("2^62 bytes announced, in parts").isLessThan(10_000);
        assertThat(read(false, largest, 100)).as("2 GiB announced, whole").isLessThan(10_000);
        assertThat(read(false, largest, 100_000)).as("with 100,000 bytes").isLessThan(600_000);
    }

    @Test
    void aMessageThatFitsNoBufferIsTooBigUnlessPartsAreWanted() {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> read(false, Notation.bytes("82 7f 4000000000000000"), 0))
                .extracting(ProtocolException::violation)
                .isEqualTo(Violation.MESSAGE_TOO_BIG);
    }

    /// @return bytes allocated while the head and `payload` bytes were read, in pieces of 50
    private static long read(boolean parts, byte[] head, int payload) throws ProtocolException {
        MessageEvents nobody = new Recorder() {
            @Override
            public void onBinaryPart(ByteBuffer data, boolean last) {}
        };
        var reader = new MessageReader(Role.CLIENT, HUGE, parts, null, nobody);
        ByteBuffer first = ByteBuffer.wrap(head);
        ByteBuffer piece = ByteBuffer.allocate(50);
        long before = AllocationTest.allocated();
        reader.read(first);
        for (int i = 0; i < payload; i += 50) {
            reader.read(piece.clear());
        }
        return AllocationTest.allocated() - before;
    }

    /// Each byte would be copied as often as there are frames if room grew frame by frame: 10^11 bytes here.
    @Test
    void manySmallFramesMakeAMessageWithoutCopyingItAgainAndAgain() throws ProtocolException {
        int frames = 400_000;
        for (boolean compressed : new boolean[] {false, true}) {
            var recorder = new Recorder();
            MessageReader reader =
                    new Setup(Role.CLIENT, new ReadLimits(frames, 10), compressed).reader(false, recorder);
            ByteBuffer start = ByteBuffer.wrap(Notation.bytes(compressed ? "42 00" : "02 00"));
            ByteBuffer middle = ByteBuffer.wrap(Notation.bytes(compressed ? "00 02 01aa" : "00 01 aa"));
            ByteBuffer end = ByteBuffer.wrap(Notation.bytes("80 00"));
            long before = AllocationTest.allocated();
            reader.read(start);
            for (int i = 0; i < frames; i++) {
                reader.read(middle.clear());
            }
            long perByte = (AllocationTest.allocated() - before) / frames;
            reader.read(end);
            assertThat(recorder.events).containsExactly(Event.binary("aa*" + frames));
            assertThat(perByte).as("bytes allocated per byte").isLessThan(compressed ? 200 : 10);
        }
    }

    @Test
    void whoeverTurnsTheByteOrderOfAMessageDoesNotTurnTheReaders() throws ProtocolException {
        var recorder = new Recorder() {
            @Override
            public void onBinary(ByteBuffer data) {
                super.onBinary(data.order(ByteOrder.LITTLE_ENDIAN));
            }

            @Override
            public void onPing(ByteBuffer data) {
                super.onPing(data.order(ByteOrder.LITTLE_ENDIAN));
            }
        };
        MessageReader reader = reader(Role.CLIENT, false, recorder);
        ByteBuffer in = ByteBuffer.wrap(
                Notation.bytes("82 01 aa | 82 7e 0080 bb*128 | 89 00 | 82 02 ccdd | 89 00 | 88 02 03e8"));
        reader.read(in.order(ByteOrder.LITTLE_ENDIAN));
        assertThat(recorder.events)
                .containsExactly(
                        Event.binary("aa"),
                        Event.binary("bb*128"),
                        Event.ping(""),
                        Event.binary("ccdd"),
                        Event.ping(""),
                        Event.close(1000, ""));
    }

    @Test
    void whoeverMovesTheBufferOfAMessageDoesNotMoveTheReader() throws ProtocolException {
        var recorder = new Recorder() {
            @Override
            public void onText(ByteBuffer utf8) {
                events.add(Event.text("" + (char) utf8.get(utf8.position())));
                utf8.clear();
            }
        };
        MessageReader reader = reader(Role.CLIENT, false, recorder);
        reader.read(ByteBuffer.wrap(Notation.bytes("81 02 'ab' | 81 03 'cde' | 81 01 'f'")));
        assertThat(recorder.events).containsExactly(Event.text("a"), Event.text("c"), Event.text("f"));
    }

    @Test
    void whatTheEventsThrowPassesThroughAndEndsTheReading() throws ProtocolException {
        var recorder = new Recorder() {
            @Override
            public void onText(ByteBuffer utf8) {
                throw new IllegalStateException("no");
            }
        };
        MessageReader reader = reader(Role.CLIENT, false, recorder);
        ByteBuffer in = ByteBuffer.wrap(Notation.bytes("89 00 | 81 01 'a' | 89 00"));
        assertThatIllegalStateException().isThrownBy(() -> reader.read(in)).withMessage("no");
        assertThat(in.hasRemaining()).isFalse();
        assertThat(in.limit()).isEqualTo(in.capacity());
        reader.read(in.clear());
        assertThat(in.hasRemaining()).isFalse();
        assertThat(recorder.events).containsExactly(Event.ping(""));
    }

    @Test
    void limitsAreAtLeastOneByte() {
        for (long tooSmall : new long[] {0, -1, Long.MIN_VALUE}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new ReadLimits(tooSmall, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> new ReadLimits(1, tooSmall));
        }
        assertThat(HUGE.compressed()).isEqualTo(Long.MAX_VALUE);
    }

    private static MessageReader reader(Role role, boolean parts, MessageEvents events) {
        return new Setup(role, Setup.WIDE, false).reader(parts, events);
    }

    private static byte[] bytesFrom(ByteBuffer in, int from) {
        byte[] bytes = new byte[in.limit() - from];
        in.get(from, bytes);
        return bytes;
    }
}
