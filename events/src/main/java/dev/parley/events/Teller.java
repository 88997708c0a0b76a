package dev.parley.events;

import static dev.parley.redis.Script.bytes;

import dev.parley.redis.Bucket;
import dev.parley.redis.Redis;
import dev.parley.redis.Reply;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes one node of all bring the events to the backend: the one that has the lease.
///
/// | the node | then |
/// | --- | --- |
/// | finds no lease | takes it for [#LEASE], begins a term with a new number, and sends from the front |
/// | has it | renews it each second, and counts what waits |
/// | could not renew it for [#SURE] | sends nothing more, since another may have it soon |
/// | dies | another takes the lease when it is over: within [#LEASE] and a second |
/// | stops in an orderly way | gives the lease back when its last request has ended: another has it within a second |
public final class Teller implements AutoCloseable {

    /// For how long a lease is good that nobody renews.
    public static final Duration LEASE = Duration.ofSeconds(7);

    /// For how long the holder counts on a lease, from when it asked for it.
    static final Duration SURE = Duration.ofSeconds(5);

    private static final Duration EVERY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Teller.class);

    private final SharedOutbox outbox;
    private final Redis redis;
    private final Supplier<Sender> senders;
    private final Thread thread;
    private final byte[][] keys;

    private volatile boolean stopping;
    private volatile boolean ended;

    // with the lock
    private @Nullable Sender sender;
    private long term;

    // on the thread
    private long sureUntilNanos;
    private long @Nullable [] count;

    public Teller(
            SharedOutbox outbox, OutboxOptions options, InstantSource clock, RandomGenerator random, Timers timers) {
        this.outbox = outbox;
        redis = outbox.redis();
        senders = () -> new Sender(outbox, options, clock, random, timers);
        thread = Thread.ofPlatform().name("parley-teller").daemon().unstarted(this::run);
        Bucket first = redis.bucket(0);
        keys = new byte[][] {first.key("lease", ""), first.key("term", ""), first.key("waiting", "")};
    }

    /// Once.
    public void start() {
        thread.start();
    }

    /// Lets requests under way end, within ten seconds, and lets another node go on. Waits. Comes before Redis is closed.
    @Override
    public void close() {
        stopping = true;
        Sender last = sender();
        if (last != null) {
            last.stop(); // while the lease is renewed
        }
        leave();
        if (last != null) {
            try {
                SharedOutbox.await(
                        outbox.ask(redis.bucket(0), Scripts.RELEASE, new byte[][] {keys[0]}, bytes(term())),
                        System.nanoTime() + EVERY.toNanos());
            } catch (IOException late) {
                LOG.debug("the lease will be over by itself", late);
            }
        }
        end();
    }

    /// As a process does that is killed: without giving the lease back.
    void leave() {
        ended = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether this node tells the backend, as far as it knows.
    public boolean isTelling() {
        return sender() != null;
    }

    private synchronized @Nullable Sender sender() {
        return sender;
    }

    private synchronized long term() {
        return term;
    }

    // ---- on the thread

    private void run() {
        while (!ended) {
            try {
                turn();
                Thread.sleep(EVERY);
            } catch (IOException away) {
                LOG.debug("the lease to tell the backend can't be asked for now", away);
                pauseUnlessEnded();
            } catch (InterruptedException end) {
                return;
            }
            if (term() != 0 && System.nanoTime() - sureUntilNanos >= 0) {
                LOG.warn("Redis has not answered for {} s: another node may tell the backend now", SURE.toSeconds());
                end();
            }
        }
    }

    private void pauseUnlessEnded() {
        try {
            Thread.sleep(EVERY.dividedBy(4));
        } catch (InterruptedException end) {
            ended = true;
        }
    }

    private void turn() throws IOException {
        long asked = System.nanoTime();
        long mine = term();
        CompletableFuture<Reply> answer = outbox.ask(
                redis.bucket(0),
                Scripts.LEASE,
                keys,
                bytes(mine),
                bytes(LEASE.toMillis()),
                bytes(outbox.laterTerm() + 1),
                bytes(count == null ? "" : Long.toString(count[0])),
                bytes(count == null ? 0 : count[1]),
                bytes(stopping ? "0" : "1"));
        Reply reply = SharedOutbox.await(answer, asked + EVERY.toNanos());
        outbox.counted(reply.whole(1), reply.whole(2));
        long now = reply.whole(0);
        if (now != mine || outbox.laterTerm() > mine) {
            end();
        }
        if (now == 0 || outbox.laterTerm() > now) {
            count = null;
            return;
        }
        sureUntilNanos = asked + SURE.toNanos();
        if (term() == 0) {
            begin(now);
        }
        count = outbox.count(System.nanoTime() + EVERY.toNanos());
    }

    private synchronized void begin(long number) {
        LOG.info("node {} tells the backend from now on", redis.node());
        term = number;
        outbox.beginTerm(number);
        Sender next = senders.get();
        sender = next;
        next.start();
    }

    private synchronized void end() {
        Sender last = sender;
        if (last != null) {
            last.halt();
            outbox.endTerm();
            sender = null;
            term = 0;
            count = null;
            Thread.startVirtualThread(last::stop);
        }
    }
}
