package dev.parley.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Comings and goings at random, with a table that is slow and fails now and then, against what each name should have
/// caused.
class AttendanceTest {

    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final List<String> NAMES = List.of("a", "b", "c");

    /// Does what it is asked to when the test says so, in order, as a store does.
    private static final class SlowTable implements Attendance.Table {
        final Set<String> present = new HashSet<>();
        final Map<String, List<Boolean>> events = new HashMap<>();
        final Deque<Runnable> asked = new ArrayDeque<>();
        boolean full;
        boolean failing;

        @Override
        public void write(String name, boolean isPresent, long sinceMillis, Store.Done<Boolean> done) {
            if (full) {
                done.failed(new IOException("full"));
            } else {
                asked.add(() -> doIt(name, isPresent, done));
            }
        }

        private void doIt(String name, boolean isPresent, Store.Done<Boolean> done) {
            if (failing) {
                done.failed(new IOException("broken"));
                return;
            }
            boolean changed = isPresent ? present.add(name) : present.remove(name);
            if (changed) {
                events.computeIfAbsent(name, _ -> new ArrayList<>()).add(isPresent);
            }
            done.done(changed);
        }

        void some(int number) {
            for (int i = 0; i < number && !asked.isEmpty(); i++) {
                asked.poll().run();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void whatTheTableSaysFollowsWhoIsThereWhateverFails(int graceSeconds) {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            ManualTime time = new ManualTime();
            SlowTable table = new SlowTable();
            Attendance attendance = new Attendance(table, Duration.ofSeconds(graceSeconds), time, time);
            Map<String, Integer> counts = new HashMap<>();
            for (int step = 0; step < 200; step++) {
                String name = NAMES.get(random.nextInt(NAMES.size()));
                switch (random.nextInt(6)) {
                    case 0, 1 -> {
                        counts.merge(name, 1, Integer::sum);
                        attendance.come(name);
                    }
                    case 2, 3 -> {
                        if (counts.getOrDefault(name, 0) > 0) {
                            counts.merge(name, -1, Integer::sum);
                            attendance.go(name);
                        }
                    }
                    case 4 -> time.pass(Duration.ofMillis(random.nextInt(12_000)));
                    default -> {
                        table.full = random.nextInt(4) == 0;
                        table.failing = random.nextInt(4) == 0;
                        table.some(random.nextInt(4));
                    }
                }
            }
            table.full = false;
            table.failing = false;
            for (int i = 0; i < 4; i++) {
                table.some(Integer.MAX_VALUE);
                time.pass(GRACE.multipliedBy(2));
            }
            table.some(Integer.MAX_VALUE);

            Set<String> there = new HashSet<>();
            counts.forEach((name, count) -> {
                if (count > 0) {
                    there.add(name);
                }
            });
            assertThat(table.present).as("seed %d", seed).isEqualTo(there);
            assertThat(attendance.size()).as("names in memory, seed %d", seed).isEqualTo(there.size());
            for (Map.Entry<String, List<Boolean>> events : table.events.entrySet()) {
                assertThat(events.getValue())
                        .as("events of %s, seed %d", events.getKey(), seed)
                        .isEqualTo(alternating(events.getValue().size()));
            }
        }
    }

    private static List<Boolean> alternating(int size) {
        List<Boolean> expected = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            expected.add(i % 2 == 0);
        }
        return expected;
    }

    /// Nothing fails: then the events are exactly those of the absences that outlast the grace time, even when a timer
    /// fires that was cancelled too late.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eventsAreThoseOfAbsencesLongerThanTheGraceTime(boolean cancelledTooLate) {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            ManualTime time = new ManualTime();
            SlowTable table = new SlowTable();
            Timers late = (delay, task) -> {
                time.schedule(delay, task);
                return () -> {};
            };
            Attendance attendance = new Attendance(table, GRACE, cancelledTooLate ? late : time, time);
            List<Boolean> expected = new ArrayList<>();
            int count = 0;
            long goneAt = Long.MAX_VALUE;
            for (int step = 0; step < 200; step++) {
                if (count == 0 || random.nextInt(2) == 0) {
                    if (count++ == 0 && (expected.isEmpty() || !expected.getLast())) {
                        expected.add(true);
                    }
                    goneAt = Long.MAX_VALUE;
                    attendance.come("a");
                } else {
                    if (--count == 0) {
                        goneAt = time.millis();
                    }
                    attendance.go("a");
                }
                time.pass(Duration.ofMillis(random.nextInt(20_000)));
                if (goneAt != Long.MAX_VALUE && time.millis() >= goneAt + GRACE.toMillis() && expected.getLast()) {
                    expected.add(false);
                }
                table.some(random.nextInt(2));
            }
            table.some(Integer.MAX_VALUE);
            assertThat(table.events.get("a")).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void manyThreadsCountTogether() throws InterruptedException {
        ManualTime time = new ManualTime();
        Set<String> present = new HashSet<>();
        Attendance attendance = new Attendance(
                (name, isPresent, _, _) -> {
                    synchronized (present) {
                        assertThat(isPresent ? present.add(name) : present.remove(name))
                                .isTrue();
                    }
                },
                Duration.ZERO,
                time,
                time);
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            boolean last = t == 0;
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    go.await();
                } catch (InterruptedException never) {
                    return;
                }
                for (int i = 0; i < 20_000; i++) {
                    attendance.come("a");
                    attendance.go("a");
                }
                if (last) {
                    attendance.come("a");
                }
            }));
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(present).containsExactly("a");
    }

    @Test
    void whoDoesNotComeBackAfterAStartIsWrittenDownAtAPaceThatLeavesRoomForOthers() {
        ManualTime time = new ManualTime();
        SlowTable table = new SlowTable();
        List<String> left = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            left.add("user-" + i);
        }
        Attendance attendance = new Attendance(table, GRACE, time, time);
        attendance.restore(left, time.millis());

        time.pass(Duration.ofSeconds(30).minusMillis(1));
        assertThat(table.asked).isEmpty();
        time.pass(Duration.ofSeconds(1));
        assertThat(table.asked).hasSize(5_000);
        time.pass(Duration.ofSeconds(9));
        assertThat(table.asked).hasSize(50_000);
    }
}
