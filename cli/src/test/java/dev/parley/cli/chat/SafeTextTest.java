package dev.parley.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[2J", // clears the screen
                "\u001b]0;another title\u0007",
                "\u001b]52;c;cm0gLXJm\u001b\\", // writes to the clipboard
                "\u001bP$q\"p\u001b\\", // asks the terminal, which answers into the input
                "\u009b31m", // CSI as one character
                "\u009d0;title\u009c",
                "\u0008\u0008\u0008", // goes back over what is there
                "\r overwrites",
                "\u0000\u000e\u000f\u007f\u0085",
                "\u202egnp.exe",
                "\u2066isolated\u2069",
                "\u200e\u200f\u061c",
                "\u2028\u2029",
                "\ufeff\u200b\u2060\u00ad",
                "\ud800 alone",
                "tags \udb40\udc41\udb40\udc7f",
                "\ue000 private",
                "\ufffe\uffff"
            })
    void noCharacterOfOthersDoesAnythingToTheTerminal(String hostile) {
        for (String safe : List.of(SafeText.line(hostile), SafeText.lines(hostile))) {
            assertThat(safe.codePoints().filter(point -> point != '\n').mapToObj(Character::getType))
                    .doesNotContain(
                            (int) Character.CONTROL,
                            (int) Character.FORMAT,
                            (int) Character.LINE_SEPARATOR,
                            (int) Character.PARAGRAPH_SEPARATOR,
                            (int) Character.SURROGATE,
                            (int) Character.PRIVATE_USE,
                            (int) Character.UNASSIGNED);
            assertThat(safe).contains("\ufffd"); // one sees that there was something
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Grüß dich, 你好, привет",
                "👩\u200d🚀 👍🏽 ❤\ufe0f 🇺🇦",
                "می\u200cخواهم", // Persian is written with it
                "e\u0301 Zoe\u0308",
                "<b>\"'&\\ [0m"
            })
    void whatPeopleWriteStaysAsItIs(String text) {
        assertThat(SafeText.line(text)).isEqualTo(text);
        assertThat(SafeText.lines(text)).isEqualTo(text);
    }

    @Test
    void onlyLineFeedsPartLinesAndInOneLineTheyAreSpaces() {
        assertThat(SafeText.lines("a\r\nb\nc\td")).isEqualTo("a\nb\nc d");
        assertThat(SafeText.line("a\r\nb\nc\td")).isEqualTo("a b c d");
        assertThat(SafeText.lines("a\rb")).isEqualTo("a\ufffdb");
    }
}
