package dev.parley.server.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// This machine's host name, without asking a name server, which may take seconds.
public final class MachineName {

    private static final Path LINUX = Path.of("/proc/sys/kernel/hostname");

    private MachineName() {}

    /// Null when nobody says.
    public static @Nullable String find(Map<String, String> environment) {
        if (Files.isReadable(LINUX)) {
            try {
                String name = Files.readString(LINUX).strip();
                return name.isEmpty() ? null : name;
            } catch (IOException notThere) {
                return null;
            }
        }
        String windows = environment.get("COMPUTERNAME");
        return windows != null ? windows : environment.get("HOSTNAME");
    }
}
