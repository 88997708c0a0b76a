package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final long MILLI = 1_000_000;

    @Test
    void aBurstPassesAndThenTheRate() {
        TokenBucket bucket = new TokenBucket(2, 3, 0);
        for (int i = 0; i < 3; i++) {
            assertThat(bucket.take(0)).isZero();
        }
        assertThat(bucket.take(0)).isEqualTo(500);
        assertThat(bucket.take(499 * MILLI)).isEqualTo(1);
        assertThat(bucket.take(500 * MILLI)).isZero();
        assertThat(bucket.take(500 * MILLI)).isEqualTo(500);
    }

    @Test
    void aLongPauseFillsItToTheBurstAndNoFurther() {
        TokenBucket bucket = new TokenBucket(2, 3, 0);
        long late = 3_600_000 * MILLI;
        for (int i = 0; i < 3; i++) {
            assertThat(bucket.take(late)).isZero();
        }
        assertThat(bucket.take(late)).isPositive();
    }

    @Test
    void aClockThatGoesBackDoesNoHarm() {
        TokenBucket bucket = new TokenBucket(1, 1, 1000 * MILLI);
        assertThat(bucket.take(0)).isZero();
        assertThat(bucket.take(-5000 * MILLI)).isPositive();
    }
}
