package dev.parley.auth.token;

import static dev.parley.auth.token.Change.made;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.auth.token.Change.Answer;
import dev.parley.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On the store of the only node.
class RevocationsTest extends RevocationsContract {

    @TempDir
    Path folder;

    private final List<CountDownLatch> holds = new ArrayList<>();
    private Store store;

    @Override
    Revocations open(int limit) throws IOException {
        if (store == null) {
            store = Store.open(folder.resolve("revocations.db"), false, List.of(Revocations.TABLES));
        }
        return Revocations.load(store, clock, limit);
    }

    @Override
    Revocations reopened() throws IOException {
        close();
        store = null;
        return open(Marks.MAX);
    }

    @Override
    long written(String kind) throws IOException {
        return rows(Map.of(TOKENS, "revoked_token", INVALID, "invalid_user_tokens", BLOCKED, "blocked_user")
                .get(kind));
    }

    @AfterEach
    void close() {
        holds.forEach(CountDownLatch::countDown); // a test that failed may have left the store waiting
        store.close();
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
        revocations = reopened();
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
        revocations = reopened();
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
    void changesOfOneNameThatWaitHaveALimit() throws Exception {
        CountDownLatch go = hold();
        Answer last = new Answer();
        for (int i = 0; i < KnownMarks.MAX_WAITING; i++) {
            revocations.block("ann", NOW + i, last);
        }
        Answer more = new Answer();

        revocations.block("ann", 0, more);

        assertThat(more.bad()).hasMessageContaining("too many changes");
        go.countDown();
        last.good();
        made(done -> revocations.block("ann", 0, done));
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
        revocations = reopened();
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
