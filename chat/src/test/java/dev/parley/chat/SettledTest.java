package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SettledTest {
    private final Settled settled = new Settled(4);

    private void sees(long now, long... numbers) {
        for (long number : numbers) {
            settled.saw(number);
        }
        settled.settle(now);
    }

    @Test
    void theFloorFollowsWhatComesInOrder() {
        assertThat(settled.isNew(4)).isFalse();
        assertThat(settled.isNew(5)).isTrue();
        sees(0, 5, 6);

        assertThat(settled.floor()).isEqualTo(6);
        assertThat(settled.isNew(6)).isFalse();
    }

    @Test
    void whatIsMissingIsWaitedForAndIsNewWhenItComes() {
        sees(0, 6, 7);
        assertThat(settled.floor()).isEqualTo(4);
        assertThat(settled.isNew(6)).isFalse();
        assertThat(settled.isNew(5)).isTrue();
        sees(9_999);
        assertThat(settled.floor()).isEqualTo(4);

        sees(10_000, 5);

        assertThat(settled.floor()).isEqualTo(7);
    }

    @Test
    void whatWasTakenBackIsNotWaitedForForEverHoweverMuchItWas() {
        sees(0, 1_000, 1_002);
        sees(10_000);
        assertThat(settled.floor()).isEqualTo(1_000);
        assertThat(settled.isNew(1_001)).isTrue();
        assertThat(settled.isNew(1_002)).isFalse();

        sees(20_000);

        assertThat(settled.floor()).isEqualTo(1_002);
    }
}
