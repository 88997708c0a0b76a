package dev.parley.protocol;

import dev.parley.protocol.deflate.Deflation;
import dev.parley.protocol.deflate.Inflation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A compression that can be read off a hex table: pairs of a count, 1 to 255, and the byte that is repeated so often.
final class RunLength implements Inflation, Deflation {

    private int count = -1;

    @Override
    public void inflate(ByteBuffer in, boolean last, Sink out) throws ProtocolException {
        while (in.hasRemaining()) {
            byte next = in.get();
            if (count < 0) {
                count = next & 0xff;
                if (count == 0) {
                    throw new ProtocolException(Violation.DEFLATE_BROKEN);
                }
            } else {
                byte[] run = new byte[count];
                Arrays.fill(run, next);
                count = -1;
                out.accept(ByteBuffer.wrap(run));
            }
        }
        if (last && count >= 0) {
            throw new ProtocolException(Violation.DEFLATE_BROKEN);
        }
    }

    @Override
    public @Nullable ByteBuffer deflate(ByteBuffer message) {
        ByteBuffer runs = deflatePart(message, true);
        return runs.remaining() < message.remaining() ? runs : null;
    }

    @Override
    public ByteBuffer deflatePart(ByteBuffer part, boolean last) {
        var runs = new ByteArrayOutputStream();
        int at = part.position();
        while (at < part.limit()) {
            int end = at + 1;
            while (end < part.limit() && end - at < 255 && part.get(end) == part.get(at)) {
                end++;
            }
            runs.write(end - at);
            runs.write(part.get(at));
            at = end;
        }
        return ByteBuffer.wrap(runs.toByteArray());
    }

    @Override
    public void close() {}
}
