package dev.parley.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.e2e.sdk.SdkClient.History;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `kill -9` of the server at random moments, under load, again and again. What was acknowledged must reach every subscriber
/// exactly once and in order; what was not may be there or not, but once at most, and the same for all. Each time it comes
/// back with 1, 2 or 4 loops.
///
/// `-Dcrash.seed=…` repeats the moments of a run, `-Dcrash.rounds=…` sets how many there are.
class CrashTest {

    private static final int PUBLISHERS = 4;
    private static final int SUBSCRIBERS = 3;
    private static final List<String> LOOPS = List.of("1", "2", "4");
    private static final List<String> CHANNELS = List.of("red", "green", "blue");

    /// What a publisher has said: its number, counting from 1 on all channels together.
    private record Said(String channel, int publisher, int number) {}

    @Test
    @Tag("slow")
    @Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aKilledServerLosesRepeatsAndReordersNothing(@TempDir Path folder) throws Exception {
        survives(folder, 4);
    }

    @Test
    @Tag("long")
    @Timeout(value = 60 * 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aServerKilledAHundredTimesLosesRepeatsAndReordersNothing(@TempDir Path folder) throws Exception {
        survives(folder, 100);
    }

    private static void survives(Path folder, int usualRounds) throws Exception {
        int rounds = Integer.getInteger("crash.rounds", usualRounds);
        long seed = Long.getLong("crash.seed", System.nanoTime());
        System.out.println("crash test: -Dcrash.seed=" + seed + " -Dcrash.rounds=" + rounds);
        SplittableRandom random = new SplittableRandom(seed);
        try (Served server = Served.plain(folder);
                JsSdk sdk = JsSdk.start(JsSdk.Form.JSON);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Subscriber> subscribers = new ArrayList<>();
            for (int i = 0; i < SUBSCRIBERS; i++) {
                subscribers.add(new Subscriber(sdk.client(server.url())));
            }
            Publishers publishers = new Publishers();
            List<Future<?>> publishing = new ArrayList<>();
            for (int i = 0; i < PUBLISHERS; i++) {
                SdkClient client = sdk.client(server.url());
                client.connected();
                int number = i;
                SplittableRandom own = random.split();
                publishing.add(threads.submit(() -> publishers.publish(client, number, own)));
            }
            for (int i = 0; i < rounds; i++) {
                if (random.nextInt(4) > 0) { // otherwise it dies while its clients come back
                    publishers.awaitProgress();
                }
                Thread.sleep(Duration.ofMillis(random.nextInt(800))); // the random moment
                server.kill();
                server.startWith("--loops", LOOPS.get(random.nextInt(LOOPS.size())));
                for (Subscriber subscriber : subscribers) {
                    subscriber.collect();
                }
            }
            publishers.awaitProgress();
            publishers.stop.set(true);
            for (Future<?> one : publishing) {
                one.get();
            }
            SdkClient last = sdk.client(server.url());
            last.connected();
            publishers.publishLast(last);
            Count count = new Count();
            for (String channel : CHANNELS) {
                JsonNode top = last.history(channel, History.positionOnly());
                for (Subscriber subscriber : subscribers) {
                    subscriber.collectUpTo(channel, top.path("offset").asLong());
                    assertThat(subscriber.epochs.get(CHANNELS.indexOf(channel)))
                            .isEqualTo(top.path("epoch").asString());
                }
                count.count(channel, subscribers, publishers.acknowledged);
            }
            for (Subscriber subscriber : subscribers) {
                subscriber.alwaysRecovered();
            }
            System.out.println("crash test: " + rounds + " rounds, " + publishers.acknowledged.size()
                    + " acknowledged, " + publishers.unanswered + " not; " + count);
            assertThat(count.toString()).as("-Dcrash.seed=%d", seed).isEqualTo(Count.ALL_WELL + count.deliveries);
        }
    }

    /// All that is published, and what came of it.
    private static final class Publishers {

        final AtomicBoolean stop = new AtomicBoolean();
        final Queue<Said> acknowledged = new ConcurrentLinkedQueue<>();
        final AtomicInteger unanswered = new AtomicInteger();

        /// Waits until one more is acknowledged.
        void awaitProgress() {
            int before = acknowledged.size();
            await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() > before);
        }

        /// One on each channel, so that nobody has it who has not come back.
        void publishLast(SdkClient client) {
            for (int number = 1; number <= CHANNELS.size(); number++) {
                publish(client, new Said(CHANNELS.get(number - 1), PUBLISHERS, number));
            }
        }

        private void publish(SdkClient client, Said said) {
            client.publish(
                    said.channel(),
                    Json.numbered(said.number()).put("p", said.publisher()).put("text", "x".repeat(100)));
            acknowledged.add(said);
        }

        /// One after the other, each once.
        void publish(SdkClient client, int publisher, SplittableRandom random) {
            for (int number = 1; !stop.get(); number++) {
                String channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
                try {
                    publish(client, new Said(channel, publisher, number));
                } catch (SdkError lost) {
                    unanswered.incrementAndGet();
                }
            }
        }
    }

