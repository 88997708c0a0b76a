package dev.parley.auth.token;

import static dev.parley.auth.token.Change.made;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import dev.parley.auth.token.Change.Answer;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What holds wherever revocations are written.
@Timeout(60)
abstract class RevocationsContract {

    static final long NOW = Clock.START;

    /// The names under which kinds of them are written.
    static final String TOKENS = "revoked";

    static final String INVALID = "invalid";
    static final String BLOCKED = "blocked";

    final Clock clock = new Clock();
    Revocations revocations;

    /// A place of its own for each test; each call opens what is there.
    ///
    /// @param limit of names
    abstract Revocations open(int limit) throws IOException;

    /// Closes what is open, and opens it as after a restart.
    abstract Revocations reopened() throws IOException;

    /// How many of a kind are written.
    abstract long written(String kind) throws IOException;

    @BeforeEach
    void openRevocations() throws IOException {
        revocations = open(Marks.MAX);
    }

    private void awaitWritten(String kind, long count) {
        await().until(() -> written(kind), is(count));
    }

    @Test
    void nothingIsTakenBackAtFirst() {
        assertThat(revocations.isRevoked("t-1")).isFalse();
        assertThat(revocations.isInvalid("ann", 0)).isFalse();
        assertThat(revocations.isBlocked("ann")).isFalse();
        assertThat(revocations.isBlocked("")).isFalse();
    }

    @Test
    void aTokenIsRevokedByItsId() throws Exception {
        made(done -> revocations.revoke("t-1", 0, done));

        assertThat(revocations.isRevoked("t-1")).isTrue();
        assertThat(revocations.isRevoked("t-2")).isFalse();
    }

    @Test
    void olderTokensOfAUserAreInvalid() throws Exception {
        made(done -> revocations.invalidate("ann", NOW, 0, done));

        assertThat(revocations.isInvalid("ann", NOW - 1)).isTrue();
        assertThat(revocations.isInvalid("ann", 0)).isTrue();
        assertThat(revocations.isInvalid("ann", NOW)).isFalse();
        assertThat(revocations.isInvalid("bob", 0)).isFalse();
    }

    @Test
    void aBlockedUserMayBeLetInAgain() throws Exception {
        made(done -> revocations.block("ann", 0, done));
        assertThat(revocations.isBlocked("ann")).isTrue();

        made(done -> revocations.unblock("ann", done));
        assertThat(revocations.isBlocked("ann")).isFalse();
        assertThat(written(BLOCKED)).isZero();
        made(done -> revocations.unblock("bob", done));
    }

    @Test
    void theLastChangeCounts() throws Exception {
        made(done -> revocations.block("ann", 0, done));
        made(done -> revocations.block("ann", NOW + 10, done));
        made(done -> revocations.invalidate("ann", NOW, 0, done));
        made(done -> revocations.invalidate("ann", NOW - 100, 0, done));

        clock.set(NOW + 10);
        assertThat(revocations.isBlocked("ann")).isFalse();
        assertThat(revocations.isInvalid("ann", NOW - 50)).isFalse();
        assertThat(written(BLOCKED)).isOne();
    }

    @Test
    void eachEndsWhenItWasSaidTo() throws Exception {
        made(done -> revocations.revoke("t-1", NOW + 10, done));
        made(done -> revocations.invalidate("ann", NOW, NOW + 10, done));
        made(done -> revocations.block("ann", NOW + 10, done));

        clock.set(NOW + 9);
        assertThat(revocations.isRevoked("t-1")).isTrue();
        assertThat(revocations.isInvalid("ann", 0)).isTrue();
        assertThat(revocations.isBlocked("ann")).isTrue();
        clock.set(NOW + 10);
        assertThat(revocations.isRevoked("t-1")).isFalse();
        assertThat(revocations.isInvalid("ann", 0)).isFalse();
        assertThat(revocations.isBlocked("ann")).isFalse();
    }

