package dev.parley.server.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoomsInUseTest {

    @Test
    void pastTheLimitNobodyBeginsToTalkInAnotherRoomUntilOneIsForgotten() {
        RoomsInUse rooms = new RoomsInUse(2);
        long day = ChatNamespace.HISTORY_AGE.toMillis();
        assertThat(rooms.speak("a", 0)).isTrue();
        assertThat(rooms.speak("b", 1)).isTrue();
        assertThat(rooms.speak("c", 2)).isFalse();
        assertThat(rooms.speak("a", day)).isTrue();
        assertThat(rooms.speak("c", day + 2)).isTrue();
        assertThat(rooms.speak("b", day + 2)).isFalse();
    }
}
