package dev.parley.chat.storage;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where the chat is kept. The tables are documented in `docs/chat-storage.md`: a site may read them, and never writes.
///
/// **Threads.** Every method may be called by any thread, blocks until the database has answered, and is meant for virtual
/// threads: never call one on an event loop.
///
/// **Transactions.** Each method is one transaction, but for those that say otherwise. When it returns, what it did is
/// committed and outlives a `kill -9`. When it throws a [ChatException], nothing of it was done, except where the
/// connection broke during the commit: then nobody knows, and doing the same again is right for each method
/// ([#send] is made for it).
///
/// **Order.** What changes a room happens in that room one after the other, also when several nodes share a database.
/// A room's messages get the positions 1, 2, 3, … without a gap, and their times never go back.
///
/// **Rules.** The storage knows what is banned and muted, and keeps to it, since nobody else could without a race. Who may
/// do what, how long a text is *wanted* to be, and how often, is for whoever calls. Values are checked where they are made:
/// see [Limits].
///
/// **Telling others.** [#send], [#edit], [#delete], [#react] and [#erase] write a row into the outbox in their own
/// transaction. Whoever publishes takes [#unpublished], publishes each event with its key as idempotency key, and then says
/// [#published]. After a crash between any two of these steps the event is taken again, with the same key. The outbox has
/// no text of its own.
///
/// **What is gone is gone.** An edit, a delete and an erase leave no former text in any table, and the search forgets it
/// with them. In SQLite it is overwritten in the file too (`secure_delete`): by an
/// erase before it returns, by the others once nobody reads the old state. PostgreSQL and MariaDB overwrite freed rows in
/// their own time; their backups and logs are the owner's affair.
public interface ChatStorage extends AutoCloseable {

    // ---- rooms and people

    /// Makes a room whose first member is its owner.
    ///
    /// @throws ChatException ROOM_EXISTS
    Room createRoom(String id, String name, Room.Kind kind, String settings, String owner) throws ChatException;

    /// @throws ChatException NO_SUCH_ROOM
    Room changeRoom(String id, String name, String settings, String by) throws ChatException;

    /// @return null when there is none
    @Nullable Room room(String id) throws ChatException;

    /// Rooms of all kinds in the order of their ids, from behind `after` (empty for the first page).
    List<Room> rooms(String after, int limit) throws ChatException;

    /// Those of them that are public or for announcements.
    List<Room> openRooms(String after, int limit) throws ChatException;

    /// How many there are, people's talks not counted.
    long roomCount() throws ChatException;

    /// The rooms that the person is in, in the order of their ids.
    List<Joined> joined(String user) throws ChatException;

    /// Who else is in the person's talks, by room; a talk in which nobody else is has no entry.
    Map<String, List<String>> companions(String user) throws ChatException;

    /// Lets the person in; whoever is in stays as they are. What was said before is not unread to them.
    ///
    /// @throws ChatException NO_SUCH_ROOM, BANNED
    Member join(String room, String user, Member.Role role) throws ChatException;

    /// The person is no longer in the room. A ban or mute goes on.
    void leave(String room, String user) throws ChatException;

    /// @return null when the person is unknown there; `joined` says whether they are in
    @Nullable Member member(String room, String user) throws ChatException;

    /// Those in the room in the order of their ids, from behind `after`.
    List<Member> members(String room, String after, int limit) throws ChatException;

    /// The ids of those in the room who are its owners and moderators; the first [Limits#PAGE] where there are more.
    List<String> moderators(String room) throws ChatException;

    /// @throws ChatException NOT_A_MEMBER
    void setRole(String room, String user, Member.Role role, String by) throws ChatException;

    /// Takes the person out. A ban or mute goes on.
    ///
    /// @throws ChatException NOT_A_MEMBER
    void remove(String room, String user, String by) throws ChatException;

    /// Refuses the person's messages until then; null ends it. Also for whoever is not in.
    void mute(String room, String user, @Nullable Instant until, String by) throws ChatException;

    /// Takes the person out, which the audit trail has as a REMOVE of its own, and refuses them until then; null ends it, and lets nobody in by itself.
    void ban(String room, String user, @Nullable Instant until, String by) throws ChatException;

    // ---- messages

    /// Sends a message, exactly once per client id of an author in a room. A repetition is answered even to one who was
    /// muted since, and whatever its text is.
    ///
    /// @throws ChatException NO_SUCH_ROOM, MUTED, BANNED; NOT_A_MEMBER in a visitor's talk that was closed; NO_SUCH_MESSAGE when it replies to what is not in the room;
    ///     NO_SUCH_FILE when one is not the author's own, unsent, of this room
    Sent send(Draft draft) throws ChatException;

    /// Another text; its files stay as they are.
    ///
    /// @throws ChatException NO_SUCH_MESSAGE, DELETED; EMPTY when the text is, and there are no files
    default Message edit(String message, String text, Set<String> mentions, String by) throws ChatException {
        return edit(message, text, mentions, Set.of(), by);
    }

    /// The same, and takes files out of the message.
    ///
    /// @param without ids of files; those that the message does not have don't matter
    /// @throws ChatException NO_SUCH_MESSAGE, DELETED; EMPTY when neither text nor files would be left
    Message edit(String message, String text, Set<String> mentions, Set<String> without, String by)
            throws ChatException;

    /// Takes text, mentions, reactions and files away; the place stays. Again, it does nothing.
    ///
    /// @throws ChatException NO_SUCH_MESSAGE
    Message delete(String message, String by) throws ChatException;

    /// Adds the reaction or takes it back. Again, it does nothing.
    ///
    /// @throws ChatException NO_SUCH_MESSAGE, DELETED, TOO_MANY
    Message react(String message, String user, String reaction, boolean on) throws ChatException;

