package dev.parley.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RevocationsTest {

    private static final long NOW = Clock.START;

    @TempDir
    Path folder;

    private final Clock clock = new Clock();
    private final List<CountDownLatch> holds = new ArrayList<>();
    private Store store;
    private Revocations revocations;

    @BeforeEach
    void open() throws IOException {
        store = Store.open(folder.resolve("revocations.db"), false, List.of(Revocations.TABLES));
        revocations = Revocations.load(store, clock);
    }

    @AfterEach
    void close() {
        holds.forEach(CountDownLatch::countDown); // a test that failed may have left the store waiting
        store.close();
    }

    private void reopen() throws IOException {
        store.close();
        open();
    }

    /// An answer to wait for.
    private static final class Answer implements Store.Done<Boolean> {
        final CompletableFuture<Boolean> future = new CompletableFuture<>();

        @Override
        public void done(Boolean value) {
            future.complete(value);
        }

        @Override
        public void failed(IOException why) {
            future.completeExceptionally(why);
        }

        void good() throws Exception {
            assertThat(future.get(30, TimeUnit.SECONDS)).isTrue();
        }

        IOException bad() throws Exception {
            try {
                future.get(30, TimeUnit.SECONDS);
            } catch (ExecutionException failed) {
                return (IOException) failed.getCause();
            }
            throw new AssertionError("it did not fail");
        }
    }

    private interface Change {
        void make(Store.Done<Boolean> done);
    }

    private static void made(Change change) throws Exception {
        Answer answer = new Answer();
        change.make(answer);
        answer.good();
    }

    /// Keeps the store's thread busy until it is told to go on.
    private CountDownLatch hold() {
        CountDownLatch go = new CountDownLatch(1);
        holds.add(go);
        store.submit(
                _ -> {
                    try {
                        go.await();
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                    return true;
                },
                new Answer());
        return go;
    }

    private long rows(String table) throws IOException {
        return store.call(statements -> statements.number(-1, "SELECT count(*) FROM " + table));
    }

    private void breakTable(String table) throws IOException {
        store.call(statements -> statements.change("ALTER TABLE " + table + " RENAME TO broken"));
    }

    private void mendTable(String table) throws IOException {
        store.call(statements -> statements.change("ALTER TABLE broken RENAME TO " + table));
    }

    // ---- what they mean

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
        assertThat(rows("blocked_user")).isZero();
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
        assertThat(rows("blocked_user")).isOne();
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

    // ---- what is on disk

    @Test
    void allOfItIsThereAfterARestart() throws Exception {
        made(done -> revocations.revoke("t-1", NOW + 100, done));
        made(done -> revocations.invalidate("ann", NOW, 0, done));
        made(done -> revocations.block("bob", 0, done));
        made(done -> revocations.block("carl", 0, done));
        made(done -> revocations.unblock("carl", done));

        reopen();

        assertThat(revocations.isRevoked("t-1")).isTrue();
        assertThat(revocations.isInvalid("ann", NOW - 1)).isTrue();
        assertThat(revocations.isInvalid("ann", NOW)).isFalse();
        assertThat(revocations.isBlocked("bob")).isTrue();
        assertThat(revocations.isBlocked("carl")).isFalse();
        clock.set(NOW + 100);
        assertThat(revocations.isRevoked("t-1")).isFalse();
    }

    @Test
    void aChangeCountsBeforeItIsOnDisk() throws Exception {
        CountDownLatch go = hold();
        Answer answer = new Answer();

        revocations.block("ann", 0, answer);

        assertThat(revocations.isBlocked("ann")).isTrue();
        assertThat(answer.future).isNotDone();
        go.countDown();
        answer.good();
        assertThat(revocations.isBlocked("ann")).isTrue();
    }

    @Test
    void aChangeThatCantBeWrittenIsTakenBack() throws Exception {
        breakTable("blocked_user");
        Answer answer = new Answer();
        CountDownLatch go = hold();
        revocations.block("ann", 0, answer);
        assertThat(revocations.isBlocked("ann")).isTrue();

        go.countDown();

        answer.bad();
        assertThat(revocations.isBlocked("ann")).isFalse();
    }

    @Test
    void anUnblockThatCantBeWrittenIsTakenBack() throws Exception {
        made(done -> revocations.block("ann", 0, done));
        breakTable("blocked_user");
        Answer answer = new Answer();

        revocations.unblock("ann", answer);

        answer.bad();
        assertThat(revocations.isBlocked("ann")).isTrue();
    }

    @Test
    void changesThatFailOneAfterTheOtherGoBackToWhatIsOnDisk() throws Exception {
        made(done -> revocations.invalidate("ann", 100, 0, done));
        breakTable("invalid_user_tokens");
        Answer first = new Answer();
        Answer second = new Answer();
        CountDownLatch go = hold();
        revocations.invalidate("ann", 200, 0, first);
        revocations.invalidate("ann", 300, 0, second);
        assertThat(revocations.isInvalid("ann", 299)).isTrue();

        go.countDown();

        first.bad();
        second.bad();
        assertThat(revocations.isInvalid("ann", 99)).isTrue();
        assertThat(revocations.isInvalid("ann", 100)).isFalse();
    }

    @Test
    void aChangeThatFailsLeavesALaterOneAlone() throws Exception {
        breakTable("blocked_user");
        Answer first = new Answer();
        Answer second = new Answer();
        CountDownLatch go = hold();
        revocations.block("ann", NOW + 1, first);
        store.submit(statements -> statements.change("ALTER TABLE broken RENAME TO blocked_user") >= 0, new Answer());
        revocations.block("ann", 0, second);

        go.countDown();

        first.bad();
        second.good();
        clock.set(NOW + 1_000);
        assertThat(revocations.isBlocked("ann")).isTrue();
        reopen();
        assertThat(revocations.isBlocked("ann")).isTrue();
    }

    @Test
    void aChangeThatFailsLeavesAnEarlierOneAloneThatIsNotOnDiskYet() throws Exception {
        Answer first = new Answer();
        Answer second = new Answer();
        CountDownLatch go = hold();
        revocations.block("ann", 0, first);
        store.submit(statements -> statements.change("ALTER TABLE blocked_user RENAME TO broken") >= 0, new Answer());
        revocations.unblock("ann", second);
        assertThat(revocations.isBlocked("ann")).isFalse();

        go.countDown();

        second.bad();
        first.good();
        assertThat(revocations.isBlocked("ann")).isTrue();
        mendTable("blocked_user");
        reopen();
        assertThat(revocations.isBlocked("ann")).isTrue();
    }

    @Test
    void aStoreThatIsClosedTakesNothing() throws Exception {
        store.close();
        Answer answer = new Answer();

        revocations.block("ann", 0, answer);

        answer.bad();
        assertThat(revocations.isBlocked("ann")).isFalse();
    }

    @Test
    void namesHaveALimit() throws Exception {
        Revocations small = Revocations.load(store, clock, 2);
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
    void changesOfOneNameThatWaitHaveALimit() throws Exception {
        CountDownLatch go = hold();
        Answer last = new Answer();
        for (int i = 0; i < Marks.MAX_WAITING; i++) {
            revocations.block("ann", NOW + i, last);
        }
        Answer more = new Answer();

        revocations.block("ann", 0, more);

        assertThat(more.bad()).hasMessageContaining("too many changes");
        go.countDown();
        last.good();
        made(done -> revocations.block("ann", 0, done));
    }

    // ---- sweeping

    @Test
    void sweepingForgetsWhatHasEnded() throws Exception {
        made(done -> revocations.revoke("t-1", NOW + 10, done));
        made(done -> revocations.revoke("t-2", 0, done));
        made(done -> revocations.invalidate("ann", NOW, NOW + 10, done));
        made(done -> revocations.block("ann", NOW + 10, done));
        made(done -> revocations.block("bob", NOW + 11, done));
        revocations.sweep();
        assertThat(rows("revoked_token")).isEqualTo(2);

        clock.set(NOW + 10);
        revocations.sweep();

        assertThat(rows("revoked_token")).isOne();
        assertThat(rows("invalid_user_tokens")).isZero();
        assertThat(rows("blocked_user")).isOne();
        assertThat(revocations.isRevoked("t-2")).isTrue();
        assertThat(revocations.isBlocked("bob")).isTrue();
    }

    @Test
    void sweepingMakesRoom() throws Exception {
        Revocations small = Revocations.load(store, clock, 1);
        made(done -> small.block("ann", NOW + 10, done));
        clock.set(NOW + 10);

        small.sweep();
        rows("blocked_user"); // behind the sweep

        made(done -> small.block("bob", 0, done));
        assertThat(small.isBlocked("bob")).isTrue();
    }

    @Test
    void sweepingLeavesAChangeAloneThatCameMeanwhile() throws Exception {
        made(done -> revocations.block("ann", NOW + 10, done));
        clock.set(NOW + 10);
        CountDownLatch go = hold();
        Answer answer = new Answer();
        revocations.sweep();
        revocations.block("ann", 0, answer);

        go.countDown();

        answer.good();
        assertThat(revocations.isBlocked("ann")).isTrue();
        reopen();
        assertThat(revocations.isBlocked("ann")).isTrue();
    }

    @Test
    void aSweepThatFailsIsDoneAgainLater() throws Exception {
        made(done -> revocations.block("ann", NOW + 10, done));
        clock.set(NOW + 10);
        breakTable("blocked_user");
        revocations.sweep();
        mendTable("blocked_user");
        assertThat(rows("blocked_user")).isOne();

        revocations.sweep();

        assertThat(rows("blocked_user")).isZero();
    }
}
