package dev.parley.chat;

import java.util.concurrent.ConcurrentHashMap;

/// How many calls of each person are under way: past [#MOST] another has to wait for answers, so that nobody who asks for much
/// at once keeps all others waiting, over however many connections. Remembers only those who have one under way. Any thread.
final class UnderWay {

    static final int MOST = 256;

    private final ConcurrentHashMap<String, Integer> calls = new ConcurrentHashMap<>();

    /// @return false when there are too many already
    boolean begin(String user) {
        boolean[] begun = new boolean[1];
        calls.compute(user, (_, count) -> {
            int now = count == null ? 0 : count;
            begun[0] = now < MOST;
            return begun[0] ? (Integer) (now + 1) : count;
        });
        return begun[0];
    }

    /// One that had begun has ended.
    void end(String user) {
        calls.computeIfPresent(user, (_, count) -> count == 1 ? null : (Integer) (count - 1));
    }
}
