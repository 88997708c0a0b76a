package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RatesTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void eachSessionHasItsOwnBucket() {
        Rates rates = new Rates(1, 1);
        assertThat(rates.take("a", 0)).isZero();
        assertThat(rates.take("a", 0)).isEqualTo(1_000);
        assertThat(rates.take("b", 0)).isZero();
    }

    @Test
    void sessionsThatHaveBeenSilentLongEnoughAreForgottenAndOthersAreNot() {
        Rates rates = new Rates(1, 2);
        for (int i = 0; i < 1_000; i++) {
            rates.take("early " + i, 0);
        }
        for (int i = 0; i < 1_000; i++) {
            rates.take("late " + i, 10 * SECOND);
        }
        assertThat(rates.size()).isEqualTo(1_000);
        assertThat(rates.take("late 0", 10 * SECOND)).isZero();
        assertThat(rates.take("late 0", 10 * SECOND)).isPositive();
    }
}
