package dev.parley.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.parley.events.Backend.Response;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.UserId;
import dev.parley.store.Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SenderTest {

    private static final String SECRET = "a secret of the site";
    private static final Instant NOW = Instant.ofEpochMilli(1_790_000_000_000L);

    @TempDir
    private Path folder;

    private final HastyTimers timers = new HastyTimers();
    private final List<AutoCloseable> toClose = new ArrayList<>(List.of(timers));
    private Store store;
    private Outbox outbox;
    private Sender sender;

    @AfterEach
    void close() throws Exception {
        if (sender != null) {
            sender.stop();
        }
        if (store != null) {
            store.close();
        }
        for (AutoCloseable each : toClose) {
            each.close();
        }
    }

    private Backend backend(Function<Backend.Request, Response> answer) throws IOException {
        Backend backend = new Backend(answer);
        toClose.add(backend);
        return backend;
    }

    private OutboxOptions options(URI url, int concurrency) {
        return new OutboxOptions(url, SECRET, Duration.ofSeconds(5), concurrency, 100_000);
    }

    private void open(OutboxOptions options) throws IOException {
        store = Store.open(folder.resolve("events.db"), false, List.of(Outbox.TABLES));
        outbox = StoreOutbox.open(store, options, () -> NOW);
        sender = new Sender(outbox, options, () -> NOW, new Random(1), timers);
    }

    private void stop() {
        sender.stop();
        store.close();
        sender = null;
        store = null;
    }

    private static Event publication(String channel, long offset) {
        return new Event.Published(
                new ChannelName(channel),
                new Position("e", offset),
                null,
                Payload.json("{\"n\":" + offset + "}"),
                Map.of(),
                NOW.toEpochMilli());
    }

    private void add(Event event) throws IOException {
        Answer<Boolean> answer = new Answer<>();
        outbox.add(event, answer);
        assertThat(answer.get()).isTrue();
    }

    private void addAll(int channels, int each) {
        for (int offset = 1; offset <= each; offset++) {
            for (int channel = 0; channel < channels; channel++) {
                outbox.add(publication("c" + channel, offset), new Answer<>());
            }
        }
    }

    private void awaitEmpty() {
        await().atMost(Duration.ofSeconds(40)).until(() -> outbox.waiting() == 0);
    }

    private static void assertEachOnceInOrder(Backend backend, int channels, int each) {
        Map<Object, Long> last = new HashMap<>();
        for (Map<String, Object> event : backend.takenEvents()) {
            long before = last.getOrDefault(event.get("channel"), 0L);
            assertThat(event.get("offset"))
                    .as("next of %s", event.get("channel"))
                    .isEqualTo(before + 1);
            last.put(event.get("channel"), before + 1);
        }
        assertThat(last).hasSize(channels);
        assertThat(last.values()).containsOnly((long) each);
    }

    @Test
    void eventsOfAKeyArriveInOrderAndOnceThoughTheBackendFailsNowAndThen() throws IOException {
        Random moods = new Random(7);
        Backend backend = backend(_ -> {
            synchronized (moods) {
                return moods.nextInt(3) == 0 ? Response.status(500) : Response.OK;
            }
        });
        open(options(backend.url(), 4));
        sender.start();
        addAll(20, 100);

        awaitEmpty();

        assertEachOnceInOrder(backend, 20, 100);
        assertThat(outbox.taken()).isEqualTo(2_000);
        assertThat(outbox.added()).isEqualTo(2_000);
        assertThat(outbox.retried()).isPositive();
        assertThat(outbox.refused()).isZero();
        assertThat(outbox.oldestAgeMillis()).isZero();
    }

    @Test
    void keysOfDifferentLanesGoSideBySide() throws IOException {
        CyclicBarrier both = new CyclicBarrier(2);
        Backend backend = backend(_ -> {
            try {
                both.await(20, TimeUnit.SECONDS);
                return Response.OK;
            } catch (Exception alone) {
                return Response.status(500);
            }
        });
        open(options(backend.url(), 2));
        add(new Event.UserOnline(new UserId("1")));
        add(new Event.UserOnline(new UserId("2")));

        sender.start();
        awaitEmpty();

        assertThat(backend.requests).hasSize(2);
    }

    @Test
    void whatWasAddedWhileTheBackendWasDownArrivesOnceItIsBack() throws Exception {
        Backend first = new Backend(_ -> Response.OK);
        int port = first.port();
        first.close();
        open(options(first.url(), 4));
        sender.start();
        addAll(5, 50);
        await().until(() -> outbox.retried() > 10);
        assertThat(outbox.taken()).isZero();

        Backend second = new Backend(port, _ -> Response.OK);
        toClose.add(second);
        awaitEmpty();

        assertEachOnceInOrder(second, 5, 50);
    }

    @Test
    void whatIsLeftGoesOutAfterTheNextStartWithAnotherNumberOfLanes() throws IOException {
        Backend backend = backend(_ -> Response.OK);
        open(options(backend.url(), 4));
        addAll(7, 20);
        add(new Event.UserOnline(new UserId("1")));
        stop();

        open(options(backend.url(), 3));
        assertThat(outbox.waiting()).isEqualTo(141);
        sender.start();
        awaitEmpty();

        assertThat(backend.takenIds()).doesNotHaveDuplicates().hasSize(141);
    }

    @Test
    void aBatchIsSignedAndSaysWhatHappened() throws IOException {
        Backend backend = backend(_ -> Response.OK);
        open(options(backend.url(), 1));
        add(new Event.UserOnline(new UserId("42")));
        add(new Event.Subscribed(new UserId("42"), "client-1", new ChannelName("chat:1")));
        sender.start();
        awaitEmpty();

        Backend.Request request = backend.requests.getFirst();
        long timestamp = Long.parseLong(request.headers().get("x-parley-timestamp"));
        assertThat(timestamp).isEqualTo(NOW.getEpochSecond());
        assertThat(Signature.verify(
                        SECRET, timestamp, request.body(), request.headers().get("x-parley-signature")))
                .isTrue();
        assertThat(request.headers()).containsEntry("content-type", "application/json");
        assertThat(request.events())
                .extracting(event -> event.get("type"), event -> event.get("user"), event -> event.get("time"))
                .containsExactly(
                        tuple("user_online", "42", NOW.toEpochMilli()), tuple("subscribed", "42", NOW.toEpochMilli()));
        assertThat(request.events().get(1)).containsEntry("client", "client-1").containsEntry("channel", "chat:1");
    }

    @Test
    void aBatchThatIsSentAgainIsTheSameDelivery() throws IOException {
        AtomicInteger tries = new AtomicInteger();
        Backend backend = backend(_ -> tries.incrementAndGet() < 3 ? Response.status(502) : Response.OK);
        open(options(backend.url(), 1));
        addAll(1, 3);
        await().until(() -> outbox.added() == 3);
        sender.start();
        awaitEmpty();

        assertThat(backend.requests).hasSize(3);
        assertThat(backend.requests)
                .extracting(request -> request.headers().get("x-parley-delivery"))
                .containsOnly(backend.requests.getFirst().headers().get("x-parley-delivery"));
        assertThat(backend.requests)
                .allSatisfy(request -> assertThat(request.ids()).hasSize(3));
    }

    @Test
    void theBackendMaySayWhenToComeBackUpToFiveMinutes() throws IOException {
        AtomicInteger tries = new AtomicInteger();
        Backend backend = backend(_ -> switch (tries.incrementAndGet()) {
            case 1 -> new Response(503, "120");
            case 2 -> new Response(429, "86400");
            case 3 -> new Response(503, "Mon, 21 Sep 2026 14:14:20 GMT");
            default -> Response.OK;
        });
        open(options(backend.url(), 1));
        add(new Event.UserOnline(new UserId("1")));
        sender.start();
        awaitEmpty();

        assertThat(timers.delays).containsExactly(120_000L, 300_000L, 60_000L);
    }

    @Test
    void aPoisonousEventEndsUpAloneAndIsPutAsideWhileAllOthersArrive() throws IOException {
        String poison = "pub:c1:e:37";
        Backend backend = backend(request -> request.ids().contains(poison) ? Response.status(422) : Response.OK);
        open(options(backend.url(), 1));
        addAll(2, 50);
        await().until(() -> outbox.added() == 100);
        sender.start();
        awaitEmpty();

        assertThat(backend.takenIds()).hasSize(99).doesNotHaveDuplicates().doesNotContain(poison);
        assertThat(backend.requests.stream().filter(request -> request.ids().equals(List.of(poison))))
                .hasSize(10);
        assertThat(backend.takenEvents().stream()
                        .filter(event -> event.get("channel").equals("c0"))
                        .map(event -> (Long) event.get("offset")))
                .isSorted();
        assertThat(outbox.refused()).isEqualTo(1);
        List<String> aside = store.call(statements ->
                statements.rows(row -> row.getString(1) + " " + row.getInt(2), "SELECT id, status FROM event_refused"));
        assertThat(aside).containsExactly(poison + " 422");
    }

    @Test
    void whileAnEventIsRefusedOnlyThoseOfItsKeyWaitForIt() throws IOException {
        ManualTime time = new ManualTime();
        String poison = "pub:c1:e:2";
        Backend backend = backend(request -> request.ids().contains(poison) ? Response.status(400) : Response.OK);
        OutboxOptions options = options(backend.url(), 1);
        store = Store.open(folder.resolve("events.db"), false, List.of(Outbox.TABLES));
        outbox = StoreOutbox.open(store, options, time);
        sender = new Sender(outbox, options, time, new Random(1), time);
        addAll(3, 4);
        await().until(() -> outbox.added() == 12);
        sender.start();
        await().until(() -> outbox.waiting() == 3);
        add(publication("c2", 5));
        add(publication("c1", 5));
        await().until(() -> outbox.taken() == 10);

        assertThat(backend.takenIds())
                .filteredOn(id -> id.startsWith("pub:c1:"))
                .containsExactly("pub:c1:e:1");
        assertThat(outbox.waiting()).isEqualTo(4);
        time.pass(Duration.ofHours(1));
        assertThat(outbox.oldestAgeMillis()).isGreaterThanOrEqualTo(3_600_000);

        await().pollInterval(Duration.ofMillis(5)).until(() -> {
            time.pass(Duration.ofMinutes(1));
            return outbox.waiting() == 0;
        });
        assertThat(outbox.refused()).isEqualTo(1);
        assertThat(backend.takenIds())
                .filteredOn(id -> id.startsWith("pub:c1:"))
                .containsExactly("pub:c1:e:1", "pub:c1:e:3", "pub:c1:e:4", "pub:c1:e:5");
    }

    @Test
    void anEventThatIsRefusedForAWhileArrivesInItsPlace() throws IOException {
        AtomicInteger refusals = new AtomicInteger();
        Backend backend = backend(request -> request.ids().contains("pub:c0:e:2") && refusals.incrementAndGet() <= 9
                ? Response.status(409)
                : Response.OK);
        open(options(backend.url(), 1));
        addAll(2, 5);
        await().until(() -> outbox.added() == 10);
        sender.start();
        awaitEmpty();

        assertThat(outbox.refused()).isZero();
        assertEachOnceInOrder(backend, 2, 5);
    }

    @Test
    void moreBadEventsThanMayBeHeldArePutAsideAllTheSame() throws IOException {
        Backend backend = backend(request ->
                request.events().stream().anyMatch(event -> event.get("type").equals("user_online"))
                        ? Response.status(422)
                        : Response.OK);
        open(options(backend.url(), 1));
        for (int user = 0; user < 150; user++) {
            outbox.add(new Event.UserOnline(new UserId("" + user)), new Answer<>());
            outbox.add(new Event.UserOffline(new UserId("" + user)), new Answer<>());
        }
        sender.start();
        awaitEmpty();

        assertThat(outbox.refused()).isEqualTo(150);
        assertThat(backend.takenIds()).hasSize(150).doesNotHaveDuplicates();
    }

    @Test
    void anEventIsNotPutAsideWhenTheBackendMeansUs() throws IOException {
        AtomicInteger tries = new AtomicInteger();
        Backend backend = backend(_ -> tries.incrementAndGet() <= 30 ? Response.status(401) : Response.OK);
        open(options(backend.url(), 1));
        add(new Event.UserOnline(new UserId("1")));
        sender.start();
        awaitEmpty();

        assertThat(outbox.refused()).isZero();
        assertThat(backend.takenIds()).hasSize(1);
    }

    @Test
    void aRequestHasAtMostAHundredEventsAndAMebibyte() throws IOException {
        Backend backend = backend(_ -> Response.OK);
        open(options(backend.url(), 1));
        addAll(1, 250);
        String large = "\"" + "x".repeat(400_000) + "\"";
        for (int offset = 1; offset <= 5; offset++) {
            add(new Event.Published(
                    new ChannelName("large"),
                    new Position("e", offset),
                    null,
                    Payload.json(large),
                    Map.of(),
                    NOW.toEpochMilli()));
        }
        sender.start();
        awaitEmpty();

        assertThat(backend.requests.stream().map(request -> request.ids().size()))
                .containsExactly(100, 100, 52, 2, 1);
        assertThat(backend.requests)
                .allSatisfy(request -> assertThat(request.body()).hasSizeLessThanOrEqualTo(1 << 20));
    }

    @Test
    void anAnswerThatDoesNotComeIsGivenUp() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger tries = new AtomicInteger();
        Backend backend = backend(_ -> {
            if (tries.incrementAndGet() == 1) {
                try {
                    end.await();
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
            }
            return Response.OK;
        });
        open(new OutboxOptions(backend.url(), SECRET, Duration.ofMillis(200), 1, 10));
        add(new Event.UserOnline(new UserId("1")));
        sender.start();
        awaitEmpty();
        end.countDown();

        assertThat(outbox.retried()).isPositive();
    }

    @Test
    void anAnswerWhoseBodyDoesNotEndIsGivenUp() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                List<Socket> open = new ArrayList<>();
                try {
                    while (true) {
                        Socket socket = server.accept();
                        open.add(socket);
                        socket.getOutputStream()
                                .write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx"
                                        .getBytes(StandardCharsets.US_ASCII));
                    }
                } catch (IOException closed) {
                    // The test is over.
                }
            });
            URI url = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/events");
            open(new OutboxOptions(url, SECRET, Duration.ofMillis(200), 1, 10));
            add(new Event.UserOnline(new UserId("1")));
            sender.start();
            await().until(() -> outbox.retried() >= 2);

            sender.stop();
            assertThat(outbox.waiting()).isEqualTo(1);
        }
    }

    @Test
    void stopLetsTheRequestUnderWayEndAndLeavesTheRestInTheFile() throws Exception {
        CountDownLatch came = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Backend backend = backend(_ -> {
            came.countDown();
            try {
                go.await();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            return Response.OK;
        });
        open(options(backend.url(), 1));
        addAll(1, 150);
        await().until(() -> outbox.added() == 150);
        sender.start();
        assertThat(came.await(20, TimeUnit.SECONDS)).isTrue();

        Thread stopping = Thread.ofVirtual().start(sender::stop);
        await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
        go.countDown();
        stopping.join();

        assertThat(outbox.waiting()).isEqualTo(50);
        assertThat(backend.taken).hasSize(1);
        stop();
        open(options(backend.url(), 1));
        sender.start();
        awaitEmpty();
        assertEachOnceInOrder(backend, 1, 150);
    }

    @Test
    void aStopDuringABackOffDoesNotWaitForIt() throws IOException {
        Backend backend = backend(_ -> Response.status(500));
        OutboxOptions options = options(backend.url(), 1);
        store = Store.open(null, false, List.of(Outbox.TABLES));
        outbox = StoreOutbox.open(store, options, () -> NOW);
        sender = new Sender(outbox, options, () -> NOW, new Random(1), new ManualTime());
        add(new Event.UserOnline(new UserId("1")));
        sender.start();
        await().until(() -> outbox.retried() == 1);

        sender.stop();

        assertThat(outbox.waiting()).isEqualTo(1);
    }

    @Test
    void everyEventIdIsItsOwn() throws IOException {
        Backend backend = backend(_ -> Response.OK);
        open(options(backend.url(), 2));
        sender.start();
        for (int i = 0; i < 5; i++) {
            add(new Event.UserOnline(new UserId("1")));
            add(new Event.UserOffline(new UserId("1")));
        }
        awaitEmpty();

        Set<String> ids = new HashSet<>(backend.takenIds());
        assertThat(ids).hasSize(10);
        assertThat(backend.takenEvents())
                .extracting(event -> event.get("type"))
                .startsWith("user_online", "user_offline", "user_online", "user_offline");
    }
}
