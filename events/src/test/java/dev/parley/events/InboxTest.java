package dev.parley.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.Payload;
import dev.parley.hub.UserId;
import dev.parley.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// In the store of the only node.
class InboxTest extends InboxContract {

    @TempDir
    private Path folder;

    private Store store;

    @Override
    Inbox open() throws IOException {
        store = Store.open(folder.resolve("inbox.db"), false, List.of(Inbox.TABLES));
        return Inbox.open(store, FIVE, time);
    }

    @Override
    Inbox reopened() throws IOException {
        store.close();
        return open();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whoHasNothingCostsNoLookAtTheDisk() throws IOException {
        assertThat(inbox.mayHave(ANN)).isFalse();
        store.close();

        Answer<List<Kept>> answer = new Answer<>();
        inbox.unacknowledged(ANN, 10, answer);
        assertThat(answer.isThere()).isTrue();
        assertThat(answer.get()).isEmpty();
        assertThat(acknowledgeUpTo(ANN, 1)).isZero();
    }

    @Test
    void whoHasAcknowledgedAllHasNothing() throws IOException {
        long first = keep(ANN, "1");
        long second = keep(ANN, Payload.json("2"), Map.of(), "key");
        assertThat(inbox.mayHave(ANN)).isTrue();

        acknowledge(ANN, List.of(first));
        assertThat(inbox.mayHave(ANN)).isTrue();
        acknowledge(ANN, List.of(second));
        assertThat(inbox.mayHave(ANN)).isFalse();
    }

    @Test
    void aKeyIsRememberedForAnHourAfterItsMessageWasAcknowledged() throws IOException {
        long first = keep(ANN, Payload.json("1"), Map.of(), "key");
        acknowledgeUpTo(ANN, first);

        time.pass(Duration.ofMinutes(59));
        sweep();
        assertThat(keep(ANN, Payload.json("1"), Map.of(), "key")).isEqualTo(first);
        assertThat(inbox.mayHave(ANN)).isFalse();

        time.pass(Duration.ofMinutes(1));
        assertThat(sweep()).isEqualTo(1);
        assertThat(keep(ANN, Payload.json("1"), Map.of(), "key")).isNotEqualTo(first);
        assertThat(waiting(ANN)).containsExactly("1");
    }

    @Test
    void whatHasWaitedTooLongIsGone() throws IOException {
        keep(ANN, "1");
        keep(BOB, "2");
        time.pass(Duration.ofDays(29));
        keep(BOB, "3");
        time.pass(Duration.ofDays(1));

        assertThat(waiting(BOB)).containsExactly("3");
        assertThat(sweep()).isEqualTo(2);
        assertThat(inbox.mayHave(ANN)).isFalse();
        assertThat(inbox.mayHave(BOB)).isTrue();
        assertThat(sweep()).isZero();
    }

    @Test
    void aSweepTakesAllHoweverMany() throws IOException {
        long old = time.millis();
        store.call(statements -> statements.change(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3500)"
                        + " INSERT INTO inbox (user, kind, data, tags, time) SELECT 'u' || i, 'json', x'31', '{}', ? FROM n",
                old));
        inbox = Inbox.open(store, InboxOptions.DEFAULT, time);
        assertThat(inbox.mayHave(new UserId("u3500"))).isTrue();
        time.pass(Duration.ofDays(31));

        assertThat(sweep()).isEqualTo(3_500);
        assertThat(inbox.mayHave(new UserId("u3500"))).isFalse();
    }
}
