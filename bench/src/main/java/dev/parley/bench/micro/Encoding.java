package dev.parley.bench.micro;

import dev.parley.protocol.FrameOutput;
import dev.parley.protocol.MessageWriter;
import dev.parley.protocol.Opcode;
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

/// Whole messages become frames in a buffer that is there already.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class Encoding {

    private final ByteBuffer smallText = Payloads.direct(Text.ASCII.bytes(20));
    private final ByteBuffer binary = Payloads.direct(Text.ASCII.bytes(1024));
    private final MessageWriter server = new MessageWriter(null, null);
    private final MessageWriter client = new MessageWriter(() -> Payloads.KEY, null);
    private final Room room = new Room();

    @Benchmark
    public int serverSmallText() {
        return write(server, Opcode.TEXT, smallText);
    }

    @Benchmark
    public int serverBinary() {
        return write(server, Opcode.BINARY, binary);
    }

    @Benchmark
    public int clientSmallText() {
        return write(client, Opcode.TEXT, smallText);
    }

    @Benchmark
    public int clientBinary() {
        return write(client, Opcode.BINARY, binary);
    }

    /// The length of the frame.
    private int write(MessageWriter writer, int opcode, ByteBuffer message) {
        writer.message(opcode, message, room);
        return room.committed;
    }

    /// The same bytes again and again.
    private static final class Room implements FrameOutput {
        private final ByteBuffer bytes = ByteBuffer.allocateDirect(4096);
        private int committed;

        @Override
        public ByteBuffer reserve(int bytes) {
            return this.bytes.clear();
        }

        @Override
        public void commit() {
            committed = bytes.position();
        }
    }
}
