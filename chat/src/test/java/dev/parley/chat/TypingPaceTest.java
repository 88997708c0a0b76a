package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TypingPaceTest {
    private final TypingPace pace = new TypingPace();

    @Test
    void aPersonIsToldOnceInThreeSecondsPerRoom() {
        assertThat(pace.mayTell("lobby", "ann", 10_000)).isTrue();
        assertThat(pace.mayTell("lobby", "ann", 12_999)).isFalse();
        assertThat(pace.mayTell("other", "ann", 12_999)).isTrue();
        assertThat(pace.mayTell("lobby", "ann", 13_000)).isTrue();
    }

    @Test
    void aRoomHearsOfFiveInASecond() {
        for (int i = 0; i < 5; i++) {
            assertThat(pace.mayTell("lobby", "u" + i, 10_000 + i)).isTrue();
        }
        assertThat(pace.mayTell("lobby", "u5", 10_999)).isFalse();
        assertThat(pace.mayTell("other", "u5", 10_999)).isTrue();
        assertThat(pace.mayTell("lobby", "u5", 11_000)).isTrue();
    }

    @Test
    void roomsInWhichNobodyTypesAreForgotten() {
        for (int i = 0; i < 1_000; i++) {
            pace.mayTell("room" + i, "ann", 10_000);
        }
        pace.mayTell("lobby", "ann", 20_000);

        assertThat(pace.rooms()).isEqualTo(1);
    }
}
