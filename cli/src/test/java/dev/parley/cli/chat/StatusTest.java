package dev.parley.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cli.chat.Link.State;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StatusTest {

    private long now = 1_000_000;
    private final Status status = new Status(() -> Instant.ofEpochMilli(now));

    @Test
    void itSaysHowTheConnectionStandsAndNeverThatItIsThereWhenItIsNot() {
        assertThat(status.line(0, 0)).isEqualTo("connecting…");
        status.state(State.OPEN, "");
        status.room("#lobby", 3);
        assertThat(status.line(0, 0)).isEqualTo("connected · #lobby · 3 here");
        status.state(State.CONNECTING, "transport closed");
        assertThat(status.line(2, 0)).isEqualTo("connecting… (transport closed) · #lobby · 2 to be sent");
        status.state(State.CLOSED, "unauthorized");
        assertThat(status.line(0, 5)).isEqualTo("not connected (unauthorized) · #lobby · 5 unread elsewhere");
    }

    @Test
    void whoIsWritingIsNamedForFiveSecondsOrUntilTheyHaveSaidIt() {
        status.state(State.OPEN, "");
        status.typing("Ann");
        assertThat(status.line(0, 0)).endsWith("Ann is writing…");
        now += 3_000;
        status.typing("Bob");
        assertThat(status.line(0, 0)).endsWith("Ann, Bob are writing…");
        now += 2_001;
        assertThat(status.line(0, 0)).endsWith("Bob is writing…");
        status.said("Bob");
        assertThat(status.line(0, 0)).isEqualTo("connected");
        for (int i = 0; i < 500; i++) {
            status.typing("n" + i);
        }
        assertThat(status.line(0, 0)).endsWith("100 people are writing…");
    }
}
