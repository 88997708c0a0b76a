package dev.parley.chat.storage;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The chat in a database that is named by a JDBC URL: `jdbc:sqlite:FILE`, `jdbc:postgresql://HOST/DATABASE?user=…&password=…`
/// or `jdbc:mariadb://HOST/DATABASE?user=…&password=…`.
///
/// What is printed of the URL, here and in errors, has neither user nor password in it.
public final class JdbcChatStorage implements ChatStorage {
    private final Database database;
    private final Rooms rooms;
    private final Messages messages;
    private final Pages pages;
    private final Privacy privacy;
    private final FileRows files;
    private final Reports reports;
    private final Talks talks;

    private JdbcChatStorage(Database database, InstantSource clock, Supplier<String> ids) {
        this.database = database;
        rooms = new Rooms(database, clock);
        messages = new Messages(database, clock, ids);
        pages = new Pages(database);
        privacy = new Privacy(database, clock);
        files = new FileRows(database, clock);
        reports = new Reports(database, clock);
        talks = new Talks(database, clock);
    }

    /// Connects, and makes the tables or brings them up to date. Messages get random ids.
    ///
    /// @throws IllegalArgumentException when the URL is none of the three
    /// @throws ChatException UNAVAILABLE when nobody answers there; UNUSABLE when something has to be set right
    public static JdbcChatStorage open(String url, InstantSource clock) throws ChatException {
        return open(url, clock, () -> UUID.randomUUID().toString());
    }

    /// The same with ids of the caller's making.
    ///
    /// @param ids 1 to 64 characters, never one twice; called by any thread
    public static JdbcChatStorage open(String url, InstantSource clock, Supplier<String> ids) throws ChatException {
        JdbcUrl at = JdbcUrl.of(url);
        return new JdbcChatStorage(Database.open(at, Migrations.all(at.dialect())), clock, ids);
    }

    /// The same database, for what the chat keeps beside this.
    public Database database() {
        return database;
    }

    @Override
    public Room createRoom(String id, String name, Room.Kind kind, String settings, String owner) throws ChatException {
        return rooms.create(id, name, kind, settings, owner);
    }

    @Override
    public Room changeRoom(String id, String name, String settings, String by) throws ChatException {
        return rooms.change(id, name, settings, by);
    }

    @Override
    public @Nullable Room room(String id) throws ChatException {
        return rooms.room(id);
    }

    @Override
    public List<Room> rooms(String after, int limit) throws ChatException {
        return rooms.rooms(after, limit);
    }

    @Override
    public List<Room> openRooms(String after, int limit) throws ChatException {
        return rooms.open(after, limit);
    }

    @Override
    public long roomCount() throws ChatException {
        return rooms.count();
    }

    @Override
    public List<Joined> joined(String user) throws ChatException {
        return rooms.of(user);
    }

    @Override
    public Map<String, List<String>> companions(String user) throws ChatException {
        return rooms.companions(user);
    }

    @Override
    public Member join(String room, String user, Member.Role role) throws ChatException {
        return rooms.join(room, user, role);
    }

    @Override
    public void leave(String room, String user) throws ChatException {
        rooms.leave(room, user);
    }

    @Override
    public @Nullable Member member(String room, String user) throws ChatException {
        return rooms.member(room, user);
    }

    @Override
    public List<Member> members(String room, String after, int limit) throws ChatException {
        return rooms.members(room, after, limit);
    }

    @Override
    public List<String> moderators(String room) throws ChatException {
        return rooms.moderators(room);
    }

    @Override
    public void setRole(String room, String user, Member.Role role, String by) throws ChatException {
        rooms.setRole(room, user, role, by);
    }

    @Override
    public void remove(String room, String user, String by) throws ChatException {
        rooms.remove(room, user, by);
    }

    @Override
    public void mute(String room, String user, @Nullable Instant until, String by) throws ChatException {
        rooms.mute(room, user, until, by);
    }

    @Override
    public void ban(String room, String user, @Nullable Instant until, String by) throws ChatException {
        rooms.ban(room, user, until, by);
    }

    @Override
    public Sent send(Draft draft) throws ChatException {
        return messages.send(draft);
    }

