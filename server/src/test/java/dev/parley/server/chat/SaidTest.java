package dev.parley.server.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaidTest {

    @Test
    void aMessageHasAnIdAndAText() {
        assertThat(read("{\"type\":\"message\",\"id\":\"a1\",\"text\":\"h\\u00e9 \\ud83d\\ude42 \\\"<b>\"}"))
                .isEqualTo(new Said.Message("a1", "hé 🙂 \"<b>"));
        assertThat(
                        read(
                                " {\"x\":{\"text\":[1,{\"id\":2}]},\"text\":\"t\",\"id\":\"1\",\"type\":\"message\",\"y\":null} "))
                .isEqualTo(new Said.Message("1", "t"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[]",
                "\"x\"",
                "1",
                "null",
                "{",
                "{\"type\":\"message\"",
                "{\"a\":1}{\"b\":2}",
                "{} x",
                "{\"type\":\"message\",\"id\":\"1\",\"id\":\"2\",\"text\":\"x\"}",
                "{'type':'message'}",
                "{\"type\":\"message\",\"id\":\"1\",\"text\":\"a\nb\"}"
            })
    void whatIsNotOneJsonObjectIsNonsense(String text) {
        assertThat(read(text))
                .isInstanceOfSatisfying(
                        Said.Nonsense.class,
                        nonsense -> assertThat(nonsense.id()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"massage\",\"id\":\"1\",\"text\":\"x\"}",
                "{\"id\":\"1\",\"text\":\"x\"}",
                "{\"type\":\"message\",\"id\":\"1\"}",
                "{\"type\":\"message\",\"id\":\"1\",\"text\":5}",
                "{\"type\":\"message\",\"id\":\"1\",\"text\":\"\\ud83d\"}",
            })
    void whatIsNoMessageIsNonsenseUnderItsId(String text) {
        assertThat(read(text))
                .isInstanceOfSatisfying(
                        Said.Nonsense.class,
                        nonsense -> assertThat(nonsense.id()).isEqualTo("1"));
    }

    @Test
    void anIdHasOneToSixtyFourCharacters() {
        assertThat(withId("x".repeat(64))).isInstanceOf(Said.Message.class);
        assertThat(withId("x".repeat(65))).isInstanceOf(Said.Nonsense.class);
        assertThat(withId("")).isInstanceOf(Said.Nonsense.class);
    }

    @Test
    void deepNestingIsNonsense() {
        assertThat(read("{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}"))
                .isInstanceOf(Said.Nonsense.class);
    }

    private static Said withId(String id) {
        return read("{\"type\":\"message\",\"id\":\"" + id + "\",\"text\":\"x\"}");
    }

    private static Said read(String text) {
        ByteBuffer utf8 = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        Said said = Said.read(utf8);
        assertThat(utf8.position()).isZero();
        return said;
    }
}
