package dev.parley.bench.micro;

import dev.parley.protocol.Masking;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Masking in place, which is unmasking as well.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MaskingPayload {

    /// Bytes; 21 leaves some behind the last eight.
    @Param({"21", "1024", "65536"})
    public int size = 21;

    private final ByteBuffer payload = ByteBuffer.allocateDirect(65_536);

    @Benchmark
    public long mask() {
        return Masking.apply(payload, 0, size, Payloads.KEY);
    }
}
