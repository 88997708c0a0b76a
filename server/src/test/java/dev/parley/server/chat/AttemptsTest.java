package dev.parley.server.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptsTest {

    private static final long SECOND = 1_000_000_000L;

    private final Attempts attempts = new Attempts(3, Duration.ofSeconds(20));

    @Test
    void someAreFreeAndThenOneInAWhile() {
        for (int i = 0; i < 3; i++) {
            assertThat(attempts.take("ann", 0)).isZero();
        }
        assertThat(attempts.take("ann", 0)).isEqualTo(20);
        assertThat(attempts.take("ann", 5 * SECOND)).isEqualTo(15);
        assertThat(attempts.take("ann", 20 * SECOND - 1)).isEqualTo(1);
        assertThat(attempts.take("ann", 20 * SECOND)).isZero();
        assertThat(attempts.take("ann", 20 * SECOND)).isEqualTo(20);
        assertThat(attempts.take("bob", 20 * SECOND)).isZero();
    }

    @Test
    void whatWasNoFailureIsGivenBackButNoMoreThanThereWas() {
        attempts.take("ann", 0);
        attempts.giveBack("ann");
        attempts.giveBack("ann");
        attempts.giveBack("stranger");
        for (int i = 0; i < 3; i++) {
            assertThat(attempts.take("ann", 0)).isZero();
        }
        assertThat(attempts.take("ann", 0)).isPositive();
    }

    @Test
    void noMoreAreRememberedThanThereMayBeAndThoseWhoTryLastOfAll() {
        while (attempts.take("ann", 0) == 0) {
            assertThat(attempts.size()).isOne();
        }
        for (int i = 0; i < 3 * Attempts.MOST; i++) {
            attempts.take("other" + i, 0);
            if (i % 1_000 == 0) {
                assertThat(attempts.take("ann", 0)).isPositive();
            }
        }
        assertThat(attempts.size()).isEqualTo(Attempts.MOST);
    }
}
