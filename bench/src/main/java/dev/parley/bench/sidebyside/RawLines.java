package dev.parley.bench.sidebyside;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Every measurement as it was taken, in CSV files by kind of scenario, written through at once.
final class RawLines implements AutoCloseable {

    private final Path folder;
    private final String run;
    private final Map<String, BufferedWriter> files = new HashMap<>();

    /// @param run the beginning of the files' names
    RawLines(Path folder, String run) {
        this.folder = folder;
        this.run = run;
    }

    /// @param round 0 for a warm-up round
    void add(Scenario scenario, boolean spin, int round, Contender contender, Sample sample) throws IOException {
        String kind = scenario.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        BufferedWriter file = files.get(kind);
        if (file == null) {
            file = Files.newBufferedWriter(folder.resolve(run + "-" + kind + ".csv"));
            files.put(kind, file);
            file.write("time,scenario,spin,round,contender,"
                    + String.join(",", sample.values().sequencedKeySet()) + "\n");
        }
        file.write(Instant.now() + "," + scenario.name() + "," + spin + "," + round + "," + contender.name() + ","
                + String.join(",", sample.values().sequencedValues()) + "\n");
        file.flush();
    }

    @Override
    public void close() throws IOException {
        for (BufferedWriter file : files.values()) {
            file.close();
        }
    }
}
