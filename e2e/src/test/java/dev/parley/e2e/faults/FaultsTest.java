package dev.parley.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Nodes, their processes, and a Redis under load, to which one thing after the other happens. What was acknowledged reaches
/// every reader once and in order, or, where Redis itself has taken it back, the reader is told before anything newer.
///
/// `bench/faults` runs it at length. `-Dfaults.seed=…` repeats the moments of a run; `-Dfaults.rounds=…`,
/// `-Dfaults.nodes=…`, `-Dfaults.only=FAULT,…` and `-Dfaults.fsync=everysec` change it.
class FaultsTest {

    @Test
    @Tag("slow")
    @Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void nothingIsLostRepeatedOrReorderedWhateverFails(@TempDir Path folder) throws Exception {
        run(folder, 2, 4, 4, 2, 1);
    }

    @Test
    @Tag("long")
    @Timeout(value = 60 * 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void nothingIsLostRepeatedOrReorderedHoweverOftenSomethingFails(@TempDir Path folder) throws Exception {
        run(folder, 3, 12, 24, 4, 5);
    }

    private static void run(Path folder, int usualNodes, int readers, int channels, int writers, int usualRounds)
            throws Exception {
        long seed = Long.getLong("faults.seed", System.nanoTime());
        int rounds = Integer.getInteger("faults.rounds", usualRounds);
        String fsync = System.getProperty("faults.fsync", "always");
        List<String> only = List.of(System.getProperty("faults.only", "").split(","));
        System.out.println("faults: -Dfaults.seed=" + seed + " -Dfaults.rounds=" + rounds + " appendfsync " + fsync);
        Random random = new Random(seed);
        Map<Fault, Tally> tallies = new EnumMap<>(Fault.class);
        try (Site site = new Site(folder, Integer.getInteger("faults.nodes", usualNodes), fsync);
                Trial trial = new Trial(site, readers, channels, writers, seed)) {
            for (int round = 0; round < rounds; round++) {
                for (Fault fault : Fault.values()) {
                    if (only.equals(List.of("")) || only.contains(fault.name())) {
                        tallies.computeIfAbsent(fault, _ -> new Tally()).add(trial.of(fault, random));
                    }
                }
            }
        }
        if (rounds > 1) {
            tallies.forEach((fault, tally) -> System.out.println("faults: in all: " + fault.what + ": " + tally));
        }
        tallies.forEach((fault, tally) -> {
            assertThat(tally.never()).as("%s, -Dfaults.seed=%d", fault, seed).isEqualTo(Tally.NEVER);
            if (fault.promised && fsync.equals("always")) {
                assertThat(tally.notWhereKept())
                        .as("%s, -Dfaults.seed=%d", fault, seed)
                        .isEqualTo(Tally.NOT_WHERE_KEPT);
            }
            if (fault.connectionsStay) {
                assertThat(tally.connectionsLost)
                        .as("%s, -Dfaults.seed=%d", fault, seed)
                        .isZero();
            }
        });
    }
}
