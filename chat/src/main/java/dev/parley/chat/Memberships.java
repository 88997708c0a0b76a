package dev.parley.chat;

import dev.parley.chat.people.Person;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.Joined;
import dev.parley.chat.storage.Limits;
import dev.parley.chat.storage.Member;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Grant;
import dev.parley.hub.Session;
import dev.parley.hub.Unsubscribe;
import dev.parley.hub.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who is in which room, and whose sessions hear it: both change together, and only here.
///
/// A person's sessions are subscribed to the channels of the rooms that the person is in. For a session that exists that is
/// simple: what is committed is then said to the hub. The hard one is a session that is just coming. It reads which rooms its
/// person is in, and is seen by the hub only later; a ban between the two would miss it. So:
///
/// - before a coming session reads, it is written down as arriving;
/// - who changes a membership commits first, then notes the change with everybody who is arriving, then tells the hub;
/// - once the hub sees the session, and before its client is told anything, it takes what was noted and acts on it.
///
/// Either the hub saw the session when it was told, or the session finds the note. Whoever is taken out is unsubscribed before
/// the commit too, so that nothing that is sent after it can reach them, and behind it once more.
///
/// A person's changes happen one after the other (a lock per person), so that the last note is about the last commit.
///
/// **Many nodes** share the storage, and neither notes nor locks. There the session that the hub sees by now reads once more
/// ([#confirm]), before its client is told anything: whoever commits later tells the hubs of all nodes, which see it. And
/// whoever has changed a membership looks once more when all nodes have been told, since another may have changed it back
/// in between and its word may have come first.
public final class Memberships {

    /// Rooms that one person can be in.
    public static final int MOST = 200;

    /// In how many one is when others can't bring one into another: the rest is one's own to choose.
    static final int BROUGHT = 150;

    private static final int LOCKS = 256;

    /// After that long nobody arrives any more: the hub has given the session up.
    private static final long FORGOTTEN_NANOS = 600_000_000_000L;

    private static final int SWEEP_AT = 1_024;

