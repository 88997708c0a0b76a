package dev.parley.chat;

import dev.parley.chat.Policy.Act;
import dev.parley.chat.people.Person;
import dev.parley.chat.people.Persons;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.Limits;
import dev.parley.chat.storage.Member;
import dev.parley.chat.storage.Message;
import dev.parley.chat.storage.Room;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// What commands work with. Its methods block.
///
/// @param random for what nobody may guess
public record Context(
        ChatStorage storage,
        Persons persons,
        Views views,
        Presence presence,
        Memberships memberships,
        Tells tells,
        Publisher publisher,
        Acts acts,
        ChatOptions options,
        InstantSource clock,
        LongSupplier nanoTime,
        RandomGenerator random) {

    /// What somebody is in a room.
    ///
    /// @throws Refusal NO_SUCH_ROOM when there is none, or none that they may see
    public Standing standing(String room, String user) throws Refusal, ChatException {
        return standing(room, user, Act.SEE);
    }

    /// The same where they may do that.
    public Standing standing(String room, String user, Act act) throws Refusal, ChatException {
        Room there = storage.room(room);
        if (there == null) {
            throw ChatError.NO_SUCH_ROOM.refusal();
        }
        return standing(there, user).require(act);
    }

    /// Whatever it is; nothing is refused.
    Standing standing(Room room, String user) throws ChatException {
        return new Standing(
                room,
                RoomSettings.of(room),
                storage.member(room.id(), user),
                options.owners().contains(user));
    }

    /// Reads what is only for a room's members.
    @FunctionalInterface
    public interface Reading<T> {
        T read() throws ChatException;
    }

    /// Does so for somebody who was a member also when it was read: who is taken out meanwhile gets nothing.
    public <T> T reading(String room, String user, Reading<T> reading) throws Refusal, ChatException {
        standing(room, user, Act.READ);
        T read = reading.read();
        standing(room, user, Act.READ);
        return read;
    }

    /// The message of the call's parameter `message`, for somebody who may read it.
    public Message message(Call call) throws Refusal, ChatException {
        Message message = storage.message(call.params().text("message", Limits.ID), call.user());
        if (message != null) {
            Room room = storage.room(message.room());
            if (room != null && standing(room, call.user()).may(Act.READ)) {
                return message;
            }
        }
        throw ChatError.NO_SUCH_MESSAGE.refusal();
    }

    /// Somebody who was seen before.
    public Person known(String id) throws Refusal, ChatException {
        Person person = persons.person(id);
        if (person == null || !Memberships.canBe(id)) {
            throw ChatError.NO_SUCH_PERSON.refusal();
        }
        return person;
    }

    /// What somebody becomes in a room that they come into.
    public static Member.Role newcomer(Person person) {
        return person.kind() == Person.Kind.GUEST ? Member.Role.GUEST : Member.Role.MEMBER;
    }

    /// Lets somebody in who may come in, and tells everybody.
    ///
    /// @return false when they were in already
    public boolean letIn(Room room, Person person, Member.Role role) throws Refusal, ChatException {
        if (memberships.join(room.id(), person.id(), role) == null) {
            return false;
        }
        tells.member(room.id(), person, role);
        tellJoined(room.id(), person.id());
        return true;
    }

    /// Tells all devices of somebody which room they are in now.
    public void tellJoined(String room, String user) throws ChatException {
        Room there = storage.room(room);
        if (there != null) {
            Views.RoomView view = views.room(standing(there, user), user);
            var people = views.people(view.with());
            tells.person(user, "joined", json -> {
                json.writeName("room");
                view.write(json);
                Write.people(json, people);
            });
        }
    }
}
