package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The common case costs no memory: small messages that arrive whole, and what is written.
class AllocationTest {

    private static final int MESSAGES = 10_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// Bytes that this thread has allocated so far.
    static long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    /// Counts, and keeps nothing.
    private static final class Counter implements MessageEvents {
        int texts;
        long bytes;

        @Override
        public boolean wantsMore() {
            return true;
        }

        @Override
        public void onText(ByteBuffer utf8) {
            texts++;
            bytes += utf8.remaining();
        }

        @Override
        public void onBinary(ByteBuffer data) {
            throw new AssertionError();
        }

        @Override
        public void onTextPart(ByteBuffer utf8, boolean last) {
            throw new AssertionError();
        }

        @Override
        public void onBinaryPart(ByteBuffer data, boolean last) {
            throw new AssertionError();
        }

        @Override
        public void onPing(ByteBuffer data) {
            throw new AssertionError();
        }

        @Override
        public void onPong(ByteBuffer data) {
            throw new AssertionError();
        }

        @Override
        public void onClose(int code, String reason) {
            throw new AssertionError();
        }
    }

    /// One buffer, used again and again.
    private static final class Slot implements FrameOutput {
        final ByteBuffer room = ByteBuffer.allocateDirect(128);
        int frames;

        @Override
        public ByteBuffer reserve(int bytes) {
            return room.clear();
        }

        @Override
        public void commit() {
            frames++;
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void readingSmallTextsAllocatesNothing(Role role) throws ProtocolException {
        byte[] batch = batch(role.other());
        ByteBuffer in = ByteBuffer.allocateDirect(batch.length);
        var counter = new Counter();
        var reader = new MessageReader(role, Setup.WIDE, false, null, counter);
        readAll(reader, in, batch); // warm-up
        counter.texts = 0;
        long before = allocated();
        readAll(reader, in, batch);
        long allocated = allocated() - before;
        assertThat(counter.texts).isEqualTo(MESSAGES);
        assertThat(allocated).as("bytes for all messages").isLessThan(MESSAGES / 10);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void writingSmallTextsAllocatesNothing(Role role) {
        var slot = new Slot();
        int[] key = {0x37fa213d};
        var writer = new MessageWriter(role == Role.CLIENT ? () -> key[0] += 0x01010101 : null, null);
        ByteBuffer payload = ByteBuffer.allocateDirect(20);
        writeAll(writer, payload, slot); // warm-up
        slot.frames = 0;
        long before = allocated();
        writeAll(writer, payload, slot);
        long allocated = allocated() - before;
        assertThat(slot.frames).isEqualTo(MESSAGES);
        assertThat(allocated).as("bytes for all messages").isLessThan(MESSAGES / 10);
    }

    @Test
    void measuringSeesAnAllocation() {
        long before = allocated();
        byte[] some = new byte[5_000];
        assertThat(allocated() - before).isGreaterThanOrEqualTo(some.length);
    }

    private static byte[] batch(Role sender) {
        byte[] frames = Notation.bytes("81 14 'twenty bytes, äöü' | ".repeat(50));
        return sender == Role.CLIENT ? Masked.frames(frames, 0x12345678) : frames;
    }

    private static void readAll(MessageReader reader, ByteBuffer in, byte[] batch) throws ProtocolException {
        for (int i = 0; i < MESSAGES / 50; i++) {
            in.clear().put(batch).flip();
            reader.read(in);
        }
    }

    private static void writeAll(MessageWriter writer, ByteBuffer payload, Slot slot) {
        for (int i = 0; i < MESSAGES; i++) {
            writer.message(Opcode.TEXT, payload, slot);
        }
    }
}