    @Test
    void whatCantBeMeantIsRefused() {
        Answer answer = new Answer();

        assertThatIllegalArgumentException().isThrownBy(() -> revocations.revoke("", 0, answer));
        assertThatIllegalArgumentException().isThrownBy(() -> revocations.revoke("t".repeat(1025), 0, answer));
        assertThatIllegalArgumentException().isThrownBy(() -> revocations.revoke("t", -1, answer));
        assertThatIllegalArgumentException().isThrownBy(() -> revocations.invalidate("", 0, 0, answer));
        assertThatIllegalArgumentException().isThrownBy(() -> revocations.invalidate("ann", -1, 0, answer));
        assertThatIllegalArgumentException().isThrownBy(() -> revocations.block("", 0, answer));
        assertThatIllegalArgumentException().isThrownBy(() -> revocations.block("u".repeat(256), 0, answer));
        assertThatIllegalArgumentException().isThrownBy(() -> revocations.unblock("", answer));
        assertThat(answer.future).isNotDone();
    }

    @Test
    void allOfItIsThereAfterARestart() throws Exception {
        made(done -> revocations.revoke("t-1", NOW + 100, done));
        made(done -> revocations.invalidate("ann", NOW, 0, done));
        made(done -> revocations.block("bob", 0, done));
        made(done -> revocations.block("carl", 0, done));
        made(done -> revocations.unblock("carl", done));

        revocations = reopened();

        assertThat(revocations.isRevoked("t-1")).isTrue();
        assertThat(revocations.isInvalid("ann", NOW - 1)).isTrue();
        assertThat(revocations.isInvalid("ann", NOW)).isFalse();
        assertThat(revocations.isBlocked("bob")).isTrue();
        assertThat(revocations.isBlocked("carl")).isFalse();
        clock.set(NOW + 100);
        assertThat(revocations.isRevoked("t-1")).isFalse();
    }

    @Test
    void namesHaveALimit() throws Exception {
        Revocations small = open(2);
        made(done -> small.block("ann", 0, done));
        made(done -> small.block("bob", 0, done));
        Answer third = new Answer();

        small.block("carl", 0, third);

        assertThat(third.bad()).hasMessageContaining("there are 2 already");
        assertThat(small.isBlocked("carl")).isFalse();
        made(done -> small.block("ann", NOW + 5, done));
        made(done -> small.unblock("bob", done));
        made(done -> small.block("carl", 0, done));
    }

    @Test
    void sweepingForgetsWhatHasEnded() throws Exception {
        made(done -> revocations.revoke("t-1", NOW + 10, done));
        made(done -> revocations.revoke("t-2", 0, done));
        made(done -> revocations.invalidate("ann", NOW, NOW + 10, done));
        made(done -> revocations.block("ann", NOW + 10, done));
        made(done -> revocations.block("bob", NOW + 11, done));
        revocations.sweep();
        assertThat(written(TOKENS)).isEqualTo(2);

        clock.set(NOW + 10);
        revocations.sweep();

        awaitWritten(TOKENS, 1);
        awaitWritten(INVALID, 0);
        awaitWritten(BLOCKED, 1);
        await().until(() -> revocations.revoked() + revocations.invalidated() + revocations.blocked(), is(2));
        assertThat(revocations.isRevoked("t-2")).isTrue();
        assertThat(revocations.isBlocked("bob")).isTrue();
    }

    @Test
    void sweepingMakesRoom() throws Exception {
        Revocations small = open(1);
        made(done -> small.block("ann", NOW + 10, done));
        clock.set(NOW + 10);

        small.sweep();
        await().until(small::blocked, is(0));

        made(done -> small.block("bob", 0, done));
        assertThat(small.isBlocked("bob")).isTrue();
    }

    @Test
    void whoeverListensHearsWhatCountsFromNowOn() throws Exception {
        Set<String> heard = new HashSet<>();
        revocations.tell(new Revocations.Listener() {
            @Override
            public void revoked(Set<String> ids) {
                heard.addAll(ids);
            }

            @Override
            public void invalidated(Map<String, Long> before) {
                before.forEach((user, second) -> heard.add(user + " before " + second));
            }

            @Override
            public void blocked(Set<String> users) {
                heard.addAll(users);
            }
        });

        made(done -> revocations.revoke("t-1", 0, done));
        made(done -> revocations.invalidate("ann", 7, 0, done));
        made(done -> revocations.block("bob", 0, done));
        made(done -> revocations.unblock("bob", done));
        made(done -> revocations.block("carl", NOW, done)); // has ended

        assertThat(heard).containsExactlyInAnyOrder("t-1", "ann before 7", "bob");
    }
}
