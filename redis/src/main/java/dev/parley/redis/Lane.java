package dev.parley.redis;

import dev.parley.hub.Loop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Between a loop and its lines to Redis: what a turn has asked leaves together at its end, and what was answered comes back
/// together.
public final class Lane {

    private final Loop loop;
    private final Routes routes;
    private final Semaphore places;
    private final int number;

    /// Tasks of [#inTurn] that are under way at the same time.
    private static final int AT_ONCE = 256;

    // on the loop
    private final List<Line> asked = new ArrayList<>(1);
    private final ArrayDeque<Turn> waiting = new ArrayDeque<>();
    private final ArrayDeque<Turn> first = new ArrayDeque<>();
    private int inTurn;

    private final ConcurrentLinkedQueue<Runnable> answered = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean coming = new AtomicBoolean();

    /// @param places for requests under way
    Lane(Loop loop, Routes routes, Semaphore places) {
        this.loop = loop;
        this.places = places;
        this.routes = routes;
        this.number = loop.index();
    }

    /// Runs a script. On the loop.
    ///
    /// @param keys all in that bucket
    /// @param then called on the loop, in the order of the calls as long as the line holds
    public void run(Bucket bucket, Script script, byte[][] keys, byte[][] args, Line.Then then) {
        asked(routes.run(bucket, number, script, keys, args, places, back(then)));
    }

    /// The same for one command.
    public void run(Bucket bucket, Line.Command command, Line.Then then) {
        asked(routes.run(bucket, number, command, places, back(then)));
    }

    /// Runs a task that asks something as soon as few of its kind are under way: what very many want at the same time, when
    /// Redis is back, leaves the others their places. On the loop.
    ///
    /// @param task is given what it has to run, once, when it was answered
    /// @return what it waits for; null when it has begun
    public @Nullable Turn inTurn(Consumer<Runnable> task) {
        Turn turn = new Turn(task);
        if (inTurn >= AT_ONCE) {
            waiting.add(turn);
            return turn;
        }
        begin(turn);
        return null;
    }

    private void begin(Turn turn) {
        inTurn++;
        turn.begun = true;
        turn.task.accept(this::oneIsDone);
    }

    private void oneIsDone() {
        inTurn--;
        Turn next = first.isEmpty() ? waiting.poll() : first.poll();
        while (next != null && next.begun) { // it went first
            next = waiting.poll();
        }
        if (next != null) {
            begin(next);
        }
    }

    /// The place of a task among those that wait. On the loop.
    public final class Turn {

        private final Consumer<Runnable> task;
        private boolean begun;
        private boolean isFirst;

        private Turn(Consumer<Runnable> task) {
            this.task = task;
        }

        /// Goes before those that nobody waits for.
        public void goFirst() {
            if (!begun && !isFirst) {
                isFirst = true;
                first.add(this);
            }
        }
    }

    private Line.Then back(Line.Then then) {
        return (reply, problem) -> back(() -> then.answered(reply, problem));
    }

    private void asked(@Nullable Line line) {
        if (line == null || asked.contains(line)) {
            return;
        }
        asked.add(line);
        if (asked.size() == 1) {
            loop.atEndOfTurn(() -> {
                asked.forEach(Line::flush);
                asked.clear();
            });
        }
    }

    private void back(Runnable answer) {
        answered.add(answer);
        if (coming.compareAndSet(false, true)) {
            loop.execute(this::takeAnswers);
        }
    }

    private void takeAnswers() {
        coming.set(false);
        try {
            for (Runnable each = answered.poll(); each != null; each = answered.poll()) {
                each.run();
            }
        } finally {
            if (!answered.isEmpty() && coming.compareAndSet(false, true)) {
                loop.execute(this::takeAnswers); // one has failed, which is no reason to keep the others
            }
        }
    }
}
