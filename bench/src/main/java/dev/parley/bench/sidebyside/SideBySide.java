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
        Path house = Path.of("").toAbsolutePath();
        Path folder = Files.createDirectories(house.resolve("target/bench"));
        Setting setting = new Setting(
                house,
                folder,
                System.getProperty("java.class.path"),
                Setting.flagsIn(house.resolve("cli/src/main/dist/jvm.options")),
                options.jvmFlags() == null ? List.of() : Setting.flagsIn(options.jvmFlags()),
                options.serverCore(),
                options.loadCore());
        LoadGenerator generator = options.generator() == null
                ? LoadGenerator.compiled(
                        house.resolve("../shared/tools/wsload.c").normalize(),
                        folder.resolve("wsload"),
                        options.loadCore())
                : LoadGenerator.at(options.generator(), options.loadCore());

        String name = LocalDateTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
        StringBuilder report = new StringBuilder(Surroundings.describe(setting) + "\n");
        System.out.print(report);
        List<Result> loads = new ArrayList<>();
        try (RawLines raw = new RawLines(folder, name)) {
            Rounds rounds = new Rounds(options, setting, generator, raw);
            for (Scenario scenario : options.scenarios()) {
                for (boolean spin : scenario instanceof Scenario.Load ? options.spins() : List.of(false)) {
                    Result result = rounds.measure(scenario, spin);
                    String table = "\n" + Report.table(result, options.baseline());
                    System.out.print(table);
                    report.append(table);
                    if (scenario instanceof Scenario.Load) {
                        loads.add(result);
                    }
                }
            }
        }
        if (loads.size() > 1) {
            String ratios = "\n" + Report.ratios(loads, options.baseline());
            System.out.print(ratios);
            report.append(ratios);
        }
        Path file = Files.writeString(folder.resolve(name + ".md"), report);
        System.out.println("\nThis report is " + file + ", its raw lines are beside it.");
    }
}
