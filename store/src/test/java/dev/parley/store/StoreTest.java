package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {

    private static final String TABLE = "CREATE TABLE word (text TEXT PRIMARY KEY) STRICT;";

    @TempDir
    Path folder;

    private Store open(String... more) throws IOException {
        List<String> scripts = new ArrayList<>(List.of(TABLE));
        scripts.addAll(List.of(more));
        return Store.open(folder.resolve("deep/er/site.db"), false, scripts);
    }

    private static List<String> words(Store store) throws IOException {
        return store.call(
                statements -> statements.rows(row -> row.getString(1), "SELECT text FROM word ORDER BY rowid"));
    }

    private static void add(Store store, String word) throws IOException {
        store.call(statements -> statements.change("INSERT INTO word VALUES (?)", word));
    }

    @Test
    void whatWasAnsweredIsThereAfterwards() throws Exception {
        try (Store store = open()) {
            add(store, "one");
        }
        try (Store store = open()) {
            assertThat(words(store)).containsExactly("one");
        }
    }

    @Test
    void withoutAFileItIsInMemory() throws Exception {
        try (Store store = Store.open(null, false, List.of(TABLE))) {
            add(store, "one");
            assertThat(words(store)).containsExactly("one");
        }
    }

    @Test
    void aWorkThatFailsTakesBackItsOwnAndNobodyElses() throws Exception {
        try (Store store = open()) {
            List<String> told = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch all = new CountDownLatch(3);
            store.submit(
                    _ -> {
                        await(begun); // so that the next three are one group
                        return true;
                    },
                    new Told("first", new ArrayList<>(), new CountDownLatch(1)));
            store.submit(
                    statements -> statements.change("INSERT INTO word VALUES ('a')") > 0, new Told("a", told, all));
            store.submit(
                    statements -> {
                        statements.change("INSERT INTO word VALUES ('b')");
                        throw new SQLException("on purpose");
                    },
                    new Told("b", told, all));
            store.submit(
                    statements -> statements.change("INSERT INTO word VALUES ('c')") > 0, new Told("c", told, all));
            begun.countDown();
            assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(told).containsExactlyInAnyOrder("a done", "b failed: on purpose", "c done");
            assertThat(words(store)).containsExactly("a", "c");
        }
    }

    @Test
    void whoThrowsWhenToldEndsNobodyElse() throws Exception {
        try (Store store = open()) {
            store.submit(
                    _ -> {
                        throw new SQLException("on purpose");
                    },
                    new Store.Done<Boolean>() {
                        @Override
                        public void done(Boolean value) {}

                        @Override
                        public void failed(IOException why) {
                            throw new IllegalStateException("on purpose");
                        }
                    });
            add(store, "after");
            assertThat(words(store)).containsExactly("after");
        }
    }

    @Test
    void everyWorkThatWasTakenIsAnsweredThoughItIsClosedMeanwhile() throws Exception {
        for (int round = 0; round < 20; round++) {
            Store store = Store.open(null, false, List.of(TABLE));
            AtomicInteger answered = new AtomicInteger();
            CountDownLatch started = new CountDownLatch(1);
            Thread busy = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 2_000; i++) {
                    if (i == 100) {
                        started.countDown();
                    }
                    store.submit(_ -> true, new Store.Done<>() {
                        @Override
                        public void done(Boolean value) {
                            answered.incrementAndGet();
                        }

                        @Override
                        public void failed(IOException why) {
                            answered.incrementAndGet();
                        }
                    });
                }
            });
            assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
            store.close();
            busy.join();
            assertThat(answered).hasValue(2_000);
        }
    }

    @Test
    void aNewVersionBringsTheTablesUpToDate() throws Exception {
        try (Store store = open()) {
            add(store, "kept");
        }
        try (Store store =
                open("ALTER TABLE word ADD COLUMN language TEXT;\nCREATE INDEX word_language ON word (language);")) {
            assertThat(words(store)).containsExactly("kept");
            long without =
                    store.call(statements -> statements.number(-1, "SELECT count(*) FROM word WHERE language IS NULL"));
            assertThat(without).isEqualTo(1);
        }
    }

    @Test
    void aFileOfANewerVersionIsRefused() throws Exception {
        open("CREATE TABLE later (id INTEGER) STRICT;").close();
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("newer Parley");
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedWithASentence() throws Exception {
        Path file = folder.resolve("site.db");
        Files.writeString(file, "this is no database at all, but long enough to be looked at ".repeat(40));
        assertThatThrownBy(() -> Store.open(file, false, List.of(TABLE)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("must be a file of ours");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private record Told(String name, List<String> told, CountDownLatch all) implements Store.Done<Boolean> {
        @Override
        public void done(@Nullable Boolean value) {
            told.add(name + " done");
            all.countDown();
        }

        @Override
        public void failed(IOException why) {
            told.add(name + " failed: " + why.getMessage());
            all.countDown();
        }
    }
}
