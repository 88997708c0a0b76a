package dev.parley.auth.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GateTest {

    private final Gate gate = new Gate(2, 3);
    private final List<Integer> begun = new ArrayList<>();

    private boolean enter(int number) {
        return gate.enter(() -> begun.add(number));
    }

    @Test
    void soManyAreLetInTheNextWaitAndTheRestIsSentAway() {
        List<Boolean> entered = new ArrayList<>();
        for (int i = 1; i <= 7; i++) {
            entered.add(enter(i));
        }
        assertThat(entered).containsExactly(true, true, true, true, true, false, false);
        assertThat(begun).containsExactly(1, 2);
    }

    @Test
    void whoeverLeavesLetsTheNextInInOrder() {
        for (int i = 1; i <= 5; i++) {
            enter(i);
        }
        gate.leave();
        assertThat(begun).containsExactly(1, 2, 3);
        assertThat(enter(6)).isTrue();
        for (int i = 0; i < 5; i++) {
            gate.leave();
        }
        assertThat(begun).containsExactly(1, 2, 3, 4, 5, 6);
        enter(7);
        enter(8);
        enter(9);
        assertThat(begun).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void neverMoreAreInsideFromManyThreads() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        Gate wide = new Gate(2, 10_000);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.startVirtualThread(() -> {
                for (int n = 0; n < 500; n++) {
                    wide.enter(() -> Thread.startVirtualThread(() -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        inside.decrementAndGet();
                        done.incrementAndGet();
                        wide.leave();
                    }));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        await().until(() -> done.get() == 2000);
        assertThat(most.get()).isBetween(1, 2);
    }
}
