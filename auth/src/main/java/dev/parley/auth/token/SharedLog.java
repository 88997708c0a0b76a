package dev.parley.auth.token;

import static dev.parley.redis.Script.bytes;

import dev.parley.auth.token.KnownMarks.Change;
import dev.parley.auth.token.Marks.Mark;
import dev.parley.redis.Redis;
import dev.parley.redis.Reply;
import dev.parley.redis.Script;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what others have changed, and tells them. Any thread; it reads for one at a time, on Redis' thread.
///
/// The id of an entry is its version, one more than that of the entry before, and a random number. A node asks for what
/// follows the entry that it has read last, by its id: when that one is not there, either the log does not reach back that far,
/// or Redis has lost what came after an earlier moment, whatever was written since. Then the node reads all marks anew. They
/// are read in pages, while others change them, from the top of the log before the first page on: what follows that is read
/// after them, and says what each mark is in the end.
///
/// What Redis has lost, and a node still knows, it puts back: a user who was blocked stays so. What was unblocked in the lost
/// moment may be blocked again.
final class SharedLog {

    private static final Logger LOG = LoggerFactory.getLogger(SharedLog.class);

    private static final Script LOOK = Script.of(SharedLog.class, "look.lua");
    private static final Script PAGE = Script.of(SharedLog.class, "page.lua");
    private static final Script PUT_BACK = Script.of(SharedLog.class, "putback.lua");

    /// Entries that the log keeps at least: a node that was away for more changes reads all marks.
    static final int LENGTH = 10_000;

    /// Entries, or marks, that are read at once.
    private static final int PAGE_SIZE = 1_000;

    private static final String NOTHING = "";
    private static final int FIELDS = 5;

    private final Redis redis;
    private final SharedKeys keys;
    private final KnownMarks known;
    private final Confirmations confirmations;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final RandomGenerator random;

    /// How often somebody wanted it read since it was begun to be; 0 while nobody reads.
    private final AtomicInteger wanted = new AtomicInteger();

    private volatile long askedAt;
    private volatile long currentAt;
    private volatile boolean loaded;

    // ---- of whoever reads
    private String last = NOTHING; // the id of the entry that was read last
    private final Map<String, Mark> lost = new HashMap<>(); // what is to be put back

    SharedLog(
            Redis redis,
            SharedKeys keys,
            KnownMarks known,
            Confirmations confirmations,
            InstantSource clock,
            LongSupplier nanos,
            RandomGenerator random) {
        this.redis = redis;
        this.keys = keys;
        this.known = known;
        this.confirmations = confirmations;
        this.clock = clock;
        this.nanos = nanos;
        this.random = random;
    }

    static byte[] text(@Nullable Mark mark) {
        return bytes(mark == null ? "" : mark.before() + " " + mark.until());
    }

    private static @Nullable Mark mark(String text) {
        int space = text.indexOf(' ');
        return space < 0
                ? null
                : new Mark(Long.parseLong(text.substring(0, space)), Long.parseLong(text.substring(space + 1)));
    }

    /// For how long a node counts as one that knows of all changes, once it has read.
    long leaseMillis() {
        return redis.options().gone().toMillis();
    }

    long leaseNanos() {
        return redis.options().gone().toNanos();
    }

    boolean isLoaded() {
        return loaded;
    }

    /// Whether what is known here is what Redis had less than a lease ago.
    boolean isCurrent() {
        return loaded && nanos.getAsLong() - currentAt < leaseNanos();
    }

    /// Reads when that was some time ago.
    void tick() {
        if (nanos.getAsLong() - askedAt >= leaseNanos() / 4) {
            look();
        }
    }

    /// Reads what there is, soon.
    void look() {
        if (wanted.getAndIncrement() == 0) {
            ask();
        }
    }

    private void rest(int served) {
        if (wanted.addAndGet(-served) > 0) {
            ask();
        }
    }

    private void ask() {
        ask(wanted.get());
    }

    /// Something that Redis is asked for whoever reads.
    private interface Answered {
        void read(Reply reply);
    }

    /// @param served how many wanted it when it began
    private void run(Script script, byte[][] with, byte[][] args, int served, Answered then) {
        redis.run(keys.bucket(), script, with, args, (reply, problem) -> {
            if (problem != null) {
                rest(served); // it is read again with the next tick
                return;
            }
            try {
                then.read(Reply.of(reply));
            } catch (RuntimeException strange) {
                LOG.error("revocations in Redis that no Parley has written", strange);
                rest(served);
            }
        });
    }

