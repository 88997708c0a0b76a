package dev.parley.events;

import dev.parley.hub.Payload;
import dev.parley.hub.UserId;
import dev.parley.store.Store;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The inbox of the only node there is, in its store. Outcomes are told on the store's thread.
///
/// Who has something waiting is known in memory, so that the others cost no look at the disk when they connect. That set is
/// changed on the store's thread only, in the order of the works, and before the one who asked is told.
final class StoredInbox implements InboxPlace {

    private final Store store;
    private final InboxTable table;

    /// Users with something waiting.
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();

    private record Taken(int messages, boolean all) {}

    private StoredInbox(Store store, InboxOptions options, InstantSource clock) {
        this.store = store;
        table = new InboxTable(options, clock);
    }

    /// Waits for the disk.
    static StoredInbox open(Store store, InboxOptions options, InstantSource clock) throws IOException {
        StoredInbox inbox = new StoredInbox(store, options, clock);
        inbox.waiting.addAll(store.call(InboxTable::users));
        return inbox;
    }

    @Override
    public void keep(UserId user, Payload payload, String tags, @Nullable String key, Store.Done<Outcome> done) {
        store.submit(
                statements -> table.insert(statements, user, payload, tags, key),
                new Told<>(
                        outcome -> {
                            if (outcome.fate() == Fate.KEPT) {
                                waiting.add(user.value());
                            }
                            done.done(outcome);
                        },
                        done::failed));
    }

    @Override
    public boolean mayHave(UserId user) {
        return waiting.contains(user.value());
    }

    @Override
    public void newest(UserId user, Store.Done<Long> done) {
        store.submit(statements -> InboxTable.newest(statements, user), done);
    }

    @Override
    public void page(UserId user, long afterId, int limit, Store.Done<List<Kept>> done) {
        store.submit(
                statements -> table.page(statements, user, afterId, limit),
                new Told<>(
                        page -> {
                            if (page.isEmpty() && afterId <= 0) {
                                waiting.remove(user.value());
                            }
                            done.done(page);
                        },
                        done::failed));
    }

    @Override
    public void takeUpTo(UserId user, long id, Store.Done<Integer> done) {
        take(user, statements -> table.takeUpTo(statements, user, id), done);
    }

    @Override
    public void take(UserId user, List<Long> ids, Store.Done<Integer> done) {
        take(
                user,
                statements -> {
                    int taken = 0;
                    for (long id : ids) {
                        taken += table.take(statements, user, id);
                    }
                    return taken;
                },
                done);
    }

    private void take(UserId user, Store.Work<Integer> work, Store.Done<Integer> done) {
        store.submit(
                statements -> new Taken(work.in(statements), InboxTable.hasNothing(statements, user.value())),
                new Told<>(
                        taken -> {
                            if (taken.all()) {
                                waiting.remove(user.value());
                            }
                            done.done(taken.messages());
                        },
                        done::failed));
    }

    @Override
    public void sweep(Store.Done<Integer> done) {
        sweep(0, done);
    }

    private void sweep(int before, Store.Done<Integer> done) {
        store.submit(
                table::sweep,
                new Told<>(
                        swept -> {
                            swept.emptied().forEach(waiting::remove);
                            int all = before + swept.rows();
                            if (swept.rows() < InboxTable.SWEPT_AT_ONCE) {
                                done.done(all);
                            } else {
                                sweep(all, done);
                            }
                        },
                        done::failed));
    }

    @Override
    public int users() {
        return waiting.size();
    }
}
