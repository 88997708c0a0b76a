package dev.parley.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.UserId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What is known of users on one node, wherever it is kept.
abstract class UsersContract {

    static final UserId ANN = new UserId("ann");
    static final UserId BOB = new UserId("bob");
    static final Duration GRACE = Duration.ofSeconds(10);
    static final Duration RETURN = Duration.ofSeconds(31);

    final ManualTime time = new ManualTime();
    Users users;

    abstract Outbox outbox();

    /// Everything asked so far is done, and told.
    abstract void settle() throws IOException;

    /// What the backend would be told, in order.
    @SuppressWarnings("unchecked")
    List<String> events() throws IOException {
        settle();
        return outbox().next(0, Set.of()).events().stream()
                .map(event -> (Map<String, Object>) Json.read(event.body()))
                .map(event -> event.get("type") + " " + event.get("user"))
                .toList();
    }

    UserStatus status(UserId user) throws IOException {
        Answer<UserStatus> answer = new Answer<>();
        users.status(user, answer);
        return answer.get();
    }

    long seconds() {
        return time.instant().getEpochSecond();
    }

    @Test
    void severalSessionsAreOneUserOnline() throws IOException {
        users.connected(ANN);
        users.connected(ANN);
        users.connected(BOB);
        users.gone(ANN);
        time.pass(Duration.ofMinutes(5));

        assertThat(events()).containsExactlyInAnyOrder("user_online ann", "user_online bob");
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
}
