package dev.parley.bench.sidebyside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Where things are and how JVMs are started; the same for a whole run.
///
/// @param house the root of the repository
/// @param results where raw lines, reports and logs go
/// @param classPath of the peers
/// @param shippedFlags JVM flags that the Parley server ships with
/// @param serverCore the core that servers are pinned to
/// @param loadCore the core that the load generator is pinned to
record Setting(Path house, Path results, String classPath, List<String> shippedFlags, int serverCore, int loadCore) {

    /// JVM flags of the other contenders: Parley's without what points to files made for Parley's own classes.
    List<String> commonFlags() {
        return shippedFlags.stream()
                .filter(flag -> !flag.startsWith("-XX:AOTCache") && !flag.startsWith("-XX:SharedArchiveFile"))
                .toList();
    }

    /// The flags in a file: one or more a line, `#` begins a comment.
    static List<String> flagsIn(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.replaceFirst("(^|\\s)#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .flatMap(line -> List.of(line.split("\\s+")).stream())
                .toList();
    }
}
