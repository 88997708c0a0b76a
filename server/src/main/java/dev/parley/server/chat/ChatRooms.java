package dev.parley.server.chat;

import dev.parley.websocket.CloseCode;
import dev.parley.websocket.Group;
import dev.parley.websocket.WebSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Who is in which room. One thread of its own does everything here, so that all people of a room see its messages,
/// comings and goings in one order; a room exists while somebody is in it.
final class ChatRooms implements AutoCloseable {

    private final int roomLimit;
    private final int textLimit;
    private final ExecutorService lane = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("parley-chat").factory());

    // On the lane only.
    private final Map<String, Room> rooms = new HashMap<>();

    private static final class Room {
        final Group group = new Group();
        int here;
    }

    /// A person who is, or is about to be, in a room.
    static final class Person {
        final WebSocket ws;
        final String roomName;
        final String name;

        // Written on the lane.
        private volatile @Nullable Room room;

        Person(WebSocket ws, String roomName, String name) {
            this.ws = ws;
            this.roomName = roomName;
            this.name = name;
        }

        /// How many are in the room. Any thread.
        int company() {
            Room place = room;
            return place == null ? 0 : place.group.size();
        }
    }

    ChatRooms(int roomLimit, int textLimit) {
        this.roomLimit = roomLimit;
        this.textLimit = textLimit;
    }

    /// Says, on the lane, whether one more can come into that room.
    void hasPlace(String room, Consumer<Boolean> answer) {
        onLane(() -> answer.accept(rooms.containsKey(room) || rooms.size() < roomLimit));
    }

    void join(Person person) {
        onLane(() -> {
            Room room = rooms.get(person.roomName);
            if (room == null && rooms.size() >= roomLimit) {
                person.ws.close(CloseCode.TRY_AGAIN_LATER, "too many rooms are in use");
                return;
            }
            if (room == null) {
                room = new Room();
                rooms.put(person.roomName, room);
            }
            person.room = room;
            room.here++;
            room.group.broadcast(new Heard.Joined(person.name, room.here).prepared());
            person.ws.sendText(
                    new Reply.Welcome(person.roomName, person.name, person.ws.id(), textLimit, room.here).json());
            room.group.add(person.ws);
        });
    }

    /// Everybody in the room hears it, the person included.
    ///
    /// @param crowded called on the lane when the room's messages can't be delivered as fast as they come
    void say(Person person, Heard.Message message, Runnable crowded) {
        onLane(() -> {
            Room room = person.room;
            if (room != null && !room.group.broadcast(message.prepared())) {
                crowded.run();
            }
        });
    }

    /// Follows each [#join], once.
    void leave(Person person) {
        onLane(() -> {
            Room room = person.room;
            if (room == null) {
                return;
            }
            person.room = null;
            room.here--;
            if (room.here == 0) {
                rooms.remove(person.roomName);
            } else {
                room.group.broadcast(new Heard.Left(person.name, room.here).prepared());
            }
        });
    }

    private void onLane(Runnable task) {
        try {
            lane.execute(task);
        } catch (RejectedExecutionException stopping) {
            // The server is going down with everybody in it: nobody is left to hear.
        }
    }

    @Override
    public void close() {
        lane.shutdown();
    }
}
