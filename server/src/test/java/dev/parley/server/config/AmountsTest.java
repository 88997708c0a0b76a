package dev.parley.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "0,0",
                "1,1",
                "65536,65536",
                "64KiB,65536",
                "64 kib,65536",
                "2MiB,2097152",
                "1GiB,1073741824",
                "-1,-",
                "64KB,-",
                "KiB,-",
                "'',-",
                "1.5MiB,-",
                "9999999999GiB,-",
            })
    void sizesAreBytesOrBinaryUnits(String text, @Nullable Long bytes) {
        assertThat(Amounts.readSize(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "0,0",
                "0s,0",
                "300s,300000",
                "1500ms,1500",
                "1h30m,5400000",
                "1m0s,60000",
                "1h,3600000",
                "1.5s,1500",
                "0.25h,900000",
                "1m0.5s,60500",
                "1.5h,5400000",
                "25,-",
                "s,-",
                "'',-",
                "-1s,-",
                "1.5ms,-",
                "1.s,-",
                ".5s,-",
                "1.2.3s,-",
                "1d,-",
                "1s2,-",
            })
    void durationsAreNumbersWithUnits(String text, @Nullable Long millis) {
        assertThat(Amounts.readDuration(text)).isEqualTo(millis == null ? null : Duration.ofMillis(millis));
    }

    @Test
    void whatIsWrittenCanBeRead() {
        for (long millis : new long[] {0, 1, 1500, 25_000, 60_000, 90_000, 3_600_000, 5_400_000}) {
            assertThat(Amounts.readDuration(Amounts.duration(Duration.ofMillis(millis))))
                    .isEqualTo(Duration.ofMillis(millis));
        }
        for (long bytes : new long[] {0, 1, 1000, 1024, 65536, 1 << 20, 3L << 30}) {
            assertThat(Amounts.readSize(Amounts.size(bytes))).isEqualTo(bytes);
        }
    }

    @Test
    void minusOneMeansNeverWhereNeverIsAccepted() {
        assertThat(new OptionType.Span(Duration.ZERO, Duration.ofHours(1)).read("-1"))
                .isEqualTo(Duration.ZERO);
        assertThat(new OptionType.Span(Duration.ofMillis(1), Duration.ofHours(1)).read("-1"))
                .isNull();
    }
}
