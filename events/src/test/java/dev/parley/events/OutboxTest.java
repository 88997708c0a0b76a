package dev.parley.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.UserId;
import dev.parley.store.Store;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {

    private static final ChannelName CHANNEL = new ChannelName("chat:1");
    private static final URI BACKEND = URI.create("https://example.com/events");

    @TempDir
    private Path folder;

    private final ManualTime time = new ManualTime();
    private Store store;
    private Outbox outbox;

    @BeforeEach
    void open() throws IOException {
        open(3);
    }

    private void open(long capacity) throws IOException {
        store = Store.open(folder.resolve("events.db"), false, List.of(Outbox.TABLES));
        outbox =
                StoreOutbox.open(store, new OutboxOptions(BACKEND, "secret", Duration.ofSeconds(1), 1, capacity), time);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private boolean add(Event event) throws IOException {
        Answer<Boolean> answer = new Answer<>();
        outbox.add(event, answer);
        return answer.get();
    }

    private Event publication(long offset, Payload payload) {
        return new Event.Published(CHANNEL, new Position("e", offset), null, payload, Map.of(), time.millis());
    }

    private Event publication(long offset) {
        return publication(offset, Payload.json("1"));
    }

    private long number(String sql) throws IOException {
        return store.call(statements -> statements.number(-1, sql));
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> front() throws IOException {
        return (Map<String, Object>)
                Json.read(outbox.next(0, Set.of()).events().getFirst().body());
    }

    @Test
    void beyondItsCapacityItTurnsEventsAwayUntilSomeAreTaken() throws IOException {
        for (int offset = 1; offset <= 3; offset++) {
            add(publication(offset));
        }

        assertThatThrownBy(() -> add(publication(4)))
                .isInstanceOf(OutboxFullException.class)
                .hasMessage("3 events wait for the backend, and more may not: see why it does not take them");
        assertThat(outbox.turnedAway()).isEqualTo(1);
        assertThat(outbox.waiting()).isEqualTo(3);

        outbox.taken(outbox.next(0, Set.of()).firstHalf());
        assertThat(add(publication(4))).isTrue();
        assertThat(outbox.next(0, Set.of()).events())
                .extracting(Batch.Item::id)
                .containsExactly("pub:chat:1:e:2", "pub:chat:1:e:3", "pub:chat:1:e:4");
    }

    @Test
    void whatWaitsCountsAfterTheNextStartToo() throws IOException {
        add(publication(1));
        add(publication(2));
        store.close();
        time.pass(Duration.ofMinutes(2));

        open(2);

        assertThat(outbox.waiting()).isEqualTo(2);
        assertThat(outbox.oldestAgeMillis()).isEqualTo(120_000);
        assertThatThrownBy(() -> add(publication(3))).isInstanceOf(OutboxFullException.class);
    }

    @Test
    void aPublicationIsKeptOnceWhileItWaitsAndForAnHourAfter() throws IOException {
        assertThat(add(publication(1))).isTrue();
        assertThat(add(publication(1))).isFalse();
        assertThat(outbox.waiting()).isEqualTo(1);

        outbox.taken(outbox.next(0, Set.of()));
        assertThat(add(publication(1))).isFalse();
        assertThat(outbox.waiting()).isZero();

        time.pass(Duration.ofMinutes(59));
        assertThat(add(publication(1))).isFalse();
        time.pass(Duration.ofMinutes(1));
        assertThat(add(publication(1))).isTrue();
        assertThat(outbox.added()).isEqualTo(2);
    }

    @Test
    void anAddingThatKeptNothingTakesNoRoom() throws IOException {
        for (int i = 0; i < 10; i++) {
            add(publication(1));
        }

        assertThat(add(publication(2))).isTrue();
        assertThat(add(publication(3))).isTrue();
    }

    @Test
    void idsAreForgottenAfterTheirHour() throws IOException {
        add(publication(1));
        outbox.taken(outbox.next(0, Set.of()));
        time.pass(Duration.ofHours(2));
        add(publication(2));
        outbox.taken(outbox.next(0, Set.of()));

        List<String> remembered =
                store.call(statements -> statements.rows(row -> row.getString(1), "SELECT id FROM event_taken"));
        assertThat(remembered).containsExactly("pub:chat:1:e:2");
    }

    @Test
    void anEventThatFitsNoRequestIsTurnedAway() throws IOException {
        Payload largest = Payload.text("x".repeat(Outbox.MAX_EVENT_BYTES - 200));
        assertThat(add(publication(1, largest))).isTrue();

        assertThatThrownBy(() -> add(publication(2, Payload.text("x".repeat(1 << 20)))))
                .hasMessageContaining("publish less at once");
        assertThat(outbox.waiting()).isEqualTo(1);
        assertThat(outbox.next(0, Set.of()).body()).hasSizeLessThanOrEqualTo(1 << 20);
    }

    @Test
    void refusedEventsAreKeptTheNewestTenThousand() throws IOException {
        store.call(statements ->
                statements.change("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"
                        + " INSERT INTO event_refused (id, key, time, body, status, refused)"
                        + " SELECT 'old' || i, 'k', 0, '{}', 400, 0 FROM n"));
        add(publication(1));

        outbox.refused(outbox.next(0, Set.of()).events().getFirst(), 400);

        assertThat(number("SELECT count(*) FROM event_refused")).isEqualTo(10_000);
        assertThat(number("SELECT count(*) FROM event_refused WHERE id = 'old1'"))
                .isZero();
        assertThat(outbox.waiting()).isZero();
    }

    @Test
    void aPublicationSaysWhereByWhomAndWhat() throws IOException {
        add(new Event.Published(
                CHANNEL,
                new Position("ep", 7),
                new ClientInfo(new UserId("42"), "client-1", null, null),
                Payload.json("{\"text\":\"hé\"}"),
                Map.of("lang", "fr"),
                5));

        assertThat(front())
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("id", "pub:chat:1:ep:7"),
                        Map.entry("type", "published"),
                        Map.entry("time", 5L),
                        Map.entry("channel", "chat:1"),
                        Map.entry("offset", 7L),
                        Map.entry("epoch", "ep"),
                        Map.entry("user", "42"),
                        Map.entry("client", "client-1"),
                        Map.entry("data", Map.of("text", "hé")),
                        Map.entry("tags", Map.of("lang", "fr"))));
    }

    @Test
    void textAndBinaryHaveFieldsOfTheirOwn() throws IOException {
        add(publication(1, Payload.text("\"quoted\"\n")));
        assertThat(front()).containsEntry("text", "\"quoted\"\n").doesNotContainKeys("data", "user", "tags");
        outbox.taken(outbox.next(0, Set.of()));

        add(publication(2, Payload.binary(ByteBuffer.wrap(new byte[] {0, 1, (byte) 255}))));
        assertThat(front()).containsEntry("b64data", "AAH/");
    }

    @Test
    void aPublicationWithoutAPositionIsAnotherEventEachTime() throws IOException {
        Event event = new Event.Published(CHANNEL, null, null, Payload.json("1"), Map.of(), 5);

        assertThat(add(event)).isTrue();
        assertThat(add(event)).isTrue();
        assertThat(front()).doesNotContainKeys("offset", "epoch");
    }

    @Test
    void aDiskThatFailsIsToldAndTakesNoRoom() throws IOException {
        store.call(statements -> statements.change("ALTER TABLE event RENAME TO gone"));

        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> add(publication(1)))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(OutboxFullException.class);
        }
        assertThat(outbox.waiting()).isZero();
    }

    @Test
    void optionsSayWhatIsWrong() {
        assertThatThrownBy(() -> OutboxOptions.to(URI.create("ftp://example.com"), "secret"))
                .hasMessage("the backend's address is like https://example.com/events, got ftp://example.com");
        assertThatThrownBy(() -> OutboxOptions.to(URI.create("https://me:pass@example.com"), "secret"))
                .hasMessageContaining("no name and password")
                .hasMessageNotContaining("me:pass");
        assertThatThrownBy(() -> OutboxOptions.to(BACKEND, " ")).hasMessageContaining("secret");
        assertThatThrownBy(() -> new OutboxOptions(BACKEND, "s", Duration.ZERO, 1, 1))
                .hasMessageContaining("PT0S");
        assertThatThrownBy(() -> new OutboxOptions(BACKEND, "s", Duration.ofSeconds(1), 65, 1))
                .hasMessageContaining("1 to 64, got 65");
        assertThatThrownBy(() -> new OutboxOptions(BACKEND, "s", Duration.ofSeconds(1), 1, 0))
                .hasMessageContaining("at least one event");
    }

    @Test
    void theSecretIsNotPrinted() {
        assertThat(OutboxOptions.to(BACKEND, "hush").toString()).doesNotContain("hush");
    }
}
