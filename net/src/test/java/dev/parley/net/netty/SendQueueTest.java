package dev.parley.net.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.net.SharedBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SendQueueTest {

    private final BufferPool pool = new BufferPool();
    private final SendQueue queue = new SendQueue();

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String taken() {
        LoopBuffer all = pool.take((int) queue.bytes());
        queue.gather(all, (int) queue.bytes());
        byte[] bytes = new byte[all.view.position()];
        all.view.get(0, bytes);
        all.release();
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    @Test
    void whatIsLittleSettlesInASmallBufferAndMoreFollows() {
        queue.append(ascii("abc"), BufferPool.LARGE, pool);
        queue.append(SharedBytes.ofOwned(ascii("d".repeat(600)).array()));
        queue.settle(pool);
        assertThat(queue.segments()).isEqualTo(1);
        assertThat(queue.firstSegment())
                .isInstanceOfSatisfying(
                        LoopBuffer.class,
                        buffer -> assertThat(buffer.view.capacity()).isEqualTo(BufferPool.SMALL));
        assertThat(queue.bytes()).isEqualTo(603);
        assertThat(pool.lent()).isEqualTo(1);
        queue.append(ascii("e"), BufferPool.LARGE, pool);
        assertThat(pool.lent()).isEqualTo(1);
        assertThat(taken()).isEqualTo("abc" + "d".repeat(600) + "e");
        assertThat(queue.isEmpty()).isTrue();
        assertThat(pool.lent()).isZero();
    }

    @Test
    void whatIsMuchOrNothingStaysAsItIs() {
        queue.settle(pool);
        assertThat(queue.isEmpty()).isTrue();
        String much = "x".repeat(BufferPool.SMALL + 1);
        queue.append(ascii(much), BufferPool.LARGE, pool);
        queue.settle(pool);
        assertThat(queue.firstSegment())
                .isInstanceOfSatisfying(
                        LoopBuffer.class,
                        buffer -> assertThat(buffer.view.capacity()).isEqualTo(BufferPool.LARGE));
        assertThat(taken()).isEqualTo(much);
    }
}
