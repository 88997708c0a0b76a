package dev.parley.bench.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void withoutArgumentsTheSixScenariosWithMessagesAreRun() {
        assertThat(Options.parse().scenarios())
                .hasSize(6)
                .allSatisfy(scenario -> assertThat(scenario).isInstanceOf(Scenario.Load.class));
    }

    @Test
    void scenariosComeInTheOrderOfTheTable() {
        assertThat(Options.parse("raw-8", "--rounds", "2", "echo-20").scenarios())
                .extracting(Scenario::name)
                .containsExactly("echo-20", "raw-8");
    }

    @Test
    void contendersComeInTheOrderTheyWereGiven() {
        assertThat(Options.parse("--contenders", "jetty,parley:nio,netty-turn:epoll")
                        .contenders())
                .containsExactly(
                        new Contender("jetty", Contender.Kind.JETTY, ""),
                        new Contender("parley:nio", Contender.Kind.PARLEY, "nio"),
                        new Contender("netty-turn:epoll", Contender.Kind.NETTY_TURN, "epoll"));
    }

    @Test
    void whatIsNotUnderstoodIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse("echo-21"))
                .withMessageContaining("echo-21")
                .withMessageContaining("echo-20");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse("--round", "5"))
                .withMessage("unknown option --round");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse("--rounds"))
                .withMessage("--rounds needs a value");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse("--contenders", "parley"))
                .withMessageContaining("parley:io_uring");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse("--contenders", "jetty:epoll"))
                .withMessage("jetty has no choice of transports");
    }
}
