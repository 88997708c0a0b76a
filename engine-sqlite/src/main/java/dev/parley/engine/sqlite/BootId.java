package dev.parley.engine.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What names this run of the machine: it is another one after each start of the system.
final class BootId {

    private static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");

    private BootId() {}

    /// @return empty where the system tells none: then an unclean end always counts as the machine's
    static String current() {
        try {
            return Files.readString(LINUX).strip();
        } catch (IOException notTold) {
            return "";
        }
    }
}