    @Override
    public Message edit(String message, String text, Set<String> mentions, Set<String> without, String by)
            throws ChatException {
        return messages.edit(message, text, mentions, without, by);
    }

    @Override
    public Message delete(String message, String by) throws ChatException {
        return messages.delete(message, by);
    }

    @Override
    public Message react(String message, String user, String reaction, boolean on) throws ChatException {
        return messages.react(message, user, reaction, on);
    }

    @Override
    public @Nullable Message message(String id, String reader) throws ChatException {
        return pages.message(id, reader);
    }

    @Override
    public List<Message> messages(Collection<String> ids) throws ChatException {
        return pages.messages(ids);
    }

    @Override
    public @Nullable Message sent(String room, String author, String clientId) throws ChatException {
        return pages.sent(room, author, clientId);
    }

    @Override
    public @Nullable Instant lastSent(String room, String author) throws ChatException {
        return pages.lastSent(room, author);
    }

    @Override
    public List<Message> before(String room, long position, int limit, String reader) throws ChatException {
        return pages.before(room, position, limit, reader);
    }

    @Override
    public List<Message> after(String room, long position, int limit, String reader) throws ChatException {
        return pages.after(room, position, limit, reader);
    }

    @Override
    public List<Message> search(String room, String words, long before, int limit, String reader) throws ChatException {
        return pages.search(room, words, before, limit, reader);
    }

    @Override
    public FileCatalog files() {
        return files;
    }

    @Override
    public long markRead(String room, String user, long position) throws ChatException {
        return Marks.move(database, room, user, position);
    }

    @Override
    public List<Unread> unread(String user) throws ChatException {
        return Marks.of(database, user);
    }

    @Override
    public @Nullable Unread unread(String user, String room) throws ChatException {
        return Marks.of(database, user, room);
    }

    @Override
    public List<OutboxEvent> unpublished(int limit) throws ChatException {
        return Outbox.oldest(database, limit);
    }

    @Override
    public void published(List<Long> sequences) throws ChatException {
        Outbox.published(database, sequences);
    }

    @Override
    public boolean isAuthor(String user) throws ChatException {
        return privacy.isAuthor(user);
    }

    @Override
    public long export(String user, String by, Consumer<Message> to) throws ChatException {
        return privacy.export(user, by, to);
    }

    @Override
    public long erase(String user, String by) throws ChatException {
        return privacy.erase(user, by);
    }

    @Override
    public long forget(String room, Instant sentBefore) throws ChatException {
        return privacy.forget(room, sentBefore);
    }

    @Override
    public List<AuditEntry> audit(@Nullable String room, long before, int limit) throws ChatException {
        return Audit.page(database, room, before, limit);
    }

    @Override
    public List<AuditEntry> acts(long after, int limit) throws ChatException {
        return Audit.after(database, after, limit);
    }

    @Override
    public Report report(String message, String by, String reason) throws ChatException {
        return reports.report(message, by, reason);
    }

    @Override
    public @Nullable Report report(long id) throws ChatException {
        return reports.report(id);
    }

    @Override
    public List<Report> reports(@Nullable String room, long before, int limit) throws ChatException {
        return reports.open(room, before, limit);
    }

    @Override
    public int reportCount(String room) throws ChatException {
        return reports.count(room);
    }

    @Override
    public Report resolve(long id, String by) throws ChatException {
        return reports.resolve(id, by);
    }

    @Override
    public Talk openTalk(String visitor, String room, String name) throws ChatException {
        return talks.open(visitor, room, name);
    }

    @Override
    public @Nullable Talk talk(String room) throws ChatException {
        return talks.talk(room);
    }

    @Override
    public Talk take(String room, String operator) throws ChatException {
        return talks.take(room, operator);
    }

    @Override
    public Talk closeTalk(String room, String by) throws ChatException {
        return talks.close(room, by);
    }

    @Override
    public List<Talk.Waiting> waitingTalks(int limit) throws ChatException {
        return talks.waiting(limit);
    }

    @Override
    public int waitingCount() throws ChatException {
        return talks.count();
    }

    @Override
    public int dropSilentTalks(Instant openedBefore) throws ChatException {
        return talks.dropSilent(openedBefore);
    }

    @Override
    public void close() {
        database.close();
    }

    @Override
    public String toString() {
        return "chat in " + database;
    }
}