    private void ask(int served) {
        long now = nanos.getAsLong();
        askedAt = now;
        byte[][] args = {bytes(redis.node()), bytes(last), bytes(PAGE_SIZE), bytes(leaseMillis())};
        run(LOOK, new byte[][] {keys.log(), keys.readers()}, args, served, reply -> {
            String top = reply.text(1);
            switch (reply.text(0)) {
                case "follows" -> follow(reply.list(2), now, served);
                case "new" -> load(top, false, served);
                case "behind" -> {
                    LOG.info("this node was away for long: it reads all revocations");
                    load(top, false, served);
                }
                case "lost" -> {
                    LOG.warn(
                            "Redis has lost revocations: what this node knows of them is put back. Look whether somebody "
                                    + "is kept out who was let in again shortly before");
                    load(top, true, served);
                }
                default -> throw new IllegalStateException(reply.text(0));
            }
        });
    }

    private static long version(String id) {
        return Long.parseLong(id.substring(0, id.indexOf('-')));
    }

    private void follow(Reply entries, long asked, int served) {
        List<Change> changes = new ArrayList<>();
        Set<String> authors = new HashSet<>();
        for (int i = 0; i < entries.size(); i += FIELDS) {
            last = entries.text(i);
            String author = entries.text(i + 3);
            long number = author.equals(redis.node()) ? entries.whole(i + 4) : 0;
            changes.add(new Change(entries.text(i + 1), mark(entries.text(i + 2)), number));
            authors.add(author);
        }
        known.written(changes);
        confirm(authors);
        if (changes.size() == PAGE_SIZE) {
            ask(served);
            return;
        }
        currentAt = asked;
        loaded = true;
        putBack(served);
    }

    private void confirm(Set<String> authors) {
        long version = version(last);
        for (String author : authors) {
            if (author.equals(redis.node())) {
                confirmations.confirmed(author, version);
            } else {
                byte[] word = bytes(version + " " + redis.node());
                redis.run(keys.bucket(), each -> redis.publish(each, keys.seenBy(author), word), (_, _) -> {});
            }
        }
    }

    /// Somebody says how far they have read.
    void heard(String word) {
        int space = word.indexOf(' ');
        confirmations.confirmed(word.substring(space + 1), Long.parseLong(word.substring(0, space)));
    }

    // ---- all of it

    private void load(String top, boolean wasLost, int served) {
        page("0", new HashMap<>(), top, wasLost, served);
    }

    private void page(String at, Map<String, Mark> all, String top, boolean wasLost, int served) {
        run(PAGE, new byte[][] {keys.marks()}, new byte[][] {bytes(at), bytes(PAGE_SIZE)}, served, reply -> {
            Reply marks = reply.list(1);
            for (int i = 0; i < marks.size(); i += 2) {
                Mark mark = mark(marks.text(i + 1));
                if (mark != null) {
                    all.put(marks.text(i), mark);
                }
            }
            String next = reply.text(0);
            if (!next.equals("0")) {
                page(next, all, top, wasLost, served);
                return;
            }
            Map<String, Mark> stayed =
                    known.replace(all, wasLost, clock.instant().getEpochSecond());
            lost.putAll(stayed);
            last = top;
            if (wasLost) {
                confirmations.forget();
            }
            confirmations.confirmed(redis.node(), version(top));
            ask(served);
        });
    }

    /// What Redis has lost, a page at a time.
    private void putBack(int served) {
        lost.keySet().removeIf(name -> known.of(name, 0) == null);
        if (lost.isEmpty()) {
            rest(served);
            return;
        }
        List<String> names = lost.keySet().stream().limit(PAGE_SIZE).toList();
        List<byte[]> args = new ArrayList<>(List.of(
                keys.said(),
                redis.publishCommand(),
                bytes(LENGTH),
                bytes(redis.node()),
                bytes(random.nextLong() >>> 1)));
        for (String name : names) {
            args.add(bytes(name));
            args.add(text(lost.get(name)));
        }
        run(PUT_BACK, new byte[][] {keys.marks(), keys.log()}, args.toArray(byte[][]::new), served, _ -> {
            lost.keySet().removeAll(names);
            putBack(served);
        });
    }
}
