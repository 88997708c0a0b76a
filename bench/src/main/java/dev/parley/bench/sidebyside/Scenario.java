package dev.parley.bench.sidebyside;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One thing that is measured.
sealed interface Scenario {

    /// What it is called on the command line.
    String name();

    /// What it is called in a table.
    String title();

    /// Messages: the server's CPU time for each.
    ///
    /// @param generator the load generator's mode and what belongs to it
    /// @param goal Parley's cost over stock Netty's that counts as good, at most
    record Load(String name, String title, List<String> generator, double goal) implements Scenario {}

    /// Connections that do nothing: the server's memory for each.
    ///
    /// @param warmUp connections opened and cut before, so that the code is compiled and the pools have their size
    record Idle(String name, String title, int warmUp, int connections) implements Scenario {}

    /// The time from starting the process to the first connection it accepts.
    record Start(String name, String title) implements Scenario {}

    List<Scenario> ALL = List.of(
            echo("echo-20", "echo 200 × 20 B", 0.78, "-c", "200", "-s", "20"),
            echo("echo-1k", "echo 200 × 1 KiB", 0.52, "-c", "200", "-s", "1024"),
            echo("echo-5000", "echo 5,000 × 20 B", 0.65, "-c", "5000", "-s", "20"),
            echo("echo-deep", "echo 50 × 16 in flight", 0.36, "-c", "50", "-s", "20", "-d", "16"),
            raw("raw-1", "/raw to 1,000, one in flight", 0.72, "-K", "1"),
            raw("raw-8", "/raw to 1,000, 8 in flight", 0.15, "-K", "8"),
            new Idle("idle", "15,000 idle connections", 3_000, 15_000),
            new Start("start", "start to listening"));

    /// Those that are named, in the order of [#ALL]; `load` names the six with messages, `all` everything.
    ///
    /// @throws IllegalArgumentException for a name that is none
    static List<Scenario> named(List<String> names) {
        List<String> unknown = new ArrayList<>(names);
        List<Scenario> chosen = new ArrayList<>();
        for (Scenario scenario : ALL) {
            if (names.contains(scenario.name())
                    || names.contains("all")
                    || (names.contains("load") && scenario instanceof Load)) {
                chosen.add(scenario);
            }
            unknown.remove(scenario.name());
        }
        unknown.removeAll(List.of("all", "load"));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("no scenario is called " + String.join(", ", unknown) + "; there are "
                    + ALL.stream().map(Scenario::name).collect(Collectors.joining(", ")) + ", load, all");
        }
        return chosen;
    }

    private static Load echo(String name, String title, double goal, String... generator) {
        return new Load(name, title, join(List.of("echo", "-u", "/echo", "--rmask"), generator), goal);
    }

    private static Load raw(String name, String title, double goal, String... generator) {
        return new Load(
                name, title, join(List.of("bcast", "-u", "/raw/bench", "-c", "1000", "-s", "100"), generator), goal);
    }

    private static List<String> join(List<String> first, String... then) {
        return Stream.concat(first.stream(), Arrays.stream(then)).toList();
    }
}