    /// A session hears a room within a millisecond or so.
    private static final long SUBSCRIBED_SECONDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Memberships.class);

    /// A session between the reading of its rooms and the hub's seeing it.
    ///
    /// @param changes by room, whether the person is in it now; guarded by the person's lock
    private record Arrival(String user, long since, Map<String, Boolean> changes) {}

    /// What the storage does when somebody is taken out.
    @FunctionalInterface
    public interface Removal {
        void commit() throws ChatException;
    }

    private final boolean many;
    private final ChatStorage storage;
    private final Delivery delivery;
    private final LongSupplier nanoTime;
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    /// By the session's id.
    private final Map<String, Arrival> arriving = new ConcurrentHashMap<>();

    /// @param many whether other nodes have the same storage
    Memberships(ChatStorage storage, Delivery delivery, LongSupplier nanoTime, boolean many) {
        this.many = many;
        this.storage = storage;
        this.delivery = delivery;
        this.nanoTime = nanoTime;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    private ReentrantLock lock(String user) {
        return locks[Math.floorMod(user.hashCode(), LOCKS)];
    }

    // ---- coming

    /// A session is coming: the channels that it is to be subscribed to.
    Map<ChannelName, Grant.Subscription> arrive(String client, UserId user) throws ChatException {
        sweep();
        arriving.put(client, new Arrival(user.value(), nanoTime.getAsLong(), new HashMap<>()));
        try {
            Map<ChannelName, Grant.Subscription> channels = new HashMap<>();
            for (Joined joined : storage.joined(user.value())) {
                channels.put(ChatChannels.room(joined.room().id()), Grant.Subscription.PLAIN);
            }
            channels.put(ChatChannels.person(user.value()), Grant.Subscription.PLAIN);
            return channels;
        } catch (ChatException failed) {
            arriving.remove(client);
            throw failed;
        }
    }

    private void sweep() {
        if (arriving.size() >= SWEEP_AT) {
            long now = nanoTime.getAsLong();
            arriving.values().removeIf(arrival -> now - arrival.since() > FORGOTTEN_NANOS);
        }
    }

    /// The hub sees the session now, and its client knows nothing yet. On the session's loop.
    void arrived(Session session, Iterable<ChannelName> subscribed) {
        Arrival arrival = arriving.remove(session.client());
        if (arrival == null) {
            // it did not come by way of `arrive`, or so long ago that nobody knows what has happened since
            for (ChannelName channel : subscribed) {
                if (ChatChannels.roomOf(channel) != null) {
                    session.leave(channel, Unsubscribe.SERVER);
                }
            }
            return;
        }
        for (Map.Entry<String, Boolean> change : noted(arrival).entrySet()) {
            if (change.getValue()) {
                session.join(ChatChannels.room(change.getKey()), Grant.Subscription.PLAIN, null);
            } else {
                session.leave(ChatChannels.room(change.getKey()), Unsubscribe.SERVER);
            }
        }
    }

    /// Reads once more which rooms a session's person is in, and makes it hear those and no others. Where the storage does not
    /// answer it hears none, as one that came without: `chat.overview` catches up.
    ///
    /// @param subscribed what it was granted
    void confirm(Session session, Iterable<ChannelName> subscribed) {
        Set<ChannelName> rooms = rooms(session);
        for (ChannelName channel : subscribed) {
            if (ChatChannels.roomOf(channel) != null && !rooms.remove(channel)) {
                session.leave(channel, Unsubscribe.SERVER);
            }
        }
        rooms.forEach(room -> session.join(room, Grant.Subscription.PLAIN, null));
        if (!rooms.isEmpty()) {
            rooms.removeAll(rooms(session)); // whoever was taken out before the session joined has not been heard by it
            rooms.forEach(room -> session.leave(room, Unsubscribe.SERVER));
        }
    }

    /// None where the storage does not answer.
    private Set<ChannelName> rooms(Session session) {
        Set<ChannelName> rooms = new HashSet<>();
        try {
            for (Joined joined : storage.joined(session.user().value())) {
                rooms.add(ChatChannels.room(joined.room().id()));
            }
        } catch (ChatException failed) {
            LOG.warn("user {} comes without the chat's rooms: {}", session.user(), failed.getMessage());
        }
        return rooms;
    }

    private static Map<String, Boolean> noted(Arrival arrival) {
        synchronized (arrival) {
            return Map.copyOf(arrival.changes());
        }
    }

    /// Another node has let somebody into a room, or taken them out: this one's sessions are told next. Any thread.
    void changed(UserId user, ChannelName channel, boolean in) {
        String room = ChatChannels.roomOf(channel);
        if (room != null) {
            note(room, user.value(), in);
        }
    }

    private void note(String room, String user, boolean in) {
        for (Arrival arrival : arriving.values()) {
            if (arrival.user().equals(user)) {
                synchronized (arrival) {
                    arrival.changes().put(room, in);
                }
            }
        }
    }

    /// Subscribes a session to whatever it should be and is not, for one that came while the storage did not answer.
    List<Joined> attend(Session session) throws ChatException {
        String user = session.user().value();
        ReentrantLock lock = lock(user);
        lock.lock();
        try {
            List<Joined> rooms = storage.joined(user);
            CountDownLatch all = new CountDownLatch(rooms.size() + 1);
            session.join(ChatChannels.person(user), Grant.Subscription.PLAIN, null, all::countDown);
            for (Joined joined : rooms) {
                session.join(ChatChannels.room(joined.room().id()), Grant.Subscription.PLAIN, null, all::countDown);
            }
            waitFor(all);
            return many ? stillIn(session, rooms) : rooms;
        } finally {
            lock.unlock();
        }
    }

    /// Another node may have taken the person out before the session heard the room, which its word then did not end.
    private List<Joined> stillIn(Session session, List<Joined> rooms) throws ChatException {
        Set<String> now = new HashSet<>();
        storage.joined(session.user().value())
                .forEach(joined -> now.add(joined.room().id()));
        List<Joined> still = new ArrayList<>();
        for (Joined joined : rooms) {
            if (now.contains(joined.room().id())) {
                still.add(joined);
            } else {
                session.leave(ChatChannels.room(joined.room().id()), Unsubscribe.SERVER);
            }
        }
        return still;
    }

    // ---- changing

    /// Lets somebody in, and all their sessions hear the room.
    ///
    /// @return null when they were in already
    /// @throws Refusal TOO_MANY_ROOMS when they are in as many as may be
    public @Nullable Member join(String room, String user, Member.Role role) throws Refusal, ChatException {
        ReentrantLock lock = lock(user);
        lock.lock();
        try {
            List<Joined> rooms = storage.joined(user);
            if (rooms.stream().anyMatch(joined -> joined.room().id().equals(room))) {
                subscribe(room, user);
                lookAgain(room, user, true);
                return null;
            }
            if (rooms.size() >= MOST) {
                throw ChatError.TOO_MANY_ROOMS.refusal("A person is in at most " + MOST + " rooms: leave one first.");
            }
            Member member = storage.join(room, user, role);
            heard(room, user);
            lookAgain(room, user, true);
            return member;
        } finally {
            lock.unlock();
        }
    }

    /// The storage has let somebody in by itself: all their sessions hear the room, if they are still in it.
    public void joined(String room, String user) throws ChatException {
        ReentrantLock lock = lock(user);
        lock.lock();
        try {
            Member member = storage.member(room, user);
            if (member != null && member.joined() != null) {
                heard(room, user);
                lookAgain(room, user, true);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Another node may have changed it, and have told the hubs before this one did.
    private void lookAgain(String room, String user, boolean in) throws ChatException {
        if (many) {
            Member member = storage.member(room, user);
            if ((member != null && member.joined() != null) != in) {
                agree(room, user);
            }
        }
    }

    /// Makes what somebody's sessions hear agree with what the storage says, which somebody else has changed.
    ///
    /// @return whether they are in the room
    boolean agree(String room, String user) throws ChatException {
        ReentrantLock lock = lock(user);
        lock.lock();
        try {
            Member member = storage.member(room, user);
            boolean in = member != null && member.joined() != null;
            if (in) {
                heard(room, user);
            } else {
                note(room, user, false);
                unsubscribe(room, user);
            }
            return in;
        } finally {
            lock.unlock();
        }
    }

    private void heard(String room, String user) {
        note(room, user, true);
        subscribe(room, user);
    }

    /// Returns when all their sessions hear the room: whatever is read of it from now on, nothing is missing between that and
    /// what they hear.
    private void subscribe(String room, String user) {
        CountDownLatch all = new CountDownLatch(1);
        delivery.subscribe(new UserId(user), ChatChannels.room(room), all::countDown);
        waitFor(all);
    }

    /// Returns when none of their sessions hears the room.
    private void unsubscribe(String room, String user) {
        CountDownLatch all = new CountDownLatch(1);
        delivery.unsubscribe(new UserId(user), ChatChannels.room(room), all::countDown);
        waitFor(all);
    }

    private static void waitFor(CountDownLatch all) {
        try {
            if (!all.await(SUBSCRIBED_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn(
                        "a session has not heard of a change after {} s: it may miss what is said meanwhile, or hear it",
                        SUBSCRIBED_SECONDS);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// Takes somebody out. Once this has returned, nothing that is sent to the room reaches them.
    ///
    /// @param removal what the storage does
    public void leave(String room, String user, Removal removal) throws ChatException {
        ReentrantLock lock = lock(user);
        lock.lock();
        try {
            unsubscribe(room, user);
            try {
                removal.commit();
            } finally {
                // also when nobody knows whether it was committed: who is still in comes back by `attend`
                note(room, user, false);
                unsubscribe(room, user);
            }
            lookAgain(room, user, false);
        } finally {
            lock.unlock();
        }
    }

    /// For a person who is not in any room yet: nobody may be in more than so many.
    void requireRoom(String user) throws Refusal, ChatException {
        if (storage.joined(user).size() >= MOST) {
            throw ChatError.TOO_MANY_ROOMS.refusal("A person is in at most " + MOST + " rooms: leave one first.");
        }
    }

    /// For a person whom another brings into a room.
    ///
    /// @throws Refusal TOO_MANY_ROOMS when they are in so many that others may not add one
    void requireRoomFor(String room, Person person) throws Refusal, ChatException {
        List<Joined> rooms = storage.joined(person.id());
        if (rooms.size() >= BROUGHT
                && rooms.stream().noneMatch(joined -> joined.room().id().equals(room))) {
            throw ChatError.TOO_MANY_ROOMS.refusal(
                    person.name() + " is in " + rooms.size() + " rooms: nobody else can add another.");
        }
    }

    /// Limits that the storage has, too.
    static boolean canBe(String user) {
        return user.length() <= Limits.USER && ChatChannels.canChat(new UserId(user));
    }
}
