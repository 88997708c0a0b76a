package dev.parley.server.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatNamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "Ann Lee",
                "李雷",
                "Женя",
                "👩‍👩‍👧",
                "🏳️‍🌈",
                "אבי",
                "O'Brien <b>",
                "é",
                "12345678901234567890123456789012"
            })
    void aNameIsOneToThirtyTwoCharactersThatCanBeSeen(String name) {
        assertThat(ChatNames.nameProblem(name)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\u200b",
                "\u200d\u2060",
                "\u3164",
                "\u2800 \u2800",
                "\u00a0",
                "\u0301",
                "a\nb",
                "a\u0000",
                "a\u007f",
                "a\u202eb",
                "\u2066a",
                "a\u200f",
                "a\u2028b",
                "\ufffd",
                "a\ue000",
                "123456789012345678901234567890123"
            })
    void everythingElseIsRefused(String name) {
        assertThat(ChatNames.nameProblem(name)).isNotNull();
    }

    @Test
    void aMissingNameIsRefused() {
        assertThat(ChatNames.nameProblem(null)).startsWith("Choose a name");
    }

    @Test
    void theLimitCountsCodePointsOfTheComposedName() {
        assertThat(ChatNames.nameProblem("🙂".repeat(32))).isNull();
        assertThat(ChatNames.nameProblem("🙂".repeat(33))).contains("33");
        assertThat(ChatNames.nameProblem("e\u0301".repeat(32))).isNull();
        assertThat(ChatNames.normal(" e\u0301 ")).isEqualTo("é");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"lobby", "A-b_c.9", "a", ".a", "0123456789012345678901234567890123456789012345678901234567890123"
            })
    void aRoomIsLettersDigitsAndThreeSigns(String room) {
        assertThat(ChatNames.roomProblem(room)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "a b",
                "a/b",
                "é",
                "a\n",
                "<b>",
                "01234567890123456789012345678901234567890123456789012345678901234"
            })
    void otherRoomsAreRefused(String room) {
        assertThat(ChatNames.roomProblem(room)).isNotNull();
    }
}
