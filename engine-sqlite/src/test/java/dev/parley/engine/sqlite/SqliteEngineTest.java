package dev.parley.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.hub.Draft;
import dev.parley.hub.Engine;
import dev.parley.hub.EngineChannel;
import dev.parley.hub.EngineContract;
import dev.parley.hub.HistoryPage;
import dev.parley.hub.HistoryQuery;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteEngineTest extends EngineContract {

    @TempDir
    Path folder;

    private SqliteOptions options() {
        return SqliteOptions.in(folder, Durability.PROCESS).withBootId("this boot");
    }

    @Override
    protected Engine engine() {
        return new SqliteEngine(options(), this::now);
    }

    private void restart(SqliteOptions options) throws IOException {
        engine.close();
        engine = new SqliteEngine(options, this::now);
        engine.start((_, _) -> {});
    }

    /// Leaves the files as they are while the engine runs, as a process that is killed does.
    private Path copyOfNow(String name) throws IOException {
        Path copy = Files.createDirectories(folder.resolveSibling(folder.getFileName() + name));
        for (String file : List.of("parley.db", "parley.db-wal", "parley.run")) {
            Files.copy(folder.resolve(file), copy.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        return copy;
    }

    private void startOn(Path path, String bootId, Durability durability) throws IOException {
        engine.close();
        engine = new SqliteEngine(SqliteOptions.in(path, durability).withBootId(bootId), this::now);
        engine.start((_, _) -> {});
    }

    private static HistoryQuery since(Position position) {
        return HistoryQuery.after(position, HistoryQuery.ALL, Long.MAX_VALUE);
    }

    @Test
    void aRestartKeepsEverything() throws IOException {
        Heard heard = new Heard("a", HOUR);
        Position start = heard.position();
        heard.publish(Draft.of(Payload.text("a")).withKey("k"));
        heard.publish("b");
        restart(options());
        Heard again = new Heard("a", HOUR);
        assertThat(again.position()).isEqualTo(new Position(start.epoch(), 2));
        assertThat(again.texts(since(start))).isEqualTo("1a 2b");
        assertThat(again.publish(Draft.of(Payload.text("a")).withKey("k")))
                .isEqualTo(new EngineChannel.Outcome(new Position(start.epoch(), 1), true));
        assertThat(again.publish("c").position().offset()).isEqualTo(3);
    }

    @Test
    void aCleanEndIsCleanAfterAnotherStartOfTheMachineToo() throws IOException {
        Position position = new Heard("a", HOUR).publish("a").position();
        restart(options().withBootId("another"));
        assertThat(new Heard("a", HOUR).position()).isEqualTo(position);
    }

    @Test
    void aProcessThatWasKilledLosesNothing() throws IOException {
        Position position = new Heard("a", HOUR).publish("a").position();
        Path copy = copyOfNow("-killed");
        startOn(copy, "this boot", Durability.PROCESS);
        Heard again = new Heard("a", HOUR);
        assertThat(again.position()).isEqualTo(position);
        assertThat(again.texts(since(new Position(position.epoch(), 0)))).isEqualTo("1a");
    }

    @Test
    void aMachineThatDiedRenewsEpochs() throws IOException {
        Position position = new Heard("a", HOUR).publish("a").position();
        Path copy = copyOfNow("-died");
        startOn(copy, "next boot", Durability.PROCESS);
        Heard again = new Heard("a", HOUR);
        assertThat(again.position().epoch()).isNotEqualTo(position.epoch());
        assertThat(again.history(since(position)).complete()).isFalse();
        assertThat(again.history(since(new Position(position.epoch(), 0))).complete())
                .isFalse();
    }

    @Test
    void withSyncedCommitsItDoesNot() throws IOException {
        restart(SqliteOptions.in(folder, Durability.POWER).withBootId("this boot"));
        Position position = new Heard("a", HOUR).publish("a").position();
        Path copy = copyOfNow("-synced");
        startOn(copy, "next boot", Durability.POWER);
        assertThat(new Heard("a", HOUR).position()).isEqualTo(position);
    }

    @Test
    void anOlderCopyPutBackRenewsEpochs() throws IOException {
        Heard heard = new Heard("a", HOUR);
        Position early = heard.publish("a").position();
        Path copy = copyOfNow("-older");
        Position late = heard.publish("b").position();
        Files.copy(folder.resolve("parley.run"), copy.resolve("parley.run"), StandardCopyOption.REPLACE_EXISTING);
        startOn(copy, "this boot", Durability.PROCESS);
        Heard again = new Heard("a", HOUR);
        assertThat(again.history(since(early)).complete()).isFalse();
        assertThat(again.history(since(late)).complete()).isFalse();
        again.publish("other b");
        assertThat(again.history(since(early)).complete()).isFalse();
    }

    @Test
    void aDatabaseFromElsewhereRenewsEpochs() throws IOException {
        Position position = new Heard("a", HOUR).publish("a").position();
        engine.close();
        Files.delete(folder.resolve("parley.run"));
        engine = engine();
        engine.start((_, _) -> {});
        assertThat(new Heard("a", HOUR).position().epoch()).isNotEqualTo(position.epoch());
    }

    @Test
    void epochsAreRenewedByHand() throws IOException {
        Position position = new Heard("a", HOUR).publish("a").position();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> SqliteEngine.renew(folder))
                .withMessageContaining("in use");
        engine.close();
        SqliteEngine.renew(folder);
        engine = engine();
        engine.start((_, _) -> {});
        Heard again = new Heard("a", HOUR);
        assertThat(again.history(since(position)).complete()).isFalse();
        assertThat(again.position().offset()).isEqualTo(1);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> SqliteEngine.renew(folder.resolve("nowhere")))
                .withMessageContaining("there is no parley.db");
    }

    @Test
    void aFolderIsOneProcesssOwn() {
        SqliteEngine second = new SqliteEngine(options(), this::now);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> second.start((_, _) -> {}))
                .withMessageContaining("in use by another Parley")
                .withMessageContaining(folder.toString());
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        engine.close();
        Files.writeString(folder.resolve("parley.db"), "this is no database at all".repeat(1000));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> engine().start((_, _) -> {}))
                .withMessageContaining("parley.db")
                .withMessageContaining("damaged");
    }

    @Test
    void anotherProgramsDatabaseIsLeftAlone() throws Exception {
        engine.close();
        Path other = Files.createDirectories(folder.resolve("other"));
        try (Connection connection = Database.connect(other.resolve("parley.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE theirs (x)");
        }
        SqliteEngine wrong = new SqliteEngine(SqliteOptions.in(other, Durability.PROCESS), this::now);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> wrong.start((_, _) -> {}))
                .withMessageContaining("another program");
    }

    @Test
    void aDatabaseWithoutJournalGetsOne() throws Exception {
        Position position = new Heard("a", HOUR).publish("a").position();
        engine.close();
        try (Connection connection = Database.connect(folder.resolve("parley.db"));
                Statement statement = connection.createStatement()) {
            withoutVersions(statement);
            statement.execute("DROP TABLE journal");
            statement.execute("PRAGMA user_version = 1");
        }
        engine = new SqliteEngine(options(), this::now);
        engine.start((_, _) -> {});
        Heard again = new Heard("a", HOUR);
        assertThat(again.position()).isEqualTo(position);
        again.publish("b");
        assertThat(again.texts(since(new Position(position.epoch(), 0)))).isEqualTo("1a 2b");
    }

    private static void withoutVersions(Statement statement) throws SQLException {
        statement.execute("ALTER TABLE channel DROP COLUMN version");
        statement.execute("ALTER TABLE channel DROP COLUMN version_epoch");
        statement.execute("PRAGMA user_version = 2");
    }

    @Test
    void aDatabaseWithoutVersionsGetsThem() throws Exception {
        Position position = new Heard("a", HOUR).publish("a").position();
        engine.close();
        try (Connection connection = Database.connect(folder.resolve("parley.db"));
                Statement statement = connection.createStatement()) {
            withoutVersions(statement);
        }
        engine = engine();
        engine.start((_, _) -> {});
        Heard again = new Heard("a", HOUR);
        assertThat(again.position()).isEqualTo(position);
        assertThat(again.publish(version(1)).outdated()).isFalse();
        restart(options());
        assertThat(new Heard("a", HOUR).publish(version(1)).outdated()).isTrue();
    }

    private static Draft version(long version) {
        return Draft.of(Payload.text("v" + version)).withVersion(version, "e");
    }

    @Test
    void aRestartKeepsTheVersion() throws IOException {
        Heard heard = new Heard("a", HOUR);
        heard.publish(version(5));
        Position position = heard.publish("plain").position();
        restart(options());
        Heard again = new Heard("a", HOUR);
        assertThat(again.publish(version(5))).isEqualTo(EngineChannel.Outcome.outdated(position));
        assertThat(again.publish(version(4).withVersion(4, "other")).outdated()).isFalse();
        restart(options());
        again = new Heard("a", HOUR);
        assertThat(again.publish(version(4).withVersion(4, "other")).outdated()).isTrue();
        assertThat(again.publish(version(6)).outdated()).isFalse();
    }

    @Test
    void aProcessThatWasKilledKeepsTheVersionOfWhatWasTold() throws IOException {
        Heard heard = new Heard("a", HOUR);
        heard.publish(version(5));
        Position position = heard.publish(version(7)).position();
        assertThat(rows("journal")).isPositive();
        startOn(copyOfNow("-killed"), "this boot", Durability.PROCESS);
        Heard again = new Heard("a", HOUR);
        assertThat(again.publish(version(7))).isEqualTo(EngineChannel.Outcome.outdated(position));
        assertThat(again.publish(version(8)).position()).isEqualTo(new Position(position.epoch(), 3));
        assertThat(again.texts(since(new Position(position.epoch(), 0)))).isEqualTo("1v5 2v7 3v8");
    }

    @Test
    void aChannelThatIsOnlyOnDiskHasItsVersion() {
        Heard heard = new Heard("a", HOUR);
        Position position = heard.publish(version(5)).position();
        heard.close();
        eventually(() -> rows("journal") == 0);
        assertThat(new Heard("a", HOUR).publish(version(5))).isEqualTo(EngineChannel.Outcome.outdated(position));
    }

    @Test
    void aVersionThatCouldNotBeWrittenIsNoneAndMayComeAgain() {
        Heard heard = new Heard("a", new Retention(Retention.UNLIMITED, null, null));
        heard.publish(version(1));
        ((SqliteEngine) engine).limitPages(true);
        Payload large = Payload.text("x".repeat(60_000));
        long version = 1;
        HubError error = null;
        while (error == null) {
            assertThat(++version).isLessThan(100);
            error = heard.start(Draft.of(large).withVersion(version, "e")).done().error;
        }
        assertThat(error).isEqualTo(HubError.STORAGE);
        ((SqliteEngine) engine).limitPages(false);
        assertThat(heard.publish(version(version - 1)).outdated()).isTrue();
        assertThat(heard.publish(version(version)).outdated()).isFalse();
        assertThat(heard.publish(version(version)).outdated()).isTrue();
    }

    @Test
    void aVersionIsForgottenWithItsChannel() {
        Heard heard = new Heard("a", new Retention(10, Duration.ofMinutes(10), Duration.ofMinutes(30)));
        heard.publish(version(5));
        heard.close();
        loops.nowMillis += Duration.ofMinutes(11).toMillis();
        eventually(() -> rows("journal") == 0 && rows("publication") == 0);
        loops.nowMillis += Duration.ofMinutes(31).toMillis();
        eventually(() -> rows("channel") == 0);
        assertThat(new Heard("a", HOUR).publish(version(5)).outdated()).isFalse();
    }

    @Test
    void aNewerDatabaseIsLeftAlone() throws Exception {
        engine.close();
        try (Connection connection = Database.connect(folder.resolve("parley.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> engine().start((_, _) -> {}))
                .withMessageContaining("newer Parley");
    }

    @Test
    void aPlaceThatIsNoFolderIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        SqliteEngine wrong = new SqliteEngine(SqliteOptions.in(file.resolve("data"), Durability.PROCESS), this::now);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> wrong.start((_, _) -> {}))
                .withMessageContaining(file.toString());
    }

    @Test
    void aFullDiskFailsPublishersUntilThereIsRoom() {
        Heard heard = new Heard("a", new Retention(Retention.UNLIMITED, null, null));
        Position before = heard.publish("a").position();
        ((SqliteEngine) engine).limitPages(true);
        Draft large = Draft.of(Payload.text("x".repeat(60_000)));
        HubError error = null;
        for (int i = 0; i < 100 && error == null; i++) {
            error = heard.start(large).done().error;
        }
        assertThat(error).isEqualTo(HubError.STORAGE);
        int told = heard.publications.size();
        Position stuck = heard.position();
        assertThat(stuck.offset()).isEqualTo(told);
        assertThat(heard.start(large).done().error).isEqualTo(HubError.STORAGE);
        assertThat(heard.publications).hasSize(told);

        ((SqliteEngine) engine).limitPages(false);
        assertThat(heard.publish("b").position()).isEqualTo(new Position(before.epoch(), told + 1));
        assertThat(heard.history(since(before)).publications()).hasSize(told);
    }

    @Test
    void tooMuchUnderWayIsRefused() throws IOException {
        restart(options().withQueueLimit(10));
        Heard heard = new Heard("a", HOUR);
        List<Got<EngineChannel.Outcome>> all = new ArrayList<>();
        heard.run(() -> {
            for (int i = 0; i < 5_000; i++) {
                all.add(heard.start(Draft.of(Payload.text("m"))));
            }
        });
        all.forEach(Got::done);
        long refused = all.stream()
                .filter(got -> HubError.TOO_MANY_REQUESTS.equals(got.error))
                .count();
        assertThat(refused).isPositive();
        assertThat(heard.publications).hasSize(all.size() - (int) refused);
        assertThat(heard.position().offset()).isEqualTo(heard.publications.size());
    }

    @Test
    void whatIsNoLongerInMemoryIsReadFromDisk() throws IOException {
        restart(options().withTailBytes(0));
        Heard heard = new Heard("a", HOUR);
        Position start = heard.position();
        for (int i = 0; i < 50; i++) {
            heard.publish("m" + i);
        }
        HistoryPage page = heard.history(HistoryQuery.after(start, 20, Long.MAX_VALUE));
        assertThat(page.publications()).hasSize(20);
        assertThat(page.top().offset()).isEqualTo(50);
        assertThat(heard.texts(HistoryQuery.newest(3))).isEqualTo("50m49 49m48 48m47");
    }

    @Test
    void whatIsPastItsRetentionLeavesTheFile() throws Exception {
        Retention two = new Retention(2_000, Duration.ofMinutes(10), Duration.ofMinutes(30));
        Heard heard = new Heard("a", two);
        List<Got<EngineChannel.Outcome>> all = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            all.add(heard.start(Draft.of(Payload.text("m")).withKey("k" + i)));
        }
        all.forEach(Got::done);
        eventually(() -> rows("journal") == 0 && rows("publication") <= 2_000);
        assertThat(rows("publication")).isPositive();
        heard.close();
        loops.nowMillis += Duration.ofMinutes(11).toMillis();
        eventually(() -> rows("publication") == 0 && rows("idempotency") == 0);
        assertThat(rows("channel")).isOne();
        loops.nowMillis += Duration.ofMinutes(31).toMillis();
        eventually(() -> rows("channel") == 0);
    }

    /// While time passes.
    private void eventually(java.util.function.BooleanSupplier done) {
        loops.await(() -> {
            loops.nowMillis += 100;
            return done.getAsBoolean();
        });
    }

    private long rows(String table) {
        try (Connection connection = Database.connect(folder.resolve("parley.db"))) {
            return Schema.number(connection, "SELECT count(*) FROM " + table);
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }
}
