package dev.parley.chat.people;

import java.util.LinkedHashMap;
import java.util.Map;

/// Accounts that were signed out everywhere lately, and the first generation that is good since: for sessions that were just
/// coming in. At most [#MOST]. Any thread.
final class Ended {
    static final int MOST = 1_000;

    // guarded by this
    private final Map<String, Long> generations = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST;
        }
    };

    synchronized void put(String account, long generation) {
        generations.remove(account);
        generations.put(account, generation);
    }

    synchronized boolean allows(String account, long generation) {
        Long first = generations.get(account);
        return first == null || generation >= first;
    }
}
