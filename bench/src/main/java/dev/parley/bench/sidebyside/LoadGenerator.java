package dev.parley.bench.sidebyside;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The compiled load generator, `wsload`.
///
/// @param program its path
/// @param core the core it is pinned to
record LoadGenerator(Path program, int core) {

    /// Compiles the generator's source, unless what was compiled before is newer.
    ///
    /// @throws IOException when the source or the compiler is missing; the message says what to do
    static LoadGenerator compiled(Path source, Path program, int core) throws IOException, InterruptedException {
        if (!Files.exists(source)) {
            throw new IOException("the load generator's source is not at " + source
                    + "; give the path of a compiled one with --wsload PATH");
        }
        if (!Files.exists(program)
                || Files.getLastModifiedTime(program).compareTo(Files.getLastModifiedTime(source)) < 0) {
            Files.createDirectories(program.getParent());
            Process gcc;
            try {
                gcc = new ProcessBuilder("gcc", "-O2", "-o", program.toString(), source.toString())
                        .redirectErrorStream(true)
                        .start();
            } catch (IOException e) {
                throw new IOException(
                        "no gcc to compile the load generator with: `apt-get install gcc libc6-dev`,"
                                + " or give the path of a compiled one with --wsload PATH",
                        e);
            }
            String said = new String(gcc.getInputStream().readAllBytes(), UTF_8);
            if (gcc.waitFor() != 0) {
                throw new IOException("gcc could not compile " + source + ":\n" + said);
            }
        }
        return new LoadGenerator(program, core);
    }

    /// @throws IOException when there is no such program
    static LoadGenerator at(Path program, int core) throws IOException {
        if (!Files.isExecutable(program)) {
            throw new IOException("no load generator at " + program);
        }
        return new LoadGenerator(program.toAbsolutePath(), core);
    }

    /// Runs it against `server` until it ends by itself.
    ///
    /// @throws IOException when it ended without a line of figures; the message is what it said
    Sample run(Server server, List<String> arguments) throws IOException, InterruptedException {
        return Sample.of(said(start(server, arguments)));
    }

    /// Starts it, for the caller to end.
    Process start(Server server, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core), program.toString()));
        command.addAll(arguments);
        command.addAll(List.of("-p", Integer.toString(server.port()), "--pid", Long.toString(server.pid())));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String said(Process process) throws IOException, InterruptedException {
        String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        process.waitFor();
        return said;
    }
}
