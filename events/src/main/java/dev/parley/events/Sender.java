package dev.parley.events;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/// Brings the events of an outbox to the site's backend: a POST of `{"events":[…]}` with up to 100 events in at most 1 MiB.
///
/// The backend finds who sent it in `X-Parley-Signature` ([Signature]) with `X-Parley-Timestamp`, and in
/// `X-Parley-Delivery` an id that is the same when the same batch is sent again. Any 2xx says that all of it is taken.
/// A thread of its own for each lane; they only wait.
public final class Sender {

    /// How long a request under way may hold up the end.
    private static final Duration LAST_REQUEST = Duration.ofSeconds(10);

    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(1);

    private final Outbox outbox;
    private final OutboxOptions options;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Post post;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /// @param outbox was opened with the same options
    public Sender(Outbox outbox, OutboxOptions options, InstantSource clock, RandomGenerator random, Timers timers) {
        this.outbox = outbox;
        this.options = options;
        post = new Post(options, clock, executor);
        OnceAMinute warning = new OnceAMinute();
        for (int index = 0; index < outbox.lanes(); index++) {
            lanes.add(new Lane(index, outbox, post, clock, random, timers, warning));
        }
    }

    /// Once.
    public synchronized void start() {
        if (!threads.isEmpty()) {
            throw new IllegalStateException("the sender was started before");
        }
        outbox.onArrival(lane -> lanes.get(lane).wake());
        for (int index = 0; index < lanes.size(); index++) {
            threads.add(Thread.ofVirtual().name("parley-events-" + index).start(lanes.get(index)));
        }
    }

    /// Nothing is sent from now on, but for the end of requests under way. Does not wait; [#stop] is still to come.
    void halt() {
        lanes.forEach(Lane::stop);
    }

    /// Lets requests under way end, within ten seconds, and leaves the rest for the next start. Waits. Comes
    /// before the store is closed.
    public synchronized void stop() {
        halt();
        Duration request = options.timeout().compareTo(LAST_REQUEST) < 0 ? options.timeout() : LAST_REQUEST;
        long deadline = System.nanoTime() + request.plusSeconds(1).toNanos();
        boolean interrupted = false;
        for (Thread thread : threads) {
            try {
                if (!thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
                    thread.interrupt();
                    thread.join(AFTER_INTERRUPT);
                }
            } catch (InterruptedException hurry) {
                interrupted = true;
                threads.forEach(Thread::interrupt);
                break;
            }
        }
        post.close();
        executor.shutdownNow();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
