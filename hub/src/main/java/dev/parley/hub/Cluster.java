package dev.parley.hub;

import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The nodes that share an engine, as one: what is done to sessions is done on all of them, and what is asked is asked of all.
/// Any thread.
///
/// Every node that is there answers, and only then an order counts as done. A node that goes meanwhile is no longer waited
/// for: its sessions went with it. One that is there and does not answer within [#PATIENCE_MILLIS] fails the call by
/// [HubError#NODE_SILENT], although the others have done it; orders may be given again. With one node nothing is sent, and
/// nothing waits.
public final class Cluster implements Engine.Remote {

    /// How long a node has for its answer.
    public static final long PATIENCE_MILLIS = 2_000;

    /// Bytes of one answer, which leaves room beside many others in what Redis holds for a reader.
    public static final int ANSWER_BYTES = 512 * 1024;

    private static final long LOOK_MILLIS = 100;
    private static final long WARN_MILLIS = 60_000;

    /// What this node waits for at the same time.
    private static final int MOST_WAITING = 4_096;

    /// What it answers at the same time.
    private static final int MOST_ANSWERING = 256;

    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    /// What a node has answered.
    ///
    /// @param nanos how long that took, there and back
    public record Said(String node, byte[] answer, long nanos) {}

    /// Who answers a question of other nodes.
    @FunctionalInterface
    public interface Respondent {

        /// On a thread of its own, which may block.
        ///
        /// @param answer with at most about [#ANSWER_BYTES]; on any thread
        void asked(WireReader question, Answer<byte[]> answer) throws Malformed;
    }

    private final Engine engine;
    private final InstantSource clock;
    private final Peers peers;
    private final Map<String, Respondent> respondents = new ConcurrentHashMap<>();
    private final Map<Long, Question> waiting = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicInteger answering = new AtomicInteger();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicLong nextWarning = new AtomicLong(Long.MIN_VALUE);

    /// What is done here; null before the hub is there.
    private volatile @Nullable Orders orders;

    private volatile @Nullable Hub hub;

    /// @param engine is started with this as what hears the other nodes
    public Cluster(Engine engine, InstantSource clock) {
        this.engine = engine;
        this.clock = clock;
        peers = new Peers(engine, clock);
    }

    Engine engine() {
        return engine;
    }

    /// From now on there are sessions here.
    void opened(Hub here) {
        hub = here;
        orders = new Orders(here);
        engine.control(null, new Word.Hello().write());
    }

    /// All sessions have gone.
    void closed() {
        engine.control(null, new Word.Bye().write());
    }

    /// What this node is called; empty where there is only one.
    public String node() {
        return engine.node();
    }

    /// Whether no other node is there.
    public boolean isAlone() {
        return peers.now().isEmpty();
    }

    // ---- orders

    /// Has something done to sessions on all nodes.
    ///
    /// @param answer how many sessions it was about; on any thread, which must not be blocked
    public void order(Order order, Answer<Integer> answer) {
        Orders here = orders;
        if (here == null) {
            answer.failed(HubError.INTERNAL);
            return;
        }
        Set<String> others = peers.now();
        if (others.isEmpty()) {
            here.obey(order, answer::succeeded);
            return;
        }
        Set<String> all = new HashSet<>(others);
        all.add(node());
        long id = send(all, each -> new Word.Ordered(each, order), new Then<>(answer, said -> {
            int sessions = 0;
            for (Said each : said) {
                sessions += count(each.answer());
            }
            answer.succeeded(sessions);
        }));
        here.obey(order, count -> {
            Question question = waiting.get(id);
            end(id, question != null && question.answered(node(), counted(count), System.nanoTime()));
        });
    }

    /// The same for who wants to know when, not whether; that it was not done is in the log.
    void order(Order order, Runnable then) {
        order(order, new Answer<>() {
            @Override
            public void succeeded(Integer sessions) {
                then.run();
            }

            @Override
            public void failed(HubError error) {
                LOG.warn("not all nodes have done what was ordered: {}", error.message());
                then.run();
            }
        });
    }

    private static byte[] counted(int count) {
        return new WireWriter().number(count).toByteArray();
    }

    private static int count(byte[] answer) {
        try {
            return new WireReader(answer).whole(Integer.MAX_VALUE);
        } catch (Malformed unknown) {
            return 0;
        }
    }

    // ---- questions

    /// Says who answers a question on this node: before its hub is there, or as soon as it is.
    public void answering(String name, Respondent respondent) {
        respondents.put(name, respondent);
    }

    /// Asks all other nodes.
    ///
    /// @param answer what they say, in no order; on a thread that may block, but at once when there are no others
    public void ask(String name, byte[] question, Answer<List<Said>> answer) {
        Set<String> others = peers.now();
        if (others.isEmpty()) {
            answer.succeeded(List.of());
            return;
        }
        send(others, id -> new Word.Asked(id, name, question), new Answer<>() {
            @Override
            public void succeeded(List<Said> said) {
                Thread.startVirtualThread(() -> answer.succeeded(said));
            }

            @Override
            public void failed(HubError error) {
                Thread.startVirtualThread(() -> answer.failed(error));
            }
        });
    }

    /// @return its id; 0 when it has failed already
    private long send(Set<String> nodes, LongFunction<Word> word, Answer<List<Said>> answer) {
        long id = ids.incrementAndGet();
        byte[] message = word.apply(id).write();
        if (message.length > Word.MOST_BYTES) {
            answer.failed(HubError.LIMIT_EXCEEDED.saying("limit exceeded: it is too much to be sent to other nodes"));
            return 0;
        }
        if (waiting.size() >= MOST_WAITING) {
            answer.failed(HubError.TOO_MANY_REQUESTS.saying("too many requests wait for other nodes: try again"));
            return 0;
        }
        Question question = new Question(nodes, PATIENCE_MILLIS, System.nanoTime(), answer);
        waiting.put(id, question);
        engine.control(null, message);
        look();
        return id;
    }

