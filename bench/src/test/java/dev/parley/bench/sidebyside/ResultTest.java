package dev.parley.bench.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultTest {

    private static final Contender NETTY = Contender.named("netty:epoll");
    private static final Contender JETTY = Contender.named("jetty");

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
        assertThat(Spread.of(4, 1, 3, 100)).isEqualTo(new Spread(3.5, 1, 100));
        assertThat(Spread.of(7, 1, 3)).isEqualTo(new Spread(3, 1, 7));
    }

    @Test
    void aRatioIsOfMediansAndItsSpreadIsOfRounds() {
        Result result = result(new double[] {2, 4, 8}, new double[] {1, 4, 16});
        assertThat(result.ratio(JETTY, NETTY, "start_ms")).isEqualTo(new Spread(1, 0.5, 2));
    }

    @Test
    void theTableShowsMediansEndsAndRatios() {
        assertThat(Report.table(result(new double[] {200, 300, 400}, new double[] {100, 100, 100}), NETTY))
                .isEqualTo("""
                        ### start to listening

                        | contender   |  ms | min–max | ÷ netty:epoll (rounds) |
                        |-------------|----:|--------:|-----------------------:|
                        | jetty       | 300 | 200–400 |       3.00 (2.00–4.00) |
                        | netty:epoll | 100 | 100–100 |       1.00 (1.00–1.00) |
                        """);
    }

    @Test
    void withoutTheBaselineThereAreNoRatios() {
        Result result = Result.empty(new Scenario.Start("start", "start"), false);
        result.add(JETTY, Sample.of(Map.of("start_ms", 5)));
        assertThat(Report.table(result, NETTY)).contains("| jetty     |  5 |     5–5 |                      – |");
    }

    @Test
    void theGeneratorsLastLineIsTheSample() throws IOException {
        Sample sample = Sample.of("something first\nmode=echo srv_us=3.25 bad=1 dead=0");
        assertThat(sample.number("srv_us")).isEqualTo(3.25);
        assertThat(sample.isSound()).isFalse();
    }

    @Test
    void aGeneratorWithoutFiguresIsQuoted() {
        assertThatIOException().isThrownBy(() -> Sample.of("no connections")).withMessageContaining("no connections");
    }

    private static Result result(double[] jetty, double[] netty) {
        Result result = Result.empty(new Scenario.Start("start", "start to listening"), false);
        for (int i = 0; i < jetty.length; i++) {
            result.add(JETTY, Sample.of(Map.of("start_ms", jetty[i])));
            result.add(NETTY, Sample.of(Map.of("start_ms", netty[i])));
        }
        return result;
    }
}
