package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/// Arbitrary bytes in arbitrary pieces, to both roles. The reader says what the [Referee] says, throws nothing but
/// [ProtocolException], and takes memory only for what has come to it.
///
/// The first byte of an input says how: bit 0 the role, bit 1 compression, bit 2 whether a server's frames are masked
/// for the fuzzer, which is bad at it, bit 3 direct memory, bit 4 parts, bits 5 and 6 the limits. The second one says
/// how large the pieces are.
@Tag("slow")
class FrameDecoderFuzzTest {

    private static final int SERVER = 1;
    private static final int COMPRESSED = 2;
    private static final int MASK = 4;
    private static final int DIRECT = 8;
    private static final int PARTS = 16;

    private static final List<ReadLimits> LIMITS =
            List.of(Setup.WIDE, new ReadLimits(20, Long.MAX_VALUE), new ReadLimits(300, 125), new ReadLimits(1, 1));

    /// Every short vector, the modes of reading taking turns.
    static Stream<byte[]> seeds() {
        List<Vector> vectors = VectorTest.VECTORS.stream()
                .filter(vector -> Notation.bytes(vector.bytes()).length < 1000)
                .toList();
        return IntStream.range(0, vectors.size()).mapToObj(i -> seed(vectors.get(i), i));
    }

    private static byte[] seed(Vector vector, int number) {
        int how = (number & (SERVER | DIRECT | PARTS)) | (vector.compressed() ? COMPRESSED : 0);
        if (vector.only() == null) {
            how |= MASK;
        } else {
            how = vector.only() == Role.SERVER ? how | SERVER : how & ~SERVER;
        }
        byte[] stream = Notation.bytes(vector.bytes());
        return ByteBuffer.allocate(2 + stream.length)
                .put((byte) how)
                .put((byte) (number % 10))
                .put(stream)
                .array();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "20s")
    void readsWhatTheRefereeReads(byte[] data) {
        if (data.length < 2) {
            return;
        }
        int how = data[0];
        Role role = is(how, SERVER) ? Role.SERVER : Role.CLIENT;
        var setup = new Setup(role, LIMITS.get(how >> 5 & 3), is(how, COMPRESSED));
        var feeding = new Feeding(1 + (data[1] & 0xff), 1, is(how, DIRECT), is(how, PARTS));
        byte[] rest = Arrays.copyOfRange(data, 2, data.length);
        byte[] stream = role == Role.SERVER && is(how, MASK) ? Masked.frames(rest, 0x37fa213d) : rest;

        RefereeTest.understandTheSame(setup, stream, feeding);
        takesMemoryOnlyForWhatHasCome(role, feeding, stream);
    }

    private static boolean is(int how, int flag) {
        return (how & flag) != 0;
    }

    /// At worst a frame of one byte and one that ends the message: 512 bytes for it, on top of the bytes themselves.
    private static void takesMemoryOnlyForWhatHasCome(Role role, Feeding feeding, byte[] stream) {
        MessageReader reader = new Setup(role, Setup.WIDE, false).reader(feeding.parts(), Nobody.EVENTS);
        ByteBuffer in = ByteBuffer.wrap(stream.clone());
        long before = AllocationTest.allocated();
        try {
            while (in.position() < stream.length) {
                in.limit(Math.min(stream.length, in.position() + feeding.most()));
                reader.read(in);
            }
        } catch (ProtocolException broken) {
            assertThat(in.hasRemaining()).isFalse();
        }
        long allocated = AllocationTest.allocated() - before;
        assertThat(allocated).as("bytes allocated for %s", stream.length).isLessThan(20_000 + 200L * stream.length);
    }

    private enum Nobody implements MessageEvents {
        EVENTS;

        @Override
        public boolean wantsMore() {
            return true;
        }

        @Override
        public void onText(ByteBuffer utf8) {}

        @Override
        public void onBinary(ByteBuffer data) {}

        @Override
        public void onTextPart(ByteBuffer utf8, boolean last) {}

        @Override
        public void onBinaryPart(ByteBuffer data, boolean last) {}

        @Override
        public void onPing(ByteBuffer data) {}

        @Override
        public void onPong(ByteBuffer data) {}

        @Override
        public void onClose(int code, String reason) {}
    }
}
