package dev.parley.chat.people;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// People who were asked for lately: at most [#MOST], none longer than [#MILLIS] after they were read, since another node may
/// have renamed them. Any thread.
final class Known {
    static final int MOST = 10_000;
    static final long MILLIS = 60_000;

    private record Read(Person person, long at) {}

    // guarded by this
    private final Map<String, Read> people = new LinkedHashMap<>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Read> eldest) {
            return size() > MOST;
        }
    };

    synchronized @Nullable Person find(String id, long now) {
        Read read = people.get(id);
        return read == null || now - read.at() > MILLIS ? null : read.person();
    }

    synchronized void put(Person person, long now) {
        people.put(person.id(), new Read(person, now));
    }

    synchronized void drop(String id) {
        people.remove(id);
    }
}
