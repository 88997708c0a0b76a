package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkersTest {

    @Test
    void soManyWorkAtOnceSomeWaitAndTheRestAreTurnedAway() throws Exception {
        Workers workers = new Workers();
        CountDownLatch full = new CountDownLatch(Workers.AT_WORK);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger most = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        Runnable work = () -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            full.countDown();
            try {
                go.await();
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
            now.decrementAndGet();
            done.incrementAndGet();
        };
        for (int i = 0; i < Workers.AT_WORK + Workers.WAITING; i++) {
            assertThat(workers.run(work)).isTrue();
        }
        assertThat(full.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(workers.run(work)).isFalse();

        go.countDown();
        workers.close();
        assertThat(done).hasValue(Workers.AT_WORK + Workers.WAITING);
        assertThat(most).hasValue(Workers.AT_WORK);
        assertThat(workers.run(work)).isFalse();
    }
}
