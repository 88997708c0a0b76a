package dev.parley.events;

import dev.parley.hub.Payload;
import dev.parley.hub.UserId;
import dev.parley.store.Store;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the messages of an [Inbox] wait. Each call is one step: whatever else happens, happens before or after it. Any
/// thread; never waits.
sealed interface InboxPlace permits StoredInbox, SharedInbox {

    /// How long the key of an acknowledged message is remembered, at least.
    long REMEMBERED_MILLIS = 3_600_000;

    /// What became of a message that should be kept.
    enum Fate {
        KEPT,
        KNOWN,
        FULL
    }

    /// @param id of the message, 0 when there is no room
    record Outcome(Fate fate, long id) {}

    /// @param tags as [Tags] writes them
    void keep(UserId user, Payload payload, String tags, @Nullable String key, Store.Done<Outcome> done);

    /// False when certainly nothing waits.
    boolean mayHave(UserId user);

    void newest(UserId user, Store.Done<Long> done);

    void page(UserId user, long afterId, int limit, Store.Done<List<Kept>> done);

    void takeUpTo(UserId user, long id, Store.Done<Integer> done);

    void take(UserId user, List<Long> ids, Store.Done<Integer> done);

    void sweep(Store.Done<Integer> done);

    int users();
}
