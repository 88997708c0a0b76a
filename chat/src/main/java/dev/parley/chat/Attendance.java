package dev.parley.chat;

import dev.parley.chat.people.Person;
import dev.parley.chat.people.Persons;
import dev.parley.chat.storage.ChatException;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Loop;
import dev.parley.hub.Namespace;
import dev.parley.hub.Observer;
import dev.parley.hub.Payload;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who is here, room by room: hears of it from the hub, and tells a room what has changed in it, at most once a second.
///
/// The hub calls it on its loops, where it only notes what it hears; each room's [Roster] is touched by one thread at a
/// time, inside its entry of the map. Telling takes place on [Later]'s threads, one at a time per room. What is kept grows
/// with the sessions that are here and nothing else.
public final class Attendance implements Observer, Presence {

    private static final class Watched {
        final Roster roster;
        Loop.@Nullable Timer timer;
        long wakes = Roster.NEVER;
        boolean telling;
        Roster.@Nullable Change change;

        Watched(Roster roster) {
            this.roster = roster;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Attendance.class);

    private final long graceMillis;
    private final Elsewhere elsewhere;
    private final Persons persons;
    private final BiConsumer<String, Payload> tell;
    private final Later later;
    private final InstantSource clock;
    private final Map<String, Watched> rooms = new ConcurrentHashMap<>();

    /// @param grace how long somebody may be away without anybody hearing of it; at least a second, since the nodes need a
    ///     moment to know that a session has ended
    /// @param tell publishes to a room (its id) what need not be kept
    public Attendance(
            Duration grace,
            Elsewhere elsewhere,
            Persons persons,
            BiConsumer<String, Payload> tell,
            Later later,
            InstantSource clock) {
        graceMillis = grace.toMillis();
        this.elsewhere = elsewhere;
        this.persons = persons;
        this.tell = tell;
        this.later = later;
        this.clock = clock;
    }

    @Override
    public void onSubscribed(ClientInfo who, ChannelName channel, Namespace namespace) {
        String room = ChatChannels.roomOf(channel);
        if (room != null && !who.user().isAnonymous()) {
            rooms.compute(room, (_, was) -> {
                Watched watched = was == null ? new Watched(new Roster(graceMillis)) : was;
                watched.roster.came(who.user().value(), who.client());
                return wakeInTime(room, watched);
            });
        }
    }

    @Override
    public void onUnsubscribed(ClientInfo who, ChannelName channel, Namespace namespace) {
        String room = ChatChannels.roomOf(channel);
        if (room != null) {
            rooms.computeIfPresent(room, (_, watched) -> {
                watched.roster.went(who.user().value(), who.client(), clock.millis());
                return wakeInTime(room, watched);
            });
        }
    }

    /// A node is gone, and this one has taken its sessions out of a room: nobody else can say that they have left. Those who
    /// are not back within the grace time are told as gone.
    public void onLost(ChannelName channel, Collection<ClientInfo> sessions) {
        String room = ChatChannels.roomOf(channel);
        if (room != null) {
            rooms.compute(room, (_, was) -> {
                Watched watched = was == null ? new Watched(new Roster(graceMillis)) : was;
                for (ClientInfo who : sessions) {
                    if (!who.user().isAnonymous()) {
                        watched.roster.lost(who.user().value(), clock.millis());
                    }
                }
                return wakeInTime(room, watched);
            });
        }
    }

    /// Inside the room's entry.
    private @Nullable Watched wakeInTime(String room, Watched watched) {
        if (watched.telling) {
            return watched;
        }
        long now = clock.millis();
        long due = watched.roster.due();
        if (due != watched.wakes) {
            Loop.Timer before = watched.timer;
            if (before != null) {
                before.cancel();
            }
            watched.wakes = due;
            watched.timer = due == Roster.NEVER ? null : later.after(Math.max(due, now) - now, () -> wake(room));
        }
        return watched.roster.isEmpty() ? null : watched;
    }

    private void wake(String room) {
        boolean[] mine = {false};
        Watched watched = rooms.computeIfPresent(room, (_, each) -> {
            if (each.telling || each.roster.due() > clock.millis()) {
                each.wakes = Roster.NEVER;
                return wakeInTime(room, each);
            }
            each.telling = true;
            mine[0] = true;
            return each;
        });
        if (watched != null && mine[0]) {
            try {
                tell(room, watched);
            } finally {
                rooms.computeIfPresent(room, (_, each) -> {
                    each.telling = false;
                    each.wakes = Roster.NEVER;
                    return wakeInTime(room, each);
                });
            }
        }
    }

    private void tell(String room, Watched watched) {
        Set<String> present;
        try {
            present = elsewhere.present(room);
        } catch (IOException unknown) {
            LOG.debug("who is in {} is told a second later: {}", room, unknown.getMessage());
            rooms.computeIfPresent(room, (_, each) -> {
                each.roster.pause(clock.millis());
                return each;
            });
            return;
        }
        rooms.computeIfPresent(room, (_, each) -> {
            each.change = each.roster.tell(clock.millis(), present);
            return each;
        });
        Roster.Change change = watched.change;
        if (change != null) {
            tell.accept(room, event(change));
        }
    }

    private Payload event(Roster.Change change) {
        Map<String, Person> known = known(change.here());
        return Json.object(json -> {
            json.writeStringProperty("type", "presence");
            json.writeArrayPropertyStart("here");
            for (String user : change.here()) {
                Write.person(json, known.getOrDefault(user, Person.unknown(user)));
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("gone");
            change.gone().forEach(json::writeString);
            json.writeEndArray();
            json.writeNumberProperty("count", change.count());
        });
    }

    private Map<String, Person> known(List<String> users) {
        try {
            return persons.persons(users);
        } catch (ChatException unavailable) {
            LOG.debug("somebody is here without a name: {}", unavailable.getMessage());
            return Map.of();
        }
    }

    // ---- who is here; may block

    @Override
    public int count(String room) {
        Set<String> present = present(room);
        int[] count = {present.size()};
        rooms.computeIfPresent(room, (_, watched) -> {
            count[0] = watched.roster.count(present);
            return watched;
        });
        return count[0];
    }

    @Override
    public List<String> here(String room, int limit) {
        Set<String> here = new LinkedHashSet<>();
        Set<String> present = present(room);
        rooms.computeIfPresent(room, (_, watched) -> {
            here.addAll(watched.roster.here(present, limit));
            return watched;
        });
        here.addAll(present);
        return here.stream().limit(limit).toList();
    }

    @Override
    public Set<String> here(String room, Collection<String> users) {
        Set<String> here = new HashSet<>(present(room));
        rooms.computeIfPresent(room, (_, watched) -> {
            users.stream().filter(watched.roster::has).forEach(here::add);
            return watched;
        });
        here.retainAll(users);
        return here;
    }

    private Set<String> present(String room) {
        try {
            return elsewhere.present(room);
        } catch (IOException unknown) {
            LOG.debug("who is in {} on other nodes is not known: {}", room, unknown.getMessage());
            return Set.of();
        }
    }
}
