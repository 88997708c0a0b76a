package dev.parley.bench.micro;

import dev.parley.protocol.Frames;
import dev.parley.protocol.Masking;
import dev.parley.protocol.MessageEvents;
import dev.parley.protocol.MessageReader;
import dev.parley.protocol.Opcode;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.ReadLimits;
import dev.parley.protocol.Role;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A server reads masked frames. Unmasking happens in place, so every second run sees what its own unmasking left: other
/// bytes, the same work.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class Decoding {

    private final ByteBuffer smallText = frames(1, Opcode.TEXT, Text.ASCII.bytes(20));
    private final ByteBuffer binary = frames(1, Opcode.BINARY, Text.ASCII.bytes(1024));
    private final ByteBuffer sixteen = frames(16, Opcode.TEXT, Text.ASCII.bytes(20));
    private final Counter counter = new Counter();
    private final MessageReader reader =
            new MessageReader(Role.SERVER, new ReadLimits(65_536, Long.MAX_VALUE), false, null, counter);

    /// One text message of 20 bytes.
    @Benchmark
    public int smallText() throws ProtocolException {
        return read(smallText);
    }

    /// One binary message of 1 KiB.
    @Benchmark
    public int binary() throws ProtocolException {
        return read(binary);
    }

    /// 16 text messages of 20 bytes that arrived together: the time is for all of them.
    @Benchmark
    public int sixteenTexts() throws ProtocolException {
        return read(sixteen);
    }

    private int read(ByteBuffer frames) throws ProtocolException {
        counter.bytes = 0;
        reader.read(frames.rewind());
        return counter.bytes;
    }

    private static ByteBuffer frames(int count, int opcode, byte[] payload) {
        int head = Frames.headLength(payload.length, true);
        ByteBuffer frames = ByteBuffer.allocateDirect(count * (head + payload.length));
        for (int i = 0; i < count; i++) {
            Frames.writeMaskedHead(frames, Frames.first(opcode, true, false), payload.length, Payloads.KEY);
            int from = frames.position();
            frames.put(payload);
            Masking.apply(frames, from, frames.position(), Payloads.KEY);
        }
        return frames.flip();
    }

    /// Counts the bytes of messages.
    private static final class Counter implements MessageEvents {
        private int bytes;

        @Override
        public boolean wantsMore() {
            return true;
        }

        @Override
        public void onText(ByteBuffer utf8) {
            bytes += utf8.remaining();
        }

        @Override
        public void onBinary(ByteBuffer data) {
            bytes += data.remaining();
        }

        @Override
        public void onTextPart(ByteBuffer utf8, boolean last) {
            bytes += utf8.remaining();
        }

        @Override
        public void onBinaryPart(ByteBuffer data, boolean last) {
            bytes += data.remaining();
        }

        @Override
        public void onPing(ByteBuffer data) {}

        @Override
        public void onPong(ByteBuffer data) {}

        @Override
        public void onClose(int code, String reason) {}
    }
}
