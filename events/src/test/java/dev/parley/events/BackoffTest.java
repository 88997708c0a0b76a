package dev.parley.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    /// Always the largest number that may be.
    private static final RandomGenerator HIGHEST = new Random() {
        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    @Test
    void theLimitDoublesFromOneSecondToSixty() {
        Backoff backoff = new Backoff(HIGHEST);

        assertThat(LongStream.range(0, 9).map(_ -> backoff.nextMillis(0)))
                .containsExactly(1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 60_000L, 60_000L, 60_000L);
    }

    @Test
    void theJitterIsFull() {
        Random random = new Random(3);
        long[] firsts = LongStream.range(0, 1_000)
                .map(_ -> new Backoff(random).nextMillis(0))
                .sorted()
                .toArray();

        assertThat(firsts[0]).isLessThan(20);
        assertThat(firsts[500]).isBetween(400L, 600L);
        assertThat(firsts[999]).isBetween(980L, 1_000L);
    }

    @Test
    void whatTheBackendAsksForIsTheLeast() {
        assertThat(new Backoff(HIGHEST).nextMillis(7_000)).isEqualTo(7_000);
        assertThat(new Backoff(HIGHEST).nextMillis(10)).isEqualTo(1_000);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "5, 5000",
        "' 5 ', 5000",
        "300, 300000",
        "301, 300000",
        "999999999, 300000",
        "99999999999999999999, 0",
        "-5, 0",
        "1.5, 0",
        "soon, 0",
        "'', 0",
        "'Thu, 01 Jan 1970 00:00:30 GMT', 20000",
        "'Thu, 01 Jan 1970 00:00:05 GMT', 0",
    })
    void retryAfterIsSecondsOrADate(String text, long millis) {
        assertThat(Backoff.asked(text, Instant.ofEpochSecond(10))).isEqualTo(millis);
    }
}
