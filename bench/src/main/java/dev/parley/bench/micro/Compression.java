package dev.parley.bench.micro;

import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Role;
import dev.parley.protocol.deflate.DeflateAgreement;
import dev.parley.protocol.deflate.DeflateOptions;
import dev.parley.protocol.deflate.DeflatePool;
import dev.parley.protocol.deflate.Deflation;
import dev.parley.protocol.deflate.Inflation;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Deflates and inflates about 1 KiB of JSON, each message by itself.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class Compression {

    /// 15 is everybody's default; below, the window is kept small by flushes.
    @Param({"15", "9"})
    public int windowBits = 15;

    private final DeflatePool pool = new DeflatePool(DeflateOptions.DEFAULT);
    private final ByteBuffer json = Payloads.direct(Payloads.json(1024));
    private final Inflation inflation = pool.inflation(new DeflateAgreement(true, true, 15, 15), Role.CLIENT);
    private Deflation deflation = pool.deflation(15);
    private ByteBuffer deflated = ByteBuffer.allocate(0);
    private int inflatedBytes;

    @Setup
    public void prepare() {
        deflation = pool.deflation(windowBits);
        ByteBuffer payload = Objects.requireNonNull(deflation.deflate(json), "JSON shrinks");
        deflated = ByteBuffer.allocateDirect(payload.remaining()).put(payload).flip();
    }

    @TearDown
    public void close() {
        pool.close();
    }

    /// The length of the payload.
    @Benchmark
    public int deflate() {
        return Objects.requireNonNull(deflation.deflate(json), "JSON shrinks").remaining();
    }

    /// The length of the message.
    @Benchmark
    public int inflate() throws ProtocolException {
        inflatedBytes = 0;
        inflation.inflate(deflated.rewind(), true, piece -> inflatedBytes += piece.remaining());
        return inflatedBytes;
    }
}
