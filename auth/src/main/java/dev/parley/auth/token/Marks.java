package dev.parley.auth.token;

import dev.parley.store.Store;
import org.jspecify.annotations.Nullable;

/// Marks on names (of users, of tokens). All of them are in memory, so that a lookup neither waits nor locks; where they are
/// written, so that they are there after a restart, is what the two kinds of it differ in. Any thread; nothing blocks.
sealed interface Marks permits StoredMarks, SharedMarks {

    /// Marks of one kind: about 200 bytes of memory each.
    int MAX = 1_000_000;

    /// Marks that one sweep removes: what one transaction, or one script, does in a moment.
    int MAX_SWEPT = 10_000;

    /// @param before for tokens issued before this second only; 0 where that does not matter
    /// @param until the second in which it ends; 0 for never
    record Mark(long before, long until) {
        boolean isOver(long now) {
            return until != 0 && now >= until;
        }
    }

    /// What is known.
    KnownMarks known();

    /// Puts a mark on a name, or takes it off. It counts at once, and is taken back when it can't be written.
    ///
    /// @param mark null for none
    void change(String name, @Nullable Mark mark, Store.Done<Boolean> done);

    /// Removes marks that have ended, [#MAX_SWEPT] at most.
    ///
    /// @param now in seconds
    void sweep(long now, Store.Done<Boolean> done);

    /// Whether all that others have changed is known here, but for what they are not told is done yet.
    boolean isCurrent();

    /// To be called now and then: see [Revocations#tick].
    void tick();

    void close();
}
