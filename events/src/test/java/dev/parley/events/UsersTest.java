package dev.parley.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.UserId;
import dev.parley.store.Store;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersTest {

    private static final UserId ANN = new UserId("ann");
    private static final UserId BOB = new UserId("bob");
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration RETURN = Duration.ofSeconds(31);

    @TempDir
    private Path folder;

    private final ManualTime time = new ManualTime();
    private Store store;
    private StoreOutbox outbox;
    private Users users;

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

    /// What the backend would be told, in order.
    @SuppressWarnings("unchecked")
    private List<String> events() throws IOException {
        settle();
        return outbox.next(0, Set.of()).events().stream()
                .map(event -> (Map<String, Object>) Json.read(event.body()))
                .map(event -> event.get("type") + " " + event.get("user"))
                .toList();
    }

    /// Everything handed to the store so far is done, and told.
    private void settle() throws IOException {
        store.call(_ -> true);
        store.call(_ -> true);
    }

    private UserStatus status(UserId user) throws IOException {
        Answer<UserStatus> answer = new Answer<>();
        users.status(user, answer);
        return answer.get();
    }

    private long seconds() {
        return time.instant().getEpochSecond();
    }

    /// The process ends without a word, and another one starts.
    private void crash() throws IOException {
        settle();
        users.stop();
        store.close();
        open();
    }

    @Test
    void severalSessionsAreOneUserOnline() throws IOException {
        users.connected(ANN);
        users.connected(ANN);
        users.connected(BOB);
        users.gone(ANN);
        time.pass(Duration.ofMinutes(5));

        assertThat(events()).containsExactly("user_online ann", "user_online bob");
        assertThat(users.online()).isEqualTo(2);
    }

    @Test
    void whoseLastSessionHasGoneIsOfflineAfterTheGraceTime() throws IOException {
        users.connected(ANN);
        users.connected(ANN);
        users.gone(ANN);
        users.gone(ANN);

        time.pass(GRACE.minusMillis(1));
        assertThat(events()).containsExactly("user_online ann");
        assertThat(status(ANN).online()).isTrue();

        time.pass(Duration.ofMillis(1));
        assertThat(events()).containsExactly("user_online ann", "user_offline ann");
        assertThat(status(ANN).online()).isFalse();
        assertThat(users.online()).isZero();
    }

    @Test
    void aPageThatIsLoadedAgainCausesNoEvents() throws IOException {
        users.connected(ANN);
        for (int i = 0; i < 5; i++) {
            users.gone(ANN);
            time.pass(Duration.ofSeconds(9));
            users.connected(ANN);
        }
        time.pass(Duration.ofMinutes(1));

        assertThat(events()).containsExactly("user_online ann");
    }

    @Test
    void whoComesBackLaterIsOnlineAgain() throws IOException {
        users.connected(ANN);
        users.gone(ANN);
        time.pass(GRACE);
        users.connected(ANN);

        assertThat(events()).containsExactly("user_online ann", "user_offline ann", "user_online ann");
    }

    @Test
    void lastSeenIsWhenTheLastSessionWent() throws IOException {
        assertThat(status(ANN)).isEqualTo(new UserStatus(false, 0));

        users.connected(ANN);
        time.pass(Duration.ofHours(1));
        assertThat(status(ANN)).isEqualTo(new UserStatus(true, seconds()));

        long went = seconds();
        users.gone(ANN);
        time.pass(Duration.ofSeconds(5));
        assertThat(status(ANN)).isEqualTo(new UserStatus(true, went));
        time.pass(Duration.ofDays(2));
        assertThat(status(ANN)).isEqualTo(new UserStatus(false, went));

        settle();
        assertThat(status(ANN)).isEqualTo(new UserStatus(false, went));
    }

    @Test
    void anonymousUsersAreNobody() throws IOException {
        users.connected(UserId.ANONYMOUS);
        users.gone(UserId.ANONYMOUS);
        time.pass(RETURN);

        assertThat(events()).isEmpty();
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
