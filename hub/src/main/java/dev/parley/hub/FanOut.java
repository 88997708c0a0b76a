package dev.parley.hub;

import java.util.ArrayDeque;

/// When the audiences of a loop are served: at the end of the turn in which something arrived, or when the flush window has
/// passed, whichever the site chose. On that loop only.
///
/// One turn serves at most [#TURN] members, over all audiences; the rest follows in the next turn, in order.
final class FanOut implements Runnable {

    private static final int TURN = 1024;

    private final Loop loop;
    private final long delayMillis;
    private final ArrayDeque<Audience> waiting = new ArrayDeque<>();
    private boolean scheduled;

    FanOut(Loop loop, long delayMillis) {
        this.loop = loop;
        this.delayMillis = delayMillis;
    }

    void add(Audience audience) {
        waiting.add(audience);
        if (!scheduled) {
            scheduled = true;
            if (delayMillis == 0) {
                loop.atEndOfTurn(this);
            } else {
                loop.schedule(delayMillis, this);
            }
        }
    }

    @Override
    public void run() {
        boolean through = false;
        try {
            through = serve();
        } finally {
            if (!through) {
                loop.nextTurn(this); // also when something was thrown: that costs the others nothing
            }
        }
    }

    private boolean serve() {
        int budget = TURN;
        while (budget > 0) {
            Audience audience = waiting.peek();
            if (audience == null) {
                scheduled = false;
                return true;
            }
            budget = audience.serve(budget);
            waiting.poll();
            if (budget > 0) {
                audience.queued = false;
            } else {
                waiting.add(audience); // the others first
            }
        }
        return false;
    }
}
