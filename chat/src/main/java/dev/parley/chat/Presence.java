package dev.parley.chat;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/// Which members of a room are here: connected, or gone for less than the grace time. May block.
public interface Presence {

    /// How many people.
    int count(String room);

    /// Their ids, at most so many.
    List<String> here(String room, int limit);

    /// Those of them who are in the room.
    Set<String> here(String room, Collection<String> users);

    /// Where nobody counts.
    Presence UNKNOWN = new Presence() {
        @Override
        public int count(String room) {
            return 0;
        }

        @Override
        public List<String> here(String room, int limit) {
            return List.of();
        }

        @Override
        public Set<String> here(String room, Collection<String> users) {
            return Set.of();
        }
    };
}
