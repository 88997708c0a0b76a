package dev.parley.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.store.Store;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// In a file.
class UsersTest extends UsersContract {

    @TempDir
    private Path folder;

    private Store store;
    private StoreOutbox outbox;

    @BeforeEach
    void open() throws IOException {
        open(100, UsersOptions.DEFAULT);
    }

    private void open(long capacity, UsersOptions usersOptions) throws IOException {
        store = Store.open(folder.resolve("users.db"), false, List.of(Outbox.TABLES, Users.TABLES));
        OutboxOptions options =
                new OutboxOptions(URI.create("https://example.com"), "secret", Duration.ofSeconds(1), 1, capacity);
        outbox = StoreOutbox.open(store, options, time);
        users = Users.open(store, usersOptions, outbox, time, time);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    Outbox outbox() {
        return outbox;
    }

    /// Everything handed to the store so far is done, and told.
    @Override
    void settle() throws IOException {
        store.call(_ -> true);
        store.call(_ -> true);
    }

    /// The process ends without a word, and another one starts.
    private void crash() throws IOException {
        settle();
        users.stop();
        store.close();
        open();
    }

    @Test
    void whoComesBackAfterACrashWasNeverAway() throws IOException {
        users.connected(ANN);
        users.connected(BOB);
        crash();

        time.pass(Duration.ofSeconds(29));
        users.connected(ANN);
        time.pass(Duration.ofMinutes(5));

        assertThat(events()).containsExactly("user_online ann", "user_online bob", "user_offline bob");
    }

    @Test
    void whoDoesNotComeBackAfterACrashWasLastSeenWhenTheProcessWasLastAlive() throws IOException {
        users.connected(ANN);
        time.pass(Duration.ofMinutes(90));
        long alive = seconds();
        settle();
        users = null;
        store.close();
        time.pass(Duration.ofDays(3));

        open();
        assertThat(status(ANN).online()).isTrue();
        time.pass(RETURN);

        assertThat(status(ANN).online()).isFalse();
        assertThat(status(ANN).lastSeenSeconds()).isBetween(alive - 60, alive);
    }

    @Test
    void anOrderlyStopTakesNobodyOffline() throws IOException {
        users.connected(ANN);
        settle();
        users.stop();
        users.gone(ANN);
        time.pass(Duration.ofMinutes(1));
        assertThat(events()).containsExactly("user_online ann");
        store.close();

        open();
        users.connected(ANN);
        time.pass(Duration.ofMinutes(1));
        assertThat(events()).containsExactly("user_online ann");
    }

    @Test
    void aGraceTimeThatTheCrashCutShortEndsAfterTheNextStart() throws IOException {
        users.connected(ANN);
        users.gone(ANN);
        crash();
        assertThat(events()).containsExactly("user_online ann");

        time.pass(RETURN);
        assertThat(events()).containsExactly("user_online ann", "user_offline ann");
    }

    @Test
    void whenTheOutboxIsFullTheChangeWaitsWithItsEvent() throws IOException {
        store.close();
        open(1, UsersOptions.DEFAULT);
        users.connected(ANN);
        users.connected(BOB);
        settle();
        assertThat(events()).containsExactly("user_online ann");
        assertThat(status(BOB).online()).isTrue();
        assertThat(store.<Long>call(s -> s.number(0, "SELECT count(*) FROM user_status")))
                .isEqualTo(1L);

        outbox.taken(outbox.next(0, Set.of()));
        time.pass(GRACE);
        assertThat(events()).containsExactly("user_online bob");
    }

    @Test
    void whoCameAndWentWhileTheOutboxWasFullIsNotTold() throws IOException {
        store.close();
        open(1, UsersOptions.DEFAULT);
        users.connected(ANN);
        users.connected(BOB);
        users.gone(BOB);
        time.pass(GRACE.multipliedBy(3));
        settle();

        outbox.taken(outbox.next(0, Set.of()));
        time.pass(Duration.ofMinutes(1));
        assertThat(events()).isEmpty();
        assertThat(users.online()).isEqualTo(1);
    }

    @Test
    void whoWentWhileTheDiskFailedIsOfflineOnceItWorks() throws IOException {
        users.connected(ANN);
        settle();
        store.call(statements -> statements.change("ALTER TABLE user_status RENAME TO away"));
        users.gone(ANN);
        time.pass(GRACE);
        settle();
        time.pass(GRACE);
        settle();

        store.call(statements -> statements.change("ALTER TABLE away RENAME TO user_status"));
        time.pass(GRACE);
        assertThat(events()).containsExactly("user_online ann", "user_offline ann");
        assertThat(users.online()).isZero();
    }

    @Test
    void whoWasLastSeenLongAgoIsForgotten() throws IOException {
        store.close();
        open(100, new UsersOptions(GRACE, Duration.ofHours(10)));
        users.connected(ANN);
        users.connected(BOB);
        users.gone(ANN);
        time.pass(Duration.ofHours(9));
        settle();
        assertThat(status(ANN).lastSeenSeconds()).isPositive();

        time.pass(Duration.ofHours(2));
        settle();
        assertThat(status(ANN)).isEqualTo(UserStatus.NEVER_SEEN);
        assertThat(status(BOB).online()).isTrue();
    }

    @Test
    void withoutABackendTheStatusIsKnownAllTheSame() throws IOException {
        Users alone = Users.open(store, UsersOptions.DEFAULT, null, time, time);
        alone.connected(ANN);
        alone.gone(ANN);
        long went = seconds();
        time.pass(GRACE);
        settle();

        Answer<UserStatus> answer = new Answer<>();
        alone.status(ANN, answer);
        assertThat(answer.get()).isEqualTo(new UserStatus(false, went));
        assertThat(events()).isEmpty();
    }
}
