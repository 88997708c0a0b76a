package dev.parley.bench.micro;

import dev.parley.protocol.Utf8;
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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Checks text of about 1 KiB.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class Utf8Validation {

    @Param
    public Text text = Text.ASCII;

    private ByteBuffer bytes = ByteBuffer.allocate(0);

    @Setup
    public void prepare() {
        bytes = Payloads.direct(text.bytes(1024));
    }

    @Benchmark
    public boolean validate() {
        return Utf8.isValid(bytes, 0, bytes.limit());
    }
}
