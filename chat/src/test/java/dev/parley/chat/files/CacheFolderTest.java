package dev.parley.chat.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFolderTest {

    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);
    private static final String C = "c".repeat(64);

    @TempDir
    Path folder;

    private final AtomicInteger fetched = new AtomicInteger();
    private CacheFolder cache;

    @BeforeEach
    void open() throws Exception {
        cache = CacheFolder.open(folder, 10);
    }

    @AfterEach
    void close() throws Exception {
        cache.close();
    }

    private Path get(String name, int size) throws IOException {
        return cache.get(name, (to, told) -> {
            fetched.incrementAndGet();
            told.accept(size);
            Files.write(to, new byte[size]);
            return true;
        });
    }

    @Test
    void thoseReadLastStay() throws Exception {
        get(A, 4);
        get(B, 4);
        get(A, 4);
        get(C, 4);
        assertThat(cache.names()).containsExactly(A, C);
        assertThat(get(A, 4)).exists();
        assertThat(fetched).hasValue(3);
        assertThat(get(B, 4)).hasSize(4);
    }

    @Test
    void manyWhoWantTheSameFetchItOnce() throws Exception {
        CountDownLatch all = new CountDownLatch(8);
        List<Callable<Path>> readers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            readers.add(() -> {
                all.countDown();
                return cache.get(A, (to, told) -> {
                    fetched.incrementAndGet();
                    waitFor(all);
                    told.accept(3);
                    Files.write(to, new byte[3]);
                    return true;
                });
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var each : threads.invokeAll(readers)) {
                assertThat(each.get()).hasSize(3);
            }
        }
        assertThat(fetched).hasValue(1);
    }

    private static void waitFor(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException closing) {
            throw new IOException(closing);
        }
    }

    @Test
    void aFetchThatFailsTakesNoRoom() throws Exception {
        assertThatThrownBy(() -> cache.get(A, (to, told) -> {
                    told.accept(9);
                    Files.write(to, new byte[5]);
                    throw new IOException("cut off");
                }))
                .hasMessage("cut off");
        assertThat(cache.get(A, (to, told) -> false)).isNull();
        get(B, 5);
        get(C, 5);
        assertThat(cache.names()).containsExactly(B, C);
        assertThat(folder.resolve("new")).isEmptyDirectory();
    }

    @Test
    void copiesOutliveARestartAndTheOldestGoFirst() throws Exception {
        Path a = get(A, 5);
        Path b = get(B, 5);
        Files.setLastModifiedTime(a, FileTime.fromMillis(2_000));
        Files.setLastModifiedTime(b, FileTime.fromMillis(1_000));
        cache.close();
        open();
        get(C, 5);
        assertThat(cache.names()).containsExactly(A, C);
        Files.delete(a);
        assertThat(get(A, 5)).exists();
    }

    @Test
    void filesThatAreNoCopiesAreLeftAloneAndCopiesAreNoFiles(@TempDir Path files) throws Exception {
        Path kept = FolderBlobs.at(files, A);
        Files.createDirectories(kept.getParent());
        Files.write(kept, new byte[20]);
        assertThatThrownBy(() -> CacheFolder.open(files, 10)).hasMessageContaining("no copies");
        assertThat(kept).exists();
        cache.close();
        assertThatThrownBy(() -> FolderBlobs.open(folder)).hasMessageContaining("copies");
    }
}
