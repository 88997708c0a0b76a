package dev.parley.cli.chat;

import dev.parley.cli.chat.Link.State;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the line below the one that is written says: how the connection stands, where one is, who is writing.
///
/// Belongs to the desk.
final class Status {

    /// Somebody who wrote this long ago, and said nothing more, isn't writing any more.
    private static final long TYPING_MILLIS = 5_000;

    private static final int NAMED = 3;

    private final InstantSource clock;
    private final Map<String, Long> typing = new LinkedHashMap<>();
    private State state = State.CONNECTING;
    private String why = "";
    private String title = "";
    private long here;

    Status(InstantSource clock) {
        this.clock = clock;
    }

    void state(State now, String reason) {
        state = now;
        why = reason;
        typing.clear();
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /// @param name how the room is called; empty for none
    void room(String name, long count) {
        title = name;
        here = count;
        typing.clear();
    }

    void here(long count) {
        here = count;
    }

    void typing(String name) {
        typing.remove(name);
        typing.put(name, clock.millis());
        if (typing.size() > 100) {
            typing.remove(typing.keySet().iterator().next());
        }
    }

    void said(String name) {
        typing.remove(name);
    }

    void quiet() {
        typing.clear();
    }

    /// @param waiting messages that are not sent yet
    /// @param unread messages in other rooms
    String line(int waiting, long unread) {
        List<String> parts = new ArrayList<>();
        parts.add(
                switch (state) {
                    case OPEN -> "connected";
                    case CONNECTING ->
                        why.isEmpty() || why.equals("connect called") ? "connecting…" : "connecting… (" + why + ")";
                    case CLOSED -> "not connected (" + why + ")";
                });
        if (!title.isEmpty()) {
            parts.add(title);
        }
        if (state == State.OPEN && !title.isEmpty()) {
            parts.add(here + " here");
        }
        if (waiting > 0) {
            parts.add(waiting + " to be sent");
        }
        if (unread > 0) {
            parts.add(unread + " unread elsewhere");
        }
        long since = clock.millis() - TYPING_MILLIS;
        typing.values().removeIf(at -> at < since);
        if (!typing.isEmpty()) {
            parts.add(writers());
        }
        return String.join(" · ", parts);
    }

    private String writers() {
        List<String> names = List.copyOf(typing.keySet());
        if (names.size() > NAMED) {
            return names.size() + " people are writing…";
        }
        return String.join(", ", names) + (names.size() == 1 ? " is writing…" : " are writing…");
    }
}
