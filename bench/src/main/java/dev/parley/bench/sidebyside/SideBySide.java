package dev.parley.bench.sidebyside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/// Runs what `bench/run` was asked for. The repository's root is the working directory.
///
/// Exits with 2 for arguments that make no sense and 1 when nothing could be measured.
public final class SideBySide {

    private static final Path HOUSE = Path.of("").toAbsolutePath();
    private static final Path RESULTS = HOUSE.resolve("target/bench");

    private SideBySide() {}

    public static void main(String[] args) throws InterruptedException {
        if (List.of(args).contains("--help")) {
            System.out.print(Options.USAGE);
            return;
        }
        try {
            run(Options.parse(args));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + Options.USAGE);
            System.exit(2);
        } catch (NoSuchFileException e) {
            System.err.println("There is no file " + e.getFile());
            System.exit(1);
        } catch (IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Options options) throws IOException, InterruptedException {
        Files.createDirectories(RESULTS);
        Setting setting = setting(options);
        LoadGenerator generator = generator(options);
        String name = LocalDateTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
        StringBuilder report = new StringBuilder();
        List<Result> results = new ArrayList<>();
        say(report, Surroundings.describe(setting));
        try (RawLines raw = new RawLines(RESULTS, name)) {
            Rounds rounds = new Rounds(options, setting, generator, raw);
            for (Scenario scenario : options.scenarios()) {
                for (boolean spin : scenario instanceof Scenario.Load ? options.spins() : List.of(false)) {
                    Result result = rounds.measure(scenario, spin);
                    if (!result.samples().isEmpty()) {
                        say(report, Report.table(result, options.baseline()));
                        results.add(result);
                    }
                }
            }
        }
        if (results.isEmpty()) {
            throw new IOException("Nothing could be measured.");
        }
        List<Result> loads = results.stream()
                .filter(result -> result.scenario() instanceof Scenario.Load)
                .toList();
        if (loads.size() > 1) {
            say(report, Report.ratios(loads, options.baseline()));
        }
        Path file = Files.writeString(RESULTS.resolve(name + ".md"), report);
        System.out.println("This report is " + file + ", its raw lines are beside it.");
    }

    private static Setting setting(Options options) throws IOException {
        return new Setting(
                HOUSE,
                RESULTS,
                System.getProperty("java.class.path"),
                Setting.flagsIn(HOUSE.resolve("cli/src/main/dist/jvm.options")),
                options.jvmFlags() == null ? List.of() : Setting.flagsIn(options.jvmFlags()),
                options.serverCore(),
                options.loadCore());
    }

    private static LoadGenerator generator(Options options) throws IOException, InterruptedException {
        if (options.generator() != null) {
            return LoadGenerator.at(options.generator(), options.loadCore());
        }
        Path source = HOUSE.resolve("../shared/tools/wsload.c").normalize();
        return LoadGenerator.compiled(source, RESULTS.resolve("wsload"), options.loadCore());
    }

    private static void say(StringBuilder report, String paragraph) {
        System.out.println("\n" + paragraph);
        report.append(paragraph).append('\n');
    }
}
