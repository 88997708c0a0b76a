package dev.parley.bench.sidebyside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Where things are and how JVMs are started; the same for a whole run.
///
/// @param house the root of the repository
/// @param results where raw lines, reports and logs go
/// @param classPath of the peers
/// @param shippedFlags JVM flags that the Parley server ships with
/// @param moreFlags JVM flags behind those, for all
/// @param serverCore the core that servers are pinned to
/// @param loadCore the core that the load generator is pinned to
record Setting(
        Path house,
        Path results,
        String classPath,
        List<String> shippedFlags,
        List<String> moreFlags,
        int serverCore,
        int loadCore) {

    /// What every JVM is started with. Parley's own script adds an AOT cache of its own classes, which shortens the
    /// start and the warm-up.
    List<String> flags() {
        return Stream.concat(shippedFlags.stream(), moreFlags.stream()).toList();
    }

    /// The flags in a file: one or more a line, `#` begins a comment.
    static List<String> flagsIn(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.replaceFirst("(^|\\s)#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .flatMap(line -> Stream.of(line.split("\\s+")))
                .toList();
    }
}
