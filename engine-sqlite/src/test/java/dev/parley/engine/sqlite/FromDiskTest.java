package dev.parley.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.Draft;
import dev.parley.hub.Engine;
import dev.parley.hub.EngineContract;
import dev.parley.hub.HistoryPage;
import dev.parley.hub.HistoryQuery;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import dev.parley.hub.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The contract with no memory for tails, so that every page comes from the table, from the journal, or from both; and random
/// histories against a model, with kills in between.
class FromDiskTest extends EngineContract {

    private static final int STEPS = 400;

    @TempDir
    Path folder;

    private int copies;
    private int woken;

    @Override
    protected Engine engine() {
        return on(folder);
    }

    private SqliteEngine on(Path path) {
        return new SqliteEngine(
                SqliteOptions.in(path, Durability.PROCESS)
                        .withBootId("this boot")
                        .withTailBytes(0),
                this::now);
    }

    /// What a channel must know, and the channel.
    private static final class Model {
        final Heard heard;
        final Retention retention;
        final List<String> all = new ArrayList<>();
        int first = 1;

        Model(Heard heard, Retention retention) {
            this.heard = heard;
            this.retention = retention;
        }

        int least() {
            return Math.max(first, all.size() - retention.size() + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void randomHistoriesAgreeWithAModel(long seed) throws IOException {
        Random random = new Random(seed);
        Map<String, Model> models = new LinkedHashMap<>();
        open(models, "small", new Retention(3, null, null));
        open(models, "medium", new Retention(40, Duration.ofDays(1), null));
        open(models, "large", new Retention(Retention.UNLIMITED, null, null));
        for (int step = 0; step < STEPS; step++) {
            String name = new ArrayList<>(models.keySet()).get(random.nextInt(models.size()));
            Model model = models.get(name);
            switch (random.nextInt(20)) {
                case 0 -> {
                    Got<Position> removed = new Got<>(() -> {});
                    model.heard.run(() -> model.heard.channel.removeHistory(removed));
                    assertThat(removed.value().offset()).isEqualTo(model.all.size());
                    model.first = model.all.size() + 1;
                }
                case 1 -> settle();
                case 2 -> {
                    model.heard.close();
                    open(models, name, model.retention);
                }
                case 3 -> {
                    if (random.nextInt(4) == 0) {
                        kill(models);
                    }
                }
                case 4, 5, 6, 7, 8 -> compare(name, model, random, seed, step);
                default -> {
                    for (int i = random.nextInt(12); i >= 0; i--) {
                        String text = name + model.all.size();
                        model.all.add(text);
                        assertThat(model.heard.publish(text).position().offset())
                                .isEqualTo(model.all.size());
                    }
                }
            }
        }
        models.forEach((name, model) -> compare(name, model, random, seed, STEPS));
    }

    private void open(Map<String, Model> models, String name, Retention retention) {
        Model opened = new Model(new Heard(name, retention), retention);
        Model before = models.put(name, opened);
        if (before != null) {
            opened.all.addAll(before.all);
            opened.first = before.first;
        }
    }

    /// Waits until all that was published has moved to its table.
    private void settle() {
        loops.nowMillis += 10_000;
        new Heard("wakes the writer " + ++woken, HOUR).position();
        loops.await(() -> rows("journal") == 0);
    }

    private long rows(String table) {
        try (Connection connection = Database.connect(folder.resolve("parley.db"))) {
            return Schema.number(connection, "SELECT count(*) FROM " + table);
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }

    /// Goes on with the files as they are while the engine runs.
    private void kill(Map<String, Model> models) throws IOException {
        Path copy = Files.createDirectories(folder.resolveSibling(folder.getFileName() + "-" + ++copies));
        for (String file : List.of("parley.db", "parley.db-wal", "parley.run")) {
            Files.copy(folder.resolve(file), copy.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        engine.close();
        folder = copy;
        engine = on(copy);
        engine.start((_, _) -> {});
        new ArrayList<>(models.entrySet()).forEach(one -> open(models, one.getKey(), one.getValue().retention));
    }

    private void compare(String name, Model model, Random random, long seed, int step) {
        Position top = model.heard.position();
        String where = name + ", seed " + seed + ", step " + step;
        assertThat(top.offset()).as(where).isEqualTo(model.all.size());
        int since = random.nextInt(model.all.size() + 1);
        int limit = 1 + random.nextInt(30);
        boolean reverse = random.nextBoolean();
        boolean open = random.nextInt(3) == 0;
        HistoryPage page = model.heard.history(
                new HistoryQuery(open ? null : new Position(top.epoch(), since), limit, reverse, Long.MAX_VALUE));
        List<String> expected = new ArrayList<>();
        boolean complete = open || reverse || since == model.all.size() || since + 1 >= model.least();
        if (complete && reverse) {
            for (int at = open ? model.all.size() : since - 1; at >= model.least() && expected.size() < limit; at--) {
                expected.add(at + " " + model.all.get(at - 1));
            }
        } else if (complete) {
            for (int at = open ? model.least() : since + 1; at <= model.all.size() && expected.size() < limit; at++) {
                expected.add(at + " " + model.all.get(at - 1));
            }
        }
        assertThat(page.complete()).as(where).isEqualTo(complete);
        assertThat(page.publications().stream().map(FromDiskTest::text))
                .as(where)
                .isEqualTo(expected);
    }

    private static String text(Publication publication) {
        return publication.offset() + " " + publication.payload();
    }

    @Test
    void whatASmallChannelNoLongerKeepsIsNotMoved() {
        Heard heard = new Heard("a", new Retention(10, null, null));
        for (int i = 0; i < 100; i++) {
            heard.publish("m" + i);
        }
        settle();
        assertThat(rows("publication")).isEqualTo(10);
    }

    @Test
    void whatWasNotMovedIsNoHoleWhenTheChannelKeepsMoreLater() throws IOException {
        Heard heard = new Heard("a", new Retention(3, null, null));
        for (int i = 1; i <= 8; i++) {
            heard.publish("m" + i);
        }
        settle();
        for (int i = 9; i <= 12; i++) {
            heard.publish("m" + i);
        }
        String epoch = heard.position().epoch();
        engine.close();
        engine = on(folder);
        engine.start((_, _) -> {});
        Heard larger = new Heard("a", new Retention(100, null, null));
        assertThat(larger.history(HistoryQuery.after(new Position(epoch, 7), HistoryQuery.ALL, Long.MAX_VALUE))
                        .complete())
                .isFalse();
        assertThat(larger.texts(HistoryQuery.after(new Position(epoch, 9), HistoryQuery.ALL, Long.MAX_VALUE)))
                .isEqualTo("10m10 11m11 12m12");
    }

    @Test
    void publishersThatAreFasterThanTheTableWaitForIt() {
        Heard fast = new Heard("a", new Retention(Retention.UNLIMITED, null, null));
        Heard other = new Heard("b", new Retention(Retention.UNLIMITED, null, null));
        List<Got<dev.parley.hub.EngineChannel.Outcome>> all = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            all.add(fast.start(Draft.of(Payload.text("m"))));
            if (i == 30_000) {
                all.add(other.start(Draft.of(Payload.text("m"))));
            }
        }
        all.forEach(Got::done);
        assertThat(rows("publication")).isGreaterThan(18_000); // no more than 40,000 and what came last wait
        settle();
        assertThat(rows("publication")).isEqualTo(60_001);
    }

    @Test
    void whatIsFullIsMovedStepByStep() {
        Heard heard = new Heard("a", new Retention(Retention.UNLIMITED, null, null));
        List<Got<dev.parley.hub.EngineChannel.Outcome>> all = new ArrayList<>();
        for (int i = 0; i < 25_000; i++) {
            all.add(heard.start(Draft.of(Payload.text("m" + i))));
        }
        all.forEach(Got::done);
        loops.await(() -> rows("publication") >= 5_000);
        assertThat(heard
                        .history(HistoryQuery.after(
                                new Position(heard.position().epoch(), 0), HistoryQuery.ALL, Long.MAX_VALUE))
                        .publications()
                        .stream()
                        .map(FromDiskTest::text))
                .hasSize(25_000)
                .startsWith("1 m0")
                .endsWith("25000 m24999");
    }
}
