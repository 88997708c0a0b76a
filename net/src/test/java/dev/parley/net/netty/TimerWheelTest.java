package dev.parley.net.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.net.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Time is a number here: nothing waits.
class TimerWheelTest {

    private static final long MILLI = 1_000_000;
    private static final long START = 123_456_789;

    private final TimerWheel wheel = TimerWheel.coarse(START);
    private final List<String> ran = new ArrayList<>();

    private void runAt(long millis) {
        wheel.run(START + millis * MILLI);
    }

    private Timer schedule(long nowMillis, long delayMillis, String name) {
        return wheel.schedule(START + nowMillis * MILLI, delayMillis, () -> ran.add(name));
    }

    @Test
    void aTimerNeverRunsEarlyAndAtMostOneTickLate() {
        for (long delay : new long[] {0, 1, 19, 20, 21, 999, 1000, 40_959, 40_960, 40_961, 100_000, 3_600_000}) {
            TimerWheel fresh = TimerWheel.coarse(START);
            boolean[] done = new boolean[1];
            fresh.schedule(START + 7 * MILLI, delay, () -> done[0] = true);
            fresh.run(START + (7 + delay) * MILLI - 1);
            assertThat(done[0]).as("%d ms, early", delay).isFalse();
            fresh.run(START + (7 + delay + 20) * MILLI);
            assertThat(done[0]).as("%d ms, late", delay).isTrue();
            assertThat(fresh.size()).isZero();
        }
    }

    @Test
    void aShortTimerIsAtMostAMillisecondLate() {
        for (long delay : new long[] {0, 1, 2, 10, 49, 63, 64, 200}) {
            TimerWheel fine = TimerWheel.fine(START);
            boolean[] done = new boolean[1];
            fine.schedule(START + 7 * MILLI + 1, delay, () -> done[0] = true);
            fine.run(START + (7 + delay) * MILLI);
            assertThat(done[0]).as("%d ms, early", delay).isFalse();
            fine.run(START + (8 + delay) * MILLI);
            assertThat(done[0]).as("%d ms, late", delay).isTrue();
            assertThat(fine.nextNanos()).isEqualTo(TimerWheel.NEVER);
        }
    }

    @Test
    void aTimerAfterAnHourWithoutOneWakesItsOwnerOnce() {
        TimerWheel fine = TimerWheel.fine(START);
        long hour = START + 3_600_000 * MILLI;
        fine.schedule(hour, 20, () -> ran.add("short"));
        assertThat(fine.nextNanos()).isEqualTo(hour + 20 * MILLI);
        fine.run(fine.nextNanos());
        assertThat(ran).containsExactly("short");
    }

    @Test
    void itSleepsUntilTheNextTimerAndForeverWithoutOne() {
        assertThat(wheel.nextNanos()).isEqualTo(TimerWheel.NEVER);
        Timer timer = schedule(0, 5_000, "a");
        assertThat(wheel.nextNanos()).isEqualTo(START + 5_000 * MILLI);
        schedule(0, 1_000, "b");
        assertThat(wheel.nextNanos()).isEqualTo(START + 1_000 * MILLI);
        runAt(1_000);
        assertThat(ran).containsExactly("b");
        assertThat(wheel.nextNanos()).isEqualTo(START + 5_000 * MILLI);
        timer.cancel();
        assertThat(wheel.nextNanos()).isEqualTo(TimerWheel.NEVER);
    }

    @Test
    void aDistantTimerIsPassedOverOnceARevolution() {
        schedule(0, 24 * 3_600_000L, "tomorrow");
        int wakeUps = 0;
        for (long next = wheel.nextNanos(); next != TimerWheel.NEVER; next = wheel.nextNanos()) {
            wheel.run(next);
            wakeUps++;
        }
        assertThat(ran).containsExactly("tomorrow");
        assertThat(wakeUps).isLessThan(2_200);
    }

    @Test
    void timersOfOneMomentRunInTheOrderOfScheduling() {
        for (int i = 0; i < 10; i++) {
            schedule(0, 100, "" + i);
        }
        runAt(200);
        assertThat(ran).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    }

    @Test
    void aLoopThatWasLateRunsEverythingInItsOrder() {
        schedule(0, 3_000, "c");
        schedule(0, 100, "a");
        schedule(0, 2_000, "b");
        schedule(0, 90_000, "d");
        runAt(1_000_000);
        assertThat(ran).containsExactly("a", "b", "c", "d");
    }

    @Test
    void aTaskMayScheduleAndCancel() {
        Timer[] doomed = new Timer[1];
        wheel.schedule(START, 100, () -> {
            ran.add("first");
            doomed[0].cancel();
            wheel.schedule(START + 100 * MILLI, 0, () -> ran.add("again"));
        });
        doomed[0] = schedule(0, 100, "doomed");
        runAt(100);
        assertThat(ran).containsExactly("first");
        runAt(120);
        assertThat(ran).containsExactly("first", "again");
        doomed[0].cancel();
        assertThat(wheel.size()).isZero();
    }

    @Test
    void aTimerThatRepeatsDoesNotDrift() {
        long[] at = {START};
        int[] count = {0};
        Runnable[] beat = new Runnable[1];
        beat[0] = () -> {
            count[0]++;
            wheel.schedule(at[0], 1_000, beat[0]);
        };
        wheel.schedule(START, 1_000, beat[0]);
        while (count[0] < 1_000) {
            at[0] = wheel.nextNanos();
            wheel.run(at[0]);
        }
        assertThat(at[0] - START).isBetween(1_000_000 * MILLI, 1_000_020 * MILLI);
    }

    @Test
    void manyTimersScheduledAndCancelledAtRandomRunExactlyOnce() {
        Random random = new Random(5);
        int count = 100_000;
        int[] runs = new int[count];
        long[] due = new long[count];
        Timer[] timers = new Timer[count];
        long[] now = {0};
        List<Integer> wrong = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int n = i;
            now[0] += random.nextInt(3);
            long delay = random.nextInt(100_000);
            due[i] = now[0] + delay;
            timers[i] = wheel.schedule(START + now[0] * MILLI, delay, () -> {
                runs[n]++;
                if (now[0] < due[n]) {
                    wrong.add(n);
                }
            });
            if (random.nextInt(3) == 0) {
                int other = random.nextInt(i + 1);
                if (runs[other] == 0) {
                    timers[other].cancel();
                    runs[other] = 1_000;
                }
            }
            if (i % 100 == 0) {
                runAt(now[0]);
            }
        }
        now[0] += 200_000;
        runAt(now[0]);
        assertThat(wheel.size()).isZero();
        assertThat(wrong).isEmpty();
        assertThat(runs).containsOnly(1, 1_000);
    }
}
