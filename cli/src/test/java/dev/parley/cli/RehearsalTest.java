package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {

    @TempDir
    Path folder;

    @Test
    void aRehearsalUsesTheServerAndEndsByItself() throws Exception {
        File said = folder.resolve("said").toFile();
        Process rehearsal = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.parley.cli.Rehearsal")
                .redirectErrorStream(true)
                .redirectOutput(said)
                .start();
        try {
            assertThat(rehearsal.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(rehearsal.exitValue())
                    .as(java.nio.file.Files.readString(said.toPath()))
                    .isZero();
        } finally {
            rehearsal.destroyForcibly();
        }
    }
}
