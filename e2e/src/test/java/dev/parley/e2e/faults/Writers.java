package dev.parley.e2e.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A site's backends, at rest at first: each publishes one text after the other through the HTTP API, at whatever node, and asks again with the
/// same key until one has taken it.
final class Writers implements AutoCloseable {

    /// Codes of errors that may go away: inside, too many requests, storage.
    private static final Set<Integer> TEMPORARY = Set.of(100, 111, 151);

    /// What was acknowledged.
    ///
    /// @param text `WRITER-NUMBER`
    record Acknowledged(String text, long begunNanos, long nanos) {}

    private final Site site;
    private final List<String> channels;
    private final List<Thread> threads = new ArrayList<>();

    // Guarded by this.
    private Map<String, List<Acknowledged>> acknowledged = new HashMap<>();
    private long slowestErrorNanos;
    private int errors;
    private int busy;
    private boolean pausing = true;
    private @Nullable String refused;

    private volatile boolean stopping;

    Writers(Site site, List<String> channels, int number, long seed) {
        this.site = site;
        this.channels = channels;
        for (int i = 0; i < number; i++) {
            int writer = i;
            threads.add(Thread.ofVirtual().start(() -> write(writer, new Random(seed + writer))));
        }
    }

    private void write(int writer, Random random) {
        int number = 0;
        while (!stopping) {
            if (mayBegin()) {
                publish(channels.get(random.nextInt(channels.size())), writer + "-" + ++number);
                synchronized (this) {
                    busy--;
                }
            }
            LockSupport.parkNanos(3_000_000);
        }
    }

    private synchronized boolean mayBegin() {
        busy += pausing ? 0 : 1;
        return !pausing;
    }

    /// Publishes until it is acknowledged.
    void publish(String channel, String text) {
        JsonNode body = Site.JSON
                .createObjectNode()
                .put("channel", channel)
                .put("data", text)
                .put("idempotency_key", text);
        long begun = System.nanoTime();
        while (!stopping) {
            long asked = System.nanoTime();
            try {
                JsonNode answer = site.ask(site.any(), "publish", body);
                if (answer.has("result")) {
                    synchronized (this) {
                        acknowledged
                                .computeIfAbsent(channel, _ -> new ArrayList<>())
                                .add(new Acknowledged(text, begun, System.nanoTime()));
                    }
                    return;
                }
                int code = answer.path("error").path("code").asInt();
                synchronized (this) {
                    errors++;
                    slowestErrorNanos = Math.max(slowestErrorNanos, System.nanoTime() - asked);
                    if (!TEMPORARY.contains(code)) {
                        refused = answer.toString();
                    }
                }
            } catch (IOException gone) {
                // the node; another one takes it
            } catch (InterruptedException interrupted) {
                return;
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    /// Comes back when nothing is under way.
    void pause() {
        setPausing(true);
        while (isBusy()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private synchronized boolean isBusy() {
        return busy > 0;
    }

    void goOn() {
        setPausing(false);
    }

    private synchronized void setPausing(boolean pausing) {
        this.pausing = pausing;
    }

    synchronized Map<String, List<Acknowledged>> snapshot() {
        Map<String, List<Acknowledged>> copy = new HashMap<>();
        acknowledged.forEach((channel, all) -> copy.put(channel, List.copyOf(all)));
        return copy;
    }

    synchronized Map<String, List<Acknowledged>> take() {
        Map<String, List<Acknowledged>> taken = acknowledged;
        acknowledged = new HashMap<>();
        return taken;
    }

    /// Adds the errors since the last time to a count.
    synchronized void giveErrors(Tally tally) {
        tally.errors += errors;
        tally.slowestErrorMillis = Math.max(tally.slowestErrorMillis, slowestErrorNanos / 1_000_000);
        errors = 0;
        slowestErrorNanos = 0;
    }

    /// What was refused for good, which must not happen.
    synchronized @Nullable String refused() {
        return refused;
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        for (Thread each : threads) {
            each.join();
        }
    }
}
