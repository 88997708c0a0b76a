package dev.parley.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cli.chat.Outbox.Letter;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private final Outbox outbox = new Outbox();

    private static Letter letter(int number) {
        return new Letter("id" + number, "lobby", "text", "");
    }

    @Test
    void oneIsUnderWayAtATimeInTheOrderInWhichTheyCame() {
        outbox.add(letter(1));
        outbox.add(letter(2));
        assertThat(outbox.next()).isEqualTo(letter(1));
        assertThat(outbox.next()).isNull();
        outbox.settled();
        assertThat(outbox.next()).isEqualTo(letter(2));
        outbox.settled();
        assertThat(outbox.next()).isNull();
        assertThat(outbox.size()).isZero();
    }

    @Test
    void whatHasNoAnswerIsTheNextAgainWithTheSameId() {
        outbox.add(letter(1));
        outbox.add(letter(2));
        outbox.next();
        outbox.again();
        assertThat(outbox.next()).isEqualTo(letter(1));
        assertThat(outbox.size()).isEqualTo(2);
    }

    @Test
    void aThousandWaitAtMost() {
        for (int i = 0; i < Outbox.MOST; i++) {
            assertThat(outbox.add(letter(i))).isTrue();
        }
        assertThat(outbox.add(letter(-1))).isFalse();
        assertThat(outbox.size()).isEqualTo(Outbox.MOST);
    }
}
