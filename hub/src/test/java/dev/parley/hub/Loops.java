package dev.parley.hub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedDeque;

/// Several loops on one thread: which one has its next turn is drawn from a seed, and time passes only when told.
///
/// Between turns the test's own thread counts as no loop; inside [One#turn] and [One#enter] it is that loop.
public final class Loops {

    public final List<One> all = new ArrayList<>();
    private final Random random;
    private One running;
    public long nowMillis = 1_000_000;
    private long sequence;

    public Loops(int number, Random random) {
        this.random = random;
        for (int i = 0; i < number; i++) {
            all.add(new One(i));
        }
    }

    public One get(int index) {
        return all.get(index);
    }

    /// One turn of a loop that has something to do.
    ///
    /// @return false when none has
    public boolean step() {
        List<One> busy = all.stream().filter(One::isBusy).toList();
        if (busy.isEmpty()) {
            return false;
        }
        busy.get(random.nextInt(busy.size())).turn();
        return true;
    }

    /// Until nobody has anything to do.
    public void settle() {
        for (int i = 0; step(); i++) {
            if (i > 1_000_000) {
                throw new AssertionError("the loops never come to rest");
            }
        }
    }

    /// Lets loops run until `done`, while other threads work for them; time passes as it does for these.
    public void await(java.util.function.BooleanSupplier done) {
        long began = System.nanoTime();
        long from = nowMillis;
        long deadline = began + 60_000_000_000L;
        while (!done.getAsBoolean()) {
            nowMillis = Math.max(nowMillis, from + (System.nanoTime() - began) / 1_000_000);
            if (!step()) {
                java.util.concurrent.locks.LockSupport.parkNanos(50_000);
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not happen within a minute");
            }
        }
    }

    public void pass(long millis) {
        nowMillis += millis;
        settle();
    }

    private record Due(long at, long sequence, Runnable task) {}

    public final class One implements Loop {
        private final int index;
        private final ConcurrentLinkedDeque<Runnable> tasks = new ConcurrentLinkedDeque<>();
        private final ArrayDeque<Runnable> next = new ArrayDeque<>();
        private final ArrayDeque<Runnable> end = new ArrayDeque<>();
        private final PriorityQueue<Due> timers =
                new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::sequence));

        One(int index) {
            this.index = index;
        }

        boolean isBusy() {
            return !tasks.isEmpty()
                    || !next.isEmpty()
                    || (!timers.isEmpty() && timers.peek().at() <= nowMillis);
        }

        public void turn() {
            enter(() -> {
                while (!timers.isEmpty() && timers.peek().at() <= nowMillis) {
                    timers.poll().task().run();
                }
                for (int n = next.size(); n > 0; n--) {
                    next.poll().run();
                }
                int n = tasks.isEmpty() ? 0 : 1 + random.nextInt(tasks.size());
                for (; n > 0; n--) {
                    tasks.poll().run();
                }
            });
        }

        /// Runs something as this loop, and then what was left for the end of the turn.
        public void enter(Runnable task) {
            One before = running;
            running = this;
            try {
                task.run();
                while (!end.isEmpty()) {
                    end.poll().run();
                }
            } finally {
                running = before;
            }
        }

        @Override
        public int index() {
            return index;
        }

        @Override
        public boolean inLoop() {
            return running == this;
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void atEndOfTurn(Runnable task) {
            end.add(task);
        }

        @Override
        public void nextTurn(Runnable task) {
            next.add(task);
        }

        @Override
        public Timer schedule(long delayMillis, Runnable task) {
            Due due = new Due(nowMillis + delayMillis, sequence++, task);
            timers.add(due);
            return () -> timers.remove(due);
        }
    }
}
