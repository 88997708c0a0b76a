package dev.parley.server.chat;

import java.util.concurrent.ConcurrentHashMap;

/// How many things each of many has under way, at most so many. Remembers only those who have one. Any thread.
final class AtOnce {

    private final int most;
    private final ConcurrentHashMap<String, Integer> underWay = new ConcurrentHashMap<>();

    AtOnce(int most) {
        this.most = most;
    }

    /// @return false when they have as many as they may
    boolean take(String who) {
        boolean[] taken = new boolean[1];
        underWay.compute(who, (_, count) -> {
            int now = count == null ? 0 : count;
            taken[0] = now < most;
            return taken[0] ? (Integer) (now + 1) : count;
        });
        return taken[0];
    }

    /// One that was taken has ended.
    void giveBack(String who) {
        underWay.computeIfPresent(who, (_, count) -> count == 1 ? null : (Integer) (count - 1));
    }
}