    /// Sees to it that somebody looks after what waits.
    private void look() {
        Hub there = hub;
        if (there != null && looking.compareAndSet(false, true)) {
            Loop loop = there.firstLoop();
            loop.execute(() -> loop.schedule(LOOK_MILLIS, () -> look(loop)));
        }
    }

    private void look(Loop loop) {
        Set<String> there = new HashSet<>(peers.now());
        there.add(node());
        waiting.forEach((id, question) -> {
            boolean gone = question.withoutAllBut(there);
            end(id, gone || question.passed(LOOK_MILLIS));
        });
        if (!waiting.isEmpty()) {
            loop.schedule(LOOK_MILLIS, () -> look(loop));
            return;
        }
        looking.set(false);
        if (!waiting.isEmpty()) {
            look();
        }
    }

    // ---- what other nodes say

    /// Never throws, and never waits.
    @Override
    public void onControl(String node, byte[] message) {
        try {
            Word word = Word.read(message);
            if (word != null) {
                hear(node, word);
            }
        } catch (Malformed bad) {
            warn("what node {} says makes no sense: {}", node, bad.getMessage());
        } catch (RuntimeException broken) {
            LOG.error("what node {} says could not be done", node, broken);
        }
    }

    private void hear(String node, Word word) {
        switch (word) {
            case Word.Hello() -> peers.came(node);
            case Word.Bye() -> {
                peers.left(node);
                waiting.forEach((id, question) -> end(id, question.without(node)));
            }
            case Word.Ordered(long id, Order order) -> ordered(node, id, order);
            case Word.Asked(long id, String name, byte[] question) -> asked(node, id, name, question);
            case Word.Answered(long id, byte[] answer) -> {
                Question question = waiting.get(id);
                end(id, question != null && question.answered(node, answer, System.nanoTime()));
            }
            case Word.Failed(long id, int code, String why) -> {
                Question question = waiting.get(id);
                HubError error = new HubError(code, "node " + node + ": " + why, true);
                end(id, question != null && question.failed(node, error));
            }
            case Word.Starting(long id) -> {
                Question question = waiting.get(id);
                end(id, question != null && question.without(node));
            }
            case Word.Unknown() -> warn("node {} says what only newer versions know: {}", node, "update this one");
        }
    }

    private void end(long id, boolean isOver) {
        Question question = isOver ? waiting.remove(id) : null;
        if (question != null) {
            question.finish();
        }
    }

    private void ordered(String node, long id, @Nullable Order order) {
        Orders here = orders;
        Hub there = hub;
        if (order == null) {
            warn("node {} orders what only newer versions know: {}", node, "update this one");
            say(node, new Word.Failed(id, HubError.NOT_AVAILABLE.code(), "this version does not know that"));
        } else if (here == null || there == null) {
            say(node, new Word.Starting(id));
        } else {
            there.observer().onOrder(order);
            here.obey(order, count -> say(node, new Word.Answered(id, counted(count))));
        }
    }

    private void asked(String node, long id, String name, byte[] question) {
        Respondent respondent = respondents.get(name);
        if (hub == null) {
            say(node, new Word.Starting(id));
        } else if (respondent == null) {
            say(node, new Word.Failed(id, HubError.NOT_AVAILABLE.code(), "this version does not know that"));
        } else if (answering.incrementAndGet() > MOST_ANSWERING) {
            answering.decrementAndGet();
            say(node, new Word.Failed(id, HubError.TOO_MANY_REQUESTS.code(), "too many requests"));
        } else {
            Thread.startVirtualThread(() -> answer(node, id, name, question, respondent));
        }
    }

    private void answer(String node, long id, String name, byte[] question, Respondent respondent) {
        Answer<byte[]> once = new Answer<>() {
            private final AtomicBoolean given = new AtomicBoolean();

            @Override
            public void succeeded(byte[] answer) {
                give(new Word.Answered(id, answer));
            }

            @Override
            public void failed(HubError error) {
                give(new Word.Failed(id, error.code(), error.message()));
            }

            private void give(Word word) {
                if (given.compareAndSet(false, true)) {
                    answering.decrementAndGet();
                    say(node, word);
                }
            }
        };
        try {
            respondent.asked(new WireReader(question), once);
        } catch (Malformed bad) {
            warn("what node {} asks makes no sense: {}", node, bad.getMessage());
            once.failed(HubError.BAD_REQUEST);
        } catch (RuntimeException broken) {
            LOG.error("the question {} of node {} could not be answered", name, node, broken);
            once.failed(HubError.INTERNAL);
        }
    }

    private void say(String node, Word word) {
        byte[] message = word.write();
        if (message.length > Word.MOST_BYTES && word instanceof Word.Answered answered) {
            message = new Word.Failed(answered.id(), HubError.LIMIT_EXCEEDED.code(), "the answer is too large").write();
        }
        engine.control(node, message);
    }

    /// At most once a minute.
    private void warn(String sentence, String node, @Nullable String why) {
        long now = clock.millis();
        long next = nextWarning.get();
        if (now >= next && nextWarning.compareAndSet(next, now + WARN_MILLIS)) {
            LOG.warn(sentence, node, why);
        }
    }
}
