package dev.parley.auth.token;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Key sets, each kept by its address and never looked at for another one: two issuers may use the same key id.
///
/// A set is fetched when it is first needed, again after an hour, and again when a token names a key that it does not have.
/// Whoever sends tokens can thus make us fetch, so that it is bounded: an address is asked by one thread at a time and once
/// in 10 s, whatever came of it, and at most 16 addresses at once. While an address does not answer, what it said before
/// counts for a day.
final class KeySets implements AutoCloseable {

    /// Where sets come from. Blocks; any thread.
    interface Fetch extends AutoCloseable {
        /// @throws IOException that says why not
        String fetch(URI address) throws IOException;

        @Override
        void close();
    }

    static final int MAX_ADDRESSES = 100;
    static final int MAX_FETCHES = 16;
    static final Duration FRESH = Duration.ofHours(1);
    static final Duration USABLE = Duration.ofHours(24);
    static final Duration PAUSE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(KeySets.class);

    private record Held(KeySet set, Instant since) {}

    private final Fetch fetch;
    private final InstantSource clock;
    private final Semaphore fetches = new Semaphore(MAX_FETCHES);

    /// The one used last at the end. Guarded by itself.
    private final Map<URI, Cached> cached = new LinkedHashMap<>(16, 0.75f, true);

    private volatile @Nullable Instant warnedAt;

    private final LongAdder fetched = new LongAdder();
    private final LongAdder unfetched = new LongAdder();

    KeySets(Fetch fetch, InstantSource clock) {
        this.fetch = fetch;
        this.clock = clock;
    }

    /// The set of that address, maybe from memory.
    ///
    /// @throws TokenException when it can't be had
    KeySet at(URI address) throws TokenException {
        return cached(address).current();
    }

    /// The set of that address in place of one that lacked a key; the same one when it was fetched a moment ago.
    ///
    /// @throws TokenException when it can't be had
    KeySet after(KeySet lacking, URI address) throws TokenException {
        return cached(address).after(lacking);
    }

    /// Fetches that brought a set.
    long fetched() {
        return fetched.sum();
    }

    /// Fetches that did not.
    long unfetched() {
        return unfetched.sum();
    }

    private Cached cached(URI address) {
        synchronized (cached) {
            Cached known = cached.get(address);
            if (known == null) {
                if (cached.size() >= MAX_ADDRESSES) {
                    evict();
                }
                known = new Cached(address);
                cached.put(address, known);
            }
            return known;
        }
    }

    /// Invented addresses, which never had a set, go before those that are used.
    private void evict() {
        URI oldest = cached.keySet().iterator().next();
        for (Iterator<Cached> all = cached.values().iterator(); all.hasNext(); ) {
            if (all.next().held == null) {
                all.remove();
                return;
            }
        }
        cached.remove(oldest);
    }

    @Override
    public void close() {
        fetch.close();
    }

    /// What is known of one address. Its lock is held while it is fetched.
    private final class Cached {

        private final URI address;
        private final ReentrantLock lock = new ReentrantLock();

        /// Written with the lock.
        private volatile @Nullable Held held;

        private @Nullable Instant triedAt;
        private boolean failed;

        Cached(URI address) {
            this.address = address;
        }

        KeySet current() throws TokenException {
            Held now = held;
            if (now != null && isWithin(now.since, FRESH)) {
                return now.set;
            }
            if (now == null || !isWithin(now.since, USABLE)) {
                lock.lock();
            } else if (!lock.tryLock()) {
                return now.set; // somebody fetches it
            }
            try {
                now = held;
                if (now == null || !isWithin(now.since, FRESH)) {
                    fetchUnlessJustTried();
                }
                return usable();
            } finally {
                lock.unlock();
            }
        }

        KeySet after(KeySet lacking) throws TokenException {
            lock.lock();
            try {
                Held now = held;
                if (now == null || now.set == lacking) {
                    fetchUnlessJustTried();
                    if (failed) {
                        throw unavailable();
                    }
                }
                return usable();
            } finally {
                lock.unlock();
            }
        }

        private KeySet usable() throws TokenException {
            Held now = held;
            if (now == null || !isWithin(now.since, USABLE)) {
                throw unavailable();
            }
            return now.set;
        }

        private void fetchUnlessJustTried() throws TokenException {
            if (triedAt != null && isWithin(triedAt, PAUSE)) {
                return;
            }
            if (!fetches.tryAcquire()) {
                throw unavailable();
            }
            failed = true;
            try {
                held = new Held(KeySet.parse(fetch.fetch(address)), clock.instant());
                failed = false;
                fetched.increment();
            } catch (IOException | IllegalArgumentException why) {
                unfetched.increment();
                warn(address, why);
            } finally {
                fetches.release();
                triedAt = clock.instant();
            }
        }
    }

    /// Once in a while: invented addresses must not fill the log.
    private void warn(URI address, Exception why) {
        Instant last = warnedAt;
        if (last == null || !isWithin(last, PAUSE)) {
            warnedAt = clock.instant();
            LOG.warn("the key set {} can't be fetched: {}", address, why.getMessage());
        }
    }

    /// A clock that was put back makes everything old.
    private boolean isWithin(Instant since, Duration age) {
        Instant now = clock.instant();
        return !now.isBefore(since) && now.isBefore(since.plus(age));
    }

    private static TokenException unavailable() {
        return new TokenException(
                TokenException.Kind.UNAVAILABLE, "the key set that the token needs can't be fetched now; see the log");
    }
}
