package dev.parley.chat;

import java.util.List;

/// Which members of a room are here: connected, or gone for less than the grace time. May block.
public interface Presence {

    /// How many people.
    int count(String room);

    /// Their ids, at most so many.
    List<String> here(String room, int limit);

    boolean isHere(String room, String user);

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
        public boolean isHere(String room, String user) {
            return false;
        }
    };
}
