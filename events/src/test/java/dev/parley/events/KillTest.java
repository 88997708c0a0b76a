package dev.parley.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class KillTest {

    @TempDir
    private Path folder;

    @RepeatedTest(2)
    void whatWasAcknowledgedArrivesInOrderThoughTheProcessIsKilled() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        Path file = folder.resolve("events.db");
        try (Backend backend =
                        new Backend(_ -> Backend.Response.status(requests.incrementAndGet() % 4 == 0 ? 503 : 200));
                HastyTimers timers = new HastyTimers()) {
            Set<String> acknowledged = addUntilKilled(file, backend);
            int before = backend.taken.size();
            assertThat(before).isPositive();

            OutboxOptions options = KilledProcess.options(backend.url());
            try (Store store = Store.open(file, false, List.of(Outbox.TABLES))) {
                StoreOutbox outbox = StoreOutbox.open(store, options, InstantSource.system());
                assertThat(outbox.waiting()).isPositive();
                Sender sender = new Sender(outbox, options, InstantSource.system(), new Random(1), timers);
                sender.start();
                await().atMost(Duration.ofSeconds(60)).until(() -> outbox.waiting() == 0);
                sender.stop();
            }

            List<String> arrived = backend.takenIds();
            assertThat(new HashSet<>(arrived)).containsAll(acknowledged);
            for (int channel = 0; channel < KilledProcess.CHANNELS; channel++) {
                assertNoGap(arrived, "pub:c" + channel + ":e:");
            }
        }
    }

    /// What was sent again right after the kill stands aside: the first arrivals are what counts.
    private static void assertNoGap(List<String> arrived, String prefix) {
        List<Long> offsets = new LinkedHashSet<>(arrived)
                .stream()
                        .filter(id -> id.startsWith(prefix))
                        .map(id -> Long.parseLong(id.substring(prefix.length())))
                        .toList();
        for (int i = 0; i < offsets.size(); i++) {
            assertThat(offsets.get(i)).isEqualTo(i + 1L);
        }
    }

    private static Set<String> addUntilKilled(Path file, Backend backend) throws IOException, InterruptedException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Path said = Files.createTempFile(file.getParent(), "acknowledged", ".txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        KilledProcess.class.getName(),
                        file.toString(),
                        backend.url().toString())
                .redirectOutput(said.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            // Far enough for some to have been taken, and while many more wait.
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> backend.taken.size() >= 5 && Files.size(said) > 100_000);
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).isEqualTo(128 + 9);
        String text = Files.readString(said);
        return text.substring(0, text.lastIndexOf('\n')).lines().collect(Collectors.toSet());
    }
}
