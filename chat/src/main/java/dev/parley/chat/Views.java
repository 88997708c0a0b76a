package dev.parley.chat;

import dev.parley.chat.people.Person;
import dev.parley.chat.people.Persons;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.Message;
import dev.parley.chat.storage.Unread;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Gathers what belongs to messages and rooms before they are written: who the people are, and what is quoted.
public final class Views {

    private final ChatStorage storage;
    private final Persons persons;

    Views(ChatStorage storage, Persons persons) {
        this.storage = storage;
        this.persons = persons;
    }

    /// Messages with all that their JSON needs.
    ///
    /// @param quoted by id, the messages that are answered
    public record Page(List<Message> messages, Map<String, Message> quoted, Map<String, Person> people) {

        /// The field `messages`.
        public void writeMessages(JsonGenerator json, String reader) {
            json.writeName("messages");
            json.writeStartArray();
            messages.forEach(message -> write(json, message, reader));
            json.writeEndArray();
        }

        /// The one message of the page, as a value.
        public void writeFirst(JsonGenerator json, @Nullable String reader) {
            write(json, messages.getFirst(), reader);
        }

        /// One of them as a value that says in which room it is.
        void writeInRoom(JsonGenerator json, Message message, String reader) {
            json.writeStartObject();
            json.writeStringProperty("room", message.room());
            fields(json, message, reader);
            json.writeEndObject();
        }

        private void write(JsonGenerator json, Message message, @Nullable String reader) {
            json.writeStartObject();
            fields(json, message, reader);
            json.writeEndObject();
        }

        private void fields(JsonGenerator json, Message message, @Nullable String reader) {
            String replyTo = message.replyTo();
            Write.message(json, message, reader, replyTo == null ? null : quoted.get(replyTo));
        }
    }

    public Page page(List<Message> messages) throws ChatException {
        return page(messages, List.of());
    }

    /// @param others ids of people who are to be known as well
    public Page page(List<Message> messages, Collection<String> others) throws ChatException {
        Set<String> answered = new HashSet<>();
        for (Message message : messages) {
            if (message.replyTo() != null && message.deleted() == null) {
                answered.add(message.replyTo());
            }
        }
        Map<String, Message> quoted = new LinkedHashMap<>();
        List<String> ids = new ArrayList<>(answered);
        for (Message message : storage.messages(ids)) {
            quoted.put(message.id(), message);
        }
        Set<String> users = new LinkedHashSet<>(others);
        for (Message message : messages) {
            users.add(message.author());
            users.addAll(message.mentions());
            addActor(users, message.edited());
            addActor(users, message.deleted());
        }
        quoted.values().forEach(message -> users.add(message.author()));
        return new Page(messages, quoted, people(users));
    }

    private static void addActor(Set<String> users, Message.@Nullable Act act) {
        if (act != null) {
            users.add(act.by());
        }
    }

    /// All of them; who was never seen goes by the id.
    public Map<String, Person> people(Collection<String> ids) throws ChatException {
        Map<String, Person> known = persons.persons(ids);
        Map<String, Person> all = new LinkedHashMap<>();
        for (String id : ids) {
            Person person = known.get(id);
            all.put(id, person == null ? Person.unknown(id) : person);
        }
        return all;
    }

    public Person person(String id) throws ChatException {
        Person person = persons.person(id);
        return person == null ? Person.unknown(id) : person;
    }

    /// A room as one of its members, or who may see it, sees it.
    ///
    /// @param unread null for who is not in
    /// @param with who else is in a talk
    public record RoomView(Standing standing, @Nullable Unread unread, List<String> with) {

        public void write(JsonGenerator json) {
            json.writeStartObject();
            Write.room(json, standing.room(), standing.settings());
            json.writeName("role");
            Tells.role(json, standing.role());
            json.writeBooleanProperty("joined", standing.joined());
            json.writeNumberProperty("last", unread == null ? standing.room().lastPosition() : unread.lastPosition());
            json.writeNumberProperty("read", unread == null ? 0 : unread.mark());
            json.writeNumberProperty("unread", unread == null ? 0 : unread.count());
            json.writeBooleanProperty("more", unread != null && unread.more());
            json.writeNumberProperty("mentions", unread == null ? 0 : unread.mentions());
            json.writeNumberProperty("slow_mode", standing.settings().slowMode());
            json.writeNumberProperty("retention_days", standing.settings().retentionDays());
            var member = standing.member();
            if (member != null && member.mutedUntil() != null) {
                json.writeNumberProperty("muted_until", member.mutedUntil().toEpochMilli());
            }
            if (standing.form().isTalk()) {
                Write.texts(json, "with", with);
            }
            json.writeEndObject();
        }
    }

    /// @param user who sees it
    public RoomView room(Standing standing, String user) throws ChatException {
        List<String> with = List.of();
        if (standing.form().isTalk()) {
            with = with(
                    standing,
                    user,
                    storage.companions(user).getOrDefault(standing.room().id(), List.of()));
        }
        Unread unread = standing.joined() ? storage.unread(user, standing.room().id()) : null;
        return new RoomView(standing, unread, with);
    }

    /// The other of two, also when they have left.
    static List<String> with(Standing standing, String user, List<String> companions) {
        List<String> pair = standing.settings().pair();
        return pair.isEmpty()
                ? companions
                : pair.stream().filter(one -> !one.equals(user)).toList();
    }
}
