package dev.parley.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "0",
                "-0",
                "12",
                "-1.5e+10",
                "1E3",
                "0.25",
                "\"\"",
                "\"a\\u00e9\\n\\\\\"",
                "\"\u0000é漢😀\"",
                "[]",
                "{}",
                " [ ] ",
                "[1,2,[3,{\"a\":[]}]]",
                "{\"a\":1,\"b\":{\"c\":null},\"a\":2}",
                "\t{\"a\" : [ 1 , 2 ] }\t",
                "\"\u2028\u2029\u007f\""
            })
    void oneJsonValueIsTaken(String json) {
        String clean = json.replace("\u0000", "");
        assertThat(Payload.json(clean)).hasToString(clean);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nul",
                "nulll",
                "truefalse",
                "01",
                "-",
                "1.",
                ".5",
                "1e",
                "+1",
                "NaN",
                "Infinity",
                "'a'",
                "\"",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\u12",
                "\"\n\"",
                "\"\u0001\"",
                "[",
                "]",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[1 2]",
                "{",
                "}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{1:1}",
                "{\"a\":1]",
                "[1}",
                "1 2",
                "{} {}",
                "[]]",
                "//x",
                "\uFEFF1",
                "{\"a\":1 \"b\":2}",
                "{\"a\" 1}",
                "[1]x"
            })
    void whatIsNotOneJsonValueIsRefused(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Payload.json(json))
                .withMessageStartingWith("not JSON: ");
    }

    @Test
    void rawLineBreaksBecomeSpaces() {
        assertThat(Payload.json("{\r\n\"a\":\n1}\n")).hasToString("{  \"a\": 1} ");
    }

    @Test
    void nestingIsBounded() {
        int most = JsonCheck.MAX_DEPTH;
        assertThatNoException().isThrownBy(() -> Payload.json("[".repeat(most) + "]".repeat(most)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Payload.json("[".repeat(most + 1) + "]".repeat(most + 1)))
                .withMessageContaining("deeper than 64");
        assertThatIllegalArgumentException().isThrownBy(() -> Payload.json("[".repeat(1_000_000)));
        String mixed = "{\"a\":[".repeat(most / 2) + "1" + "]}".repeat(most / 2);
        assertThat(Payload.json(mixed)).hasToString(mixed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "22C022",
                "22C0AF22",
                "22E0808022",
                "22EDA08022",
                "22F08080802 2",
                "22F4908080 22",
                "22FF22",
                "22E4B8",
                "22C3",
                "C3A9"
            })
    void bytesThatAreNotUtf8AreRefused(String hex) {
        byte[] bytes = java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> Payload.json(ByteBuffer.wrap(bytes)));
    }

    @Test
    void textIsUtf8() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Payload.text(ByteBuffer.wrap(new byte[] {(byte) 0xC3})))
                .withMessage("text must be UTF-8");
        assertThat(Payload.text("é")).hasToString("é");
    }

    @Test
    void itKeepsACopyOfItsOwn() {
        byte[] bytes = "[1]".getBytes(StandardCharsets.UTF_8);
        ByteBuffer lent = ByteBuffer.wrap(bytes);
        Payload payload = Payload.json(lent);
        bytes[1] = '2';
        assertThat(payload).hasToString("[1]").isNotEqualTo(Payload.text("[1]"));
        assertThat(lent.remaining()).isEqualTo(3);
    }
}
