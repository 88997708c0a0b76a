package dev.parley.auth.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimingTest {

    private static final Timing TIMING = Timing.SYSTEM;

    @Test
    void whatIsForLaterRunsLaterWhereItMayBlock() throws Exception {
        long begun = TIMING.nanos();
        CompletableFuture<Long> virtualSince = new CompletableFuture<>();
        TIMING.after(
                Duration.ofMillis(20),
                () -> virtualSince.complete(Thread.currentThread().isVirtual() ? TIMING.nanos() : null));
        assertThat(virtualSince.get(20, TimeUnit.SECONDS) - begun)
                .isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
    }

    @Test
    void secondsAreSince1970AndChanceIsAFraction() {
        assertThat(TIMING.seconds()).isBetween(1_700_000_000L, 100_000_000_000L);
        assertThat(TIMING.chance()).isBetween(0d, Math.nextDown(1d));
    }
}
