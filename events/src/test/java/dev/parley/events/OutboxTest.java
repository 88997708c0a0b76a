package dev.parley.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.store.Store;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// In a file.
class OutboxTest extends OutboxContract {

    @TempDir
    private Path folder;

    private Store store;
    private StoreOutbox outbox;

    @Override
    Outbox outbox() {
        return outbox;
    }

    @Override
    void open(OutboxOptions options) throws IOException {
        store = Store.open(folder.resolve("events.db"), false, List.of(Outbox.TABLES));
        outbox = StoreOutbox.open(store, options, time);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private long number(String sql) throws IOException {
        return store.call(statements -> statements.number(-1, sql));
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
