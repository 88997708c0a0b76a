package dev.parley.server.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaidTest {

    @Test
    void aMessageHasARoomAnIdAndAText() {
        assertThat(read("{\"room\":\"lobby\",\"id\":\"a1\",\"text\":\"h\\u00e9 \\ud83d\\ude42 \\\"<b>\"}"))
                .isEqualTo(new Said.Message("lobby", "a1", "hé 🙂 \"<b>"));
        assertThat(read(" {\"x\":{\"text\":[1,{\"id\":2}]},\"text\":\"t\",\"id\":\"1\",\"room\":\"r\",\"y\":null} "))
                .isEqualTo(new Said.Message("r", "1", "t"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "\"x\"",
                "1",
                "null",
                "{}",
                "{\"room\":\"r\",\"id\":\"1\",\"id\":\"2\",\"text\":\"x\"}",
                "{\"id\":\"1\",\"text\":\"x\"}",
                "{\"room\":7,\"id\":\"1\",\"text\":\"x\"}",
                "{\"room\":\"a b\",\"id\":\"1\",\"text\":\"x\"}",
                "{\"room\":\"..\",\"id\":\"1\",\"text\":\"x\"}",
                "{\"room\":\"r\",\"text\":\"x\"}",
                "{\"room\":\"r\",\"id\":\"1\"}",
                "{\"room\":\"r\",\"id\":\"1\",\"text\":5}",
                "{\"room\":\"r\",\"id\":\"1\",\"text\":\"\\ud83d\"}",
                "{\"room\":\"r\",\"id\":\"\\ud83d\",\"text\":\"x\"}",
            })
    void everythingElseIsNonsense(String json) {
        assertThat(read(json)).isInstanceOf(Said.Nonsense.class);
    }

    @Test
    void textAndBytesAreNoMessages() {
        assertThat(Said.read(Payload.text("{\"room\":\"r\",\"id\":\"1\",\"text\":\"x\"}")))
                .isInstanceOf(Said.Nonsense.class);
    }

    @Test
    void anIdHasOneToSixtyFourCharacters() {
        assertThat(withId("x".repeat(64))).isInstanceOf(Said.Message.class);
        assertThat(withId("x".repeat(65))).isInstanceOf(Said.Nonsense.class);
        assertThat(withId("")).isInstanceOf(Said.Nonsense.class);
    }

    @Test
    void deepNestingIsNonsense() {
        assertThat(read("{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}")).isInstanceOf(Said.Nonsense.class);
    }

    private static Said withId(String id) {
        return read("{\"room\":\"r\",\"id\":\"" + id + "\",\"text\":\"x\"}");
    }

    private static Said read(String json) {
        return Said.read(Payload.json(json));
    }
}
