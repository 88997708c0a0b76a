package dev.parley.bench.sidebyside;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/// Lets the contenders take turns. A contender that fails is said so and leaves the scenario; the others go on.
final class Rounds {

    private final Options options;
    private final Setting setting;
    private final LoadGenerator generator;
    private final RawLines raw;

    Rounds(Options options, Setting setting, LoadGenerator generator, RawLines raw) {
        this.options = options;
        this.setting = setting;
        this.generator = generator;
        this.raw = raw;
    }

    Result measure(Scenario scenario, boolean spin) throws IOException, InterruptedException {
        System.out.println("\n" + scenario.title() + (scenario instanceof Scenario.Load && spin ? ", spin" : ""));
        try (Turn turn = turn(scenario, spin)) {
            return measure(scenario, spin, turn);
        }
    }

    private Result measure(Scenario scenario, boolean spin, Turn turn) throws IOException, InterruptedException {
        Result result = Result.empty(scenario, spin);
        List<Contender> contenders = new ArrayList<>(options.contenders());
        for (int round = 0; round <= options.rounds(); round++) {
            for (Contender contender : List.copyOf(contenders)) {
                Sample sample;
                try {
                    sample = turn.take(contender);
                } catch (IOException e) {
                    System.out.println("  " + contender.name() + " is out: " + e.getMessage());
                    contenders.remove(contender);
                    result.samples().remove(contender);
                    continue;
                }
                raw.add(scenario, spin, round, contender, sample);
                System.out.printf(
                        Locale.ROOT,
                        "  %s %-20s %s%n",
                        round == 0 ? "warm-up" : "round " + round,
                        contender.name(),
                        Report.brief(scenario, sample));
                if (round > 0) {
                    result.add(contender, sample);
                }
            }
            Collections.rotate(contenders, 1);
        }
        return result;
    }

    private Turn turn(Scenario scenario, boolean spin) {
        return switch (scenario) {
            case Scenario.Load load -> new LoadTurn(load, spin);
            case Scenario.Idle idle -> contender -> idle(idle, contender);
            case Scenario.Start start -> this::start;
        };
    }

    /// One measurement of one contender.
    private interface Turn extends AutoCloseable {
        Sample take(Contender contender) throws IOException, InterruptedException;

        @Override
        default void close() {}
    }

    /// Servers live as long as the scenario, doing nothing while others have their turn, unless every round is to have
    /// a JVM of its own.
    private final class LoadTurn implements Turn {
        private final List<String> arguments;
        private final Map<Contender, Server> servers = new HashMap<>();

        LoadTurn(Scenario.Load load, boolean spin) {
            arguments = new ArrayList<>(load.generator());
            // Seconds of CPU time end a phase early; its wall-clock end is only how long we wait for them.
            double patience = options.busy() ? 10 : 1;
            arguments.addAll(List.of("-T", Double.toString(options.seconds() * patience)));
            arguments.addAll(List.of("-W", Double.toString(options.warmUpSeconds() * patience)));
            if (options.busy()) {
                arguments.addAll(List.of("--tcpu", Double.toString(options.seconds())));
                arguments.addAll(List.of("--wcpu", Double.toString(options.warmUpSeconds())));
            }
            if (spin) {
                arguments.add("--spin");
            }
        }

        @Override
        public Sample take(Contender contender) throws IOException, InterruptedException {
            if (options.restart()) {
                try (Server server = Server.start(contender, setting)) {
                    generator.run(server, arguments);
                    return generator.run(server, arguments);
                }
            }
            Server server = servers.get(contender);
            if (server == null) {
                server = Server.start(contender, setting);
                servers.put(contender, server);
            }
            return generator.run(server, arguments);
        }

        @Override
        public void close() {
            servers.values().forEach(Server::close);
        }
    }

    /// A new JVM, some connections that come and go, a collection; then the connections that count.
    private Sample idle(Scenario.Idle idle, Contender contender) throws IOException, InterruptedException {
        try (Server server = Server.start(contender, setting)) {
            int descriptors = server.descriptors();
            generator.run(server, List.of("idle", "-u", "/echo", "--touch", "-T", "1", "-c", "" + idle.warmUp()));
            Patience.until("connections to go", () -> server.descriptors() <= descriptors + 10);
            server.collectGarbage();
            long before = server.residentBytes();

            Process holding =
                    generator.start(server, List.of("idle", "-u", "/echo", "-T", "600", "-c", "" + idle.connections()));
            try {
                Patience.until("connections to come", () -> server.descriptors() >= descriptors + idle.connections());
                Patience.settled(server::residentBytes);
                long open = server.residentBytes();
                server.collectGarbage();
                long collected = server.residentBytes();
                SequencedMap<String, Number> figures = new LinkedHashMap<>();
                figures.put("connections", idle.connections());
                figures.put("rss_before_kib", before / 1024);
                figures.put("rss_open_kib", open / 1024);
                figures.put("rss_collected_kib", collected / 1024);
                figures.put("bytes_per_connection", (open - before) / idle.connections());
                figures.put("bytes_per_connection_collected", (collected - before) / idle.connections());
                return Sample.of(figures);
            } finally {
                holding.destroyForcibly().waitFor();
            }
        }
    }

    private Sample start(Contender contender) throws IOException, InterruptedException {
        try (Server server = Server.startUnpinned(contender, setting)) {
            return Sample.of(Map.of("start_ms", server.startTime().toNanos() / 1e6));
        }
    }
}
