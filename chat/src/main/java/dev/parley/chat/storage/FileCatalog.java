package dev.parley.chat.storage;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which files there are, whose, and where they were sent. Their bytes are kept by somebody else, by their hash.
///
/// **A file's life.** It is added, and is unsent until [ChatStorage#send] takes it into a message; from then on it is there
/// as long as the message carries it. It is *dropped* when the message is deleted or forgotten, when an edit leaves it out,
/// when its owner is erased, and by [#expire]. A dropped file is gone for all readers at once; what is left of it is its
/// hash, until the bytes are gone as well:
///
/// 1. [#dropped] names some;
/// 2. whoever has the bytes deletes those whose hash is not [#inUse], and sees to it that nobody adds one of that hash
///    meanwhile;
/// 3. [#forget] takes the last row away.
///
/// After a crash between any two of these the first is done again. Threads, transactions and errors are those of
/// [ChatStorage].
public interface FileCatalog {

    /// What a person has.
    ///
    /// @param bytes of all files together, each counted whole
    /// @param unsent files that are in no message yet
    record Share(long bytes, int unsent) {}

    /// What is left of a file that was dropped.
    record Dropped(String id, String hash) {}

    /// One more, unsent.
    void add(StoredFile file) throws ChatException;

    /// @return null when there is none, or it was dropped
    @Nullable StoredFile file(String id) throws ChatException;

    Share share(String owner) throws ChatException;

    /// Drops files that are too old: unsent ones, and those that were sent. Their messages stay, and go into the outbox as
    /// edited. A transaction per room and at most [Limits#PAGE] files at once.
    ///
    /// @param sentBefore [Instant#EPOCH] for none
    /// @return how many; as many as a page has when there may be more
    int expire(Instant unsentBefore, Instant sentBefore) throws ChatException;

    /// Some that were dropped, the first ones first.
    List<Dropped> dropped(int limit) throws ChatException;

    /// Whether a file that was not dropped has that hash.
    boolean inUse(String hash) throws ChatException;

    /// Does something with the bytes of that hash that no other node does at the same time.
    ///
    /// @throws ChatException UNAVAILABLE, or what `work` throws
    <E extends Exception> void alone(String hash, Database.Alone<E> work) throws E, ChatException;

    /// What the folder of the bytes belongs to: the same for ever, and another one for each database.
    String identity() throws ChatException;

    /// How many bytes all files that were not dropped have together, those of the same hash counted once.
    long bytes() throws ChatException;

    /// Takes away what is left of dropped files. Again, it does nothing.
    void forget(List<String> ids) throws ChatException;
}
