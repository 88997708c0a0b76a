package dev.parley.redis;

import dev.parley.hub.Loop;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/// Between a loop and its line to Redis: what a turn has asked leaves together at its end, and what was answered comes back
/// together.
public final class Lane {

    private final Loop loop;
    private final Line line;
    private boolean asked; // on the loop

    private final ConcurrentLinkedQueue<Runnable> answered = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean coming = new AtomicBoolean();

    Lane(Loop loop, Line line) {
        this.loop = loop;
        this.line = line;
    }

    /// Runs a script. On the loop.
    ///
    /// @param keys all in that bucket
    /// @param then called on the loop, in the order of the calls as long as the line holds
    public void run(Bucket bucket, Script script, byte[][] keys, byte[][] args, Line.Then then) {
        line.run(script, keys, args, (reply, problem) -> back(() -> then.answered(reply, problem)));
        leaveAtEndOfTurn();
    }

    /// The same for one command.
    public void run(Bucket bucket, Line.Command command, Line.Then then) {
        line.run(command, (reply, problem) -> back(() -> then.answered(reply, problem)));
        leaveAtEndOfTurn();
    }

    private void leaveAtEndOfTurn() {
        if (!asked) {
            asked = true;
            loop.atEndOfTurn(() -> {
                asked = false;
                line.flush();
            });
        }
    }

    private void back(Runnable answer) {
        answered.add(answer);
        if (coming.compareAndSet(false, true)) {
            loop.execute(() -> {
                coming.set(false);
                for (Runnable each = answered.poll(); each != null; each = answered.poll()) {
                    each.run();
                }
            });
        }
    }
}