    /// One who hears all channels.
    private static final class Subscriber {

        final SdkClient client;
        final List<String> epochs = new ArrayList<>();
        final List<List<Said>> heard = new ArrayList<>();
        final List<List<Long>> offsets = new ArrayList<>();

        Subscriber(SdkClient client) throws InterruptedException {
            this.client = client;
            client.connected();
            for (String channel : CHANNELS) {
                JsonNode begun = client.subscribed(channel);
                epochs.add(begun.at("/streamPosition/epoch").asString());
                heard.add(new ArrayList<>());
                offsets.add(new ArrayList<>());
            }
        }

        void collect() {
            for (String channel : CHANNELS) {
                client.heard().rest("publication", channel).forEach(one -> add(channel, one));
            }
        }

        void collectUpTo(String channel, long top) throws InterruptedException {
            List<Long> known = offsets.get(CHANNELS.indexOf(channel));
            collect();
            while (top > 0 && (known.isEmpty() || known.getLast() < top)) {
                add(channel, client.heard().next("publication", channel));
            }
            collect();
        }

        private void add(String channel, JsonNode publication) {
            int index = CHANNELS.indexOf(channel);
            JsonNode data = publication.path("data");
            heard.get(index)
                    .add(new Said(
                            channel, data.path("p").asInt(), data.path("n").asInt()));
            offsets.get(index).add(publication.path("offset").asLong());
        }

        void alwaysRecovered() {
            for (String channel : CHANNELS) {
                assertThat(client.heard().rest("unsubscribed", channel)).isEmpty();
                assertThat(client.heard().rest("subscribed", channel))
                        .as("subscribed again")
                        .isNotEmpty()
                        .allSatisfy(one ->
                                assertThat(one.path("recovered").asBoolean()).isTrue());
            }
        }
    }

    /// What went wrong.
    private static final class Count {

        static final String ALL_WELL = "lost 0, repeated 0, out of order 0, gaps 0, different 0, deliveries ";

        int lost;
        int repeated;
        int outOfOrder;
        int gaps;
        int different;
        int deliveries;

        void count(String channel, List<Subscriber> subscribers, Queue<Said> acknowledged) {
            int index = CHANNELS.indexOf(channel);
            List<Said> first = subscribers.getFirst().heard.get(index);
            for (Subscriber subscriber : subscribers) {
                List<Said> heard = subscriber.heard.get(index);
                deliveries += heard.size();
                offsets(subscriber.offsets.get(index));
                numbers(heard);
                Set<Said> all = new HashSet<>(heard);
                repeated += heard.size() - all.size();
                lost += (int) acknowledged.stream()
                        .filter(said -> said.channel().equals(channel) && !all.contains(said))
                        .count();
                different += heard.equals(first) ? 0 : 1;
            }
        }

        private void offsets(List<Long> offsets) {
            long last = 0;
            for (long offset : offsets) {
                if (offset <= last) {
                    outOfOrder++;
                } else if (offset > last + 1) {
                    gaps++;
                }
                last = offset;
            }
        }

        /// Each publisher waits for its answer: what it says comes in the order of its numbers.
        private void numbers(List<Said> heard) {
            int[] last = new int[PUBLISHERS + 1];
            for (Said said : heard) {
                if (said.number() < last[said.publisher()]) {
                    outOfOrder++;
                }
                last[said.publisher()] = said.number();
            }
        }

        @Override
        public String toString() {
            return "lost " + lost + ", repeated " + repeated + ", out of order " + outOfOrder + ", gaps " + gaps
                    + ", different " + different + ", deliveries " + deliveries;
        }
    }
}
