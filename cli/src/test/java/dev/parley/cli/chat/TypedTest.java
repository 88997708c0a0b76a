package dev.parley.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypedTest {

    @Test
    void whatDoesNotBeginWithASlashIsSaid() {
        assertThat(Typed.of("hello /who")).isEqualTo(new Typed.Say("hello /who"));
        assertThat(Typed.of("  indented code  ")).isEqualTo(new Typed.Say("  indented code"));
        assertThat(Typed.of("   ")).isEqualTo(new Typed.Nothing());
    }

    @Test
    void twoSlashesSayOne() {
        assertThat(Typed.of("//etc/passwd")).isEqualTo(new Typed.Say("/etc/passwd"));
    }

    @Test
    void commandsTakeWhatStandsBehindThem() {
        assertThat(Typed.of("/join #garden")).isEqualTo(new Typed.Join("garden"));
        assertThat(Typed.of("/msg Tom Baker hi  there")).isEqualTo(new Typed.Whisper("Tom Baker hi  there"));
        assertThat(Typed.of("/search  two words ")).isEqualTo(new Typed.Search("two words"));
        assertThat(Typed.of("/reply 17 yes 5")).isEqualTo(new Typed.Reply(17, "yes 5"));
        assertThat(Typed.of("/reply #17 yes")).isEqualTo(new Typed.Reply(17, "yes"));
        assertThat(Typed.of("/edit 3 better")).isEqualTo(new Typed.Edit(3, "better"));
        assertThat(Typed.of("/edit better")).isEqualTo(new Typed.Edit(0, "better"));
        assertThat(Typed.of("/delete")).isEqualTo(new Typed.Delete(0));
        assertThat(Typed.of("/delete 9")).isEqualTo(new Typed.Delete(9));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nonsense",
                "/",
                "/join",
                "/msg",
                "/search",
                "/reply",
                "/reply 5",
                "/reply yes",
                "/reply 99999999999999999999 x",
                "/edit",
                "/edit 5",
                "/delete this",
                "/WHO"
            })
    void whatIsNotUnderstoodIsNeverSaidAndAnsweredByASentence(String line) {
        assertThat(Typed.of(line))
                .isInstanceOfSatisfying(
                        Typed.Wrong.class, wrong -> assertThat(wrong.problem()).endsWith("."));
    }

    @Test
    void everyCommandOfTheHelpIsUnderstood() {
        for (Typed.Command command : Typed.COMMANDS) {
            String takes = command.takes().replace("[NUMBER]", "5").replace("NUMBER", "5");
            assertThat(Typed.of((command.name() + " " + takes).strip()))
                    .as(command.name())
                    .isNotInstanceOfAny(Typed.Wrong.class, Typed.Say.class);
        }
    }

    @Test
    void aNameEndsWhereAKnownOneDoesOrAtItsQuoteOrAtTheFirstSpace() {
        List<String> names = List.of("Tom", "Tom Baker", "Ann");
        assertThat(Recipient.of("Tom Baker hi", names)).isEqualTo(new Recipient("Tom Baker", "hi"));
        assertThat(Recipient.of("tom baker hi", names)).isEqualTo(new Recipient("tom baker", "hi"));
        assertThat(Recipient.of("Tom hi", names)).isEqualTo(new Recipient("Tom", "hi"));
        assertThat(Recipient.of("Tommy hi", names)).isEqualTo(new Recipient("Tommy", "hi"));
        assertThat(Recipient.of("\"Tom X\" hi", names)).isEqualTo(new Recipient("Tom X", "hi"));
        assertThat(Recipient.of("\"Tom hi", names)).isEqualTo(new Recipient("\"Tom", "hi"));
        assertThat(Recipient.of("Ann", names)).isEqualTo(new Recipient("Ann", ""));
    }
}