    /// @param reader whose reactions are `mine`
    /// @return null when there is none
    @Nullable Message message(String id, String reader) throws ChatException;

    /// Those of them that are there, in no order, without their reactions and mentions.
    ///
    /// @param ids at most [Limits#PAGE]
    List<Message> messages(Collection<String> ids) throws ChatException;

    /// What the author has sent under that id, with the author as its reader.
    ///
    /// @return null when there is nothing
    @Nullable Message sent(String room, String author, String clientId) throws ChatException;

    /// When the author's last message in the room was sent that is still kept.
    ///
    /// @return null when there is none
    @Nullable Instant lastSent(String room, String author) throws ChatException;

    /// The last messages in front of a position, in the room's order. `Long.MAX_VALUE` for the room's last.
    List<Message> before(String room, long position, int limit, String reader) throws ChatException;

    /// The first messages behind a position, in the room's order.
    List<Message> after(String room, long position, int limit, String reader) throws ChatException;

    /// Messages in front of a position that have all of these words, the last one first. A word of letters is found by its
    /// beginning; Chinese, Japanese, Korean and Thai anywhere in the text. Case and width of letters don't matter.
    List<Message> search(String room, String words, long before, int limit, String reader) throws ChatException;

    // ---- files

    /// Which files there are.
    FileCatalog files();

    // ---- what is read

    /// Moves the person's mark forward, never back, and not behind the room's last message.
    ///
    /// @return where it is
    /// @throws ChatException NO_SUCH_ROOM
    long markRead(String room, String user, long position) throws ChatException;

    /// One for each room that the person is in.
    List<Unread> unread(String user) throws ChatException;

    /// The same of one room.
    ///
    /// @return null when the person is not in it
    @Nullable Unread unread(String user, String room) throws ChatException;

    // ---- what has to be told

    /// The oldest events, those of a room in its order.
    List<OutboxEvent> unpublished(int limit) throws ChatException;

    /// They were published. Again, it does nothing.
    void published(List<Long> sequences) throws ChatException;

    // ---- moderation and privacy

    /// Whether there are messages of that person, be they erased.
    boolean isAuthor(String user) throws ChatException;

    /// All messages of a person, by room and position, each as it is now. A transaction per [Limits#PAGE] messages.
    ///
    /// @return how many
    long export(String user, String by, Consumer<Message> to) throws ChatException;

    /// Deletes all messages of a person, their files, reactions and read marks, and mentions of them. Ban the person first:
    /// what they send meanwhile stays.
    ///
    /// @return how many messages had a text
    /// @throws ChatException UNAVAILABLE also when it was done, but the file could not be overwritten yet: do it again
    long erase(String user, String by) throws ChatException;

    /// Drops the messages of a room that were sent before then, with all that belongs to them. A transaction per
    /// [Limits#PAGE] messages.
    ///
    /// @return how many
    long forget(String room, Instant sentBefore) throws ChatException;

    /// The last entries in front of a sequence number, the last one first.
    ///
    /// @param room empty for what was about all rooms; null for everything
    List<AuditEntry> audit(@Nullable String room, long before, int limit) throws ChatException;

    /// The first entries behind a sequence number, in order: what was done by whatever node or command. Sequence numbers
    /// are given before the commit, so one that is missing may still come.
    List<AuditEntry> acts(long after, int limit) throws ChatException;

    // ---- reports

    /// Asks the moderators to look at a message. Again, it gives the first one. When the message is deleted, all reports of
    /// it are resolved.
    ///
    /// @param reason at most [Limits#REASON] characters; may be empty
    /// @throws ChatException NO_SUCH_MESSAGE, DELETED; TOO_MANY when [Limits#REPORTS] of the person's are open
    Report report(String message, String by, String reason) throws ChatException;

    /// @return null when there is none
    @Nullable Report report(long id) throws ChatException;

    /// Those that nobody has dealt with, in front of a number, the last one first.
    ///
    /// @param room null for all rooms
    List<Report> reports(@Nullable String room, long before, int limit) throws ChatException;

    /// How many of a room nobody has dealt with.
    int reportCount(String room) throws ChatException;

    /// Somebody has dealt with it, and with all others of the same message. Again, it does nothing.
    ///
    /// @throws ChatException NO_SUCH_REPORT
    Report resolve(long id, String by) throws ChatException;

    // ---- support

    /// The visitor's open talk; one is made when there is none, with the visitor as its only member.
    ///
    /// @param room the id of the room of a new talk
    /// @param name the name of the room of a new talk
    /// @throws ChatException BANNED from the one that is open
    Talk openTalk(String visitor, String room, String name) throws ChatException;

    /// @return null when the room is no talk
    @Nullable Talk talk(String room) throws ChatException;

    /// Gives the talk to exactly one operator, who comes into the room as its moderator. Again for the same one, it does
    /// nothing.
    ///
    /// @throws ChatException NO_SUCH_ROOM when the room is no talk; TAKEN
    Talk take(String room, String operator) throws ChatException;

    /// Ends the talk: everybody is out, and what was said stays until the room's retention ends. Again, it does nothing.
    ///
    /// @throws ChatException NO_SUCH_ROOM when the room is no talk
    Talk closeTalk(String room, String by) throws ChatException;

    /// Talks that wait for an operator and in which something was said, the oldest first.
    List<Talk.Waiting> waitingTalks(int limit) throws ChatException;

    int waitingCount() throws ChatException;

    /// Drops talks that were opened before then and in which nobody has said anything, with their rooms.
    ///
    /// @return how many; [Limits#PAGE] when there may be more
    int dropSilentTalks(Instant openedBefore) throws ChatException;

    /// Waits for nobody: end the callers first.
    @Override
    void close();
}
