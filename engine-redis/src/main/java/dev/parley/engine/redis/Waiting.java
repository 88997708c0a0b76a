package dev.parley.engine.redis;

import dev.parley.hub.Position;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// What waits until everything up to a position was told: answers of publishes, mostly. One thread; as many as are answered
/// while a gap is filled.
final class Waiting {

    private record One(Position position, Runnable task) {}

    private final List<One> all = new ArrayList<>(0);

    boolean isEmpty() {
        return all.isEmpty();
    }

    void add(Position position, Runnable task) {
        all.add(new One(position, task));
    }

    /// Everything up to there was told.
    void told(String epoch, long offset) {
        if (!all.isEmpty()) {
            run(one -> one.position().epoch().equals(epoch) && one.position().offset() <= offset);
        }
    }

    /// Everything up to there was told, and that is where Redis is: what waits for another epoch waits in vain.
    void levelWith(Position position) {
        run(one -> !one.position().epoch().equals(position.epoch())
                || one.position().offset() <= position.offset());
    }

    void runAll() {
        run(_ -> true);
    }

    private void run(java.util.function.Predicate<One> due) {
        List<One> now = new ArrayList<>();
        for (Iterator<One> each = all.iterator(); each.hasNext(); ) {
            One one = each.next();
            if (due.test(one)) {
                each.remove();
                now.add(one);
            }
        }
        now.forEach(one -> one.task().run());
    }
}
