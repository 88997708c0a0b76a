package dev.parley.chat.files;

import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.FileCatalog;
import dev.parley.chat.storage.FileCatalog.Dropped;
import dev.parley.chat.storage.Limits;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets bytes go when nobody has them any more, on a thread of its own: every few seconds what was dropped, every minute
/// what has expired, and at the start whatever folder or bucket has and the catalog does not know, as a crash leaves it.
final class FileSweep implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileSweep.class);
    private static final int SECONDS = 3;
    /// Rounds from one look at what has expired to the next.
    private static final int ROUNDS = 20;

    /// Rounds from one look at the copies to the next: an hour.
    private static final int COPIES = 1_200;
    /// Files that can't be deleted, after which the others wait for the next round, too.
    private static final int FAILED = 3;

    private final FileOptions options;
    private final FileCatalog catalog;
    private final Blobs blobs;
    private final Quota quota;
    private final InstantSource clock;
    private final Semaphore closing = new Semaphore(0);
    private final ReentrantLock one = new ReentrantLock();
    private @Nullable Thread thread;

    FileSweep(FileOptions options, FileCatalog catalog, Blobs blobs, Quota quota, InstantSource clock) {
        this.options = options;
        this.catalog = catalog;
        this.blobs = blobs;
        this.quota = quota;
        this.clock = clock;
    }

    void start() {
        thread = Thread.ofVirtual().name("parley-files").start(this::run);
    }

    private void run() {
        try {
            guarded(this::orphans);
            for (int round = 0; !closing.tryAcquire(SECONDS, TimeUnit.SECONDS); round++) {
                boolean expiry = round % ROUNDS == 0;
                guarded(() -> sweep(expiry));
                if (round % COPIES == 0) {
                    guarded(this::copies);
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @FunctionalInterface
    private interface Work {
        void done() throws ChatException, IOException;
    }

    private static void guarded(Work work) {
        try {
            work.done();
        } catch (ChatException | IOException failed) {
            LOG.warn(
                    "files that nobody has any more are still there, and will be looked at again: {}",
                    failed.getMessage());
        } catch (RuntimeException | Error broken) {
            LOG.error("the sweep of the files failed", broken);
        }
    }

    void all() throws ChatException {
        sweep(true);
    }

    private void sweep(boolean expiry) throws ChatException {
        one.lock();
        try {
            if (expiry) {
                expire();
            }
            List<Dropped> some;
            do {
                some = catalog.dropped(Limits.PAGE);
            } while (!some.isEmpty() && forget(some) && some.size() == Limits.PAGE);
            if (expiry && blobs.isShared()) {
                quota.are(catalog.bytes()); // as other nodes have changed it
            }
        } finally {
            one.unlock();
        }
    }

    private void expire() throws ChatException {
        Instant now = clock.instant();
        Instant sent = options.expiry().isZero() ? Instant.EPOCH : now.minus(options.expiry());
        int some;
        do {
            some = catalog.expire(now.minus(FileOptions.UNSENT), sent);
        } while (some == Limits.PAGE);
    }

    /// @return whether all of them are gone
    private boolean forget(List<Dropped> dropped) throws ChatException {
        List<String> gone = new ArrayList<>();
        int failed = 0;
        for (Dropped each : dropped) {
            if (removeUnused(each.hash())) {
                gone.add(each.id());
            } else if (++failed == FAILED) {
                break;
            }
        }
        catalog.forget(gone);
        return gone.size() == dropped.size();
    }

    /// @return false when the bytes can't be removed
    private boolean removeUnused(String hash) throws ChatException {
        try {
            blobs.alone(hash, () -> {
                if (!catalog.inUse(hash)) {
                    quota.kept(-blobs.remove(hash));
                }
            });
            return true;
        } catch (IOException failed) {
            LOG.warn("a file that nobody has any more can't be deleted yet: {}", failed.getMessage());
            return false;
        }
    }

    private void orphans() throws IOException, ChatException {
        List<String> hashes = new ArrayList<>();
        blobs.each(hashes::add);
        for (String hash : hashes) {
            if (!catalog.inUse(hash)) {
                removeUnused(hash);
            }
        }
    }

    /// What another node has deleted may still be here.
    private void copies() throws IOException, ChatException {
        for (String hash : blobs.copies()) {
            if (!catalog.inUse(hash)) {
                blobs.removeCopy(hash);
            }
        }
    }

    @Override
    public void close() {
        closing.release();
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            boolean interrupted = false;
            while (running.isAlive()) {
                try {
                    running.join();
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
