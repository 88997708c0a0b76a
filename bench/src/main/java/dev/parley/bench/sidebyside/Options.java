package dev.parley.bench.sidebyside;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a run was asked to do.
///
/// @param scenarios at least one
/// @param contenders at least one, in the order of the tables
/// @param baseline the contender that the others are divided by; need not take part
/// @param rounds that count, after one that does not
/// @param seconds measured for each round and contender
/// @param warmUpSeconds unmeasured, before
/// @param spins for each pass over the scenarios with messages: whether the generator polls instead of sleeping
/// @param busy whether seconds are of the server's CPU time, for a machine that others use as well
/// @param restart whether every round starts a new JVM (and warms it up by a whole unmeasured run)
/// @param generator a compiled `wsload`, or null to compile it
/// @param jvmFlags a file of JVM flags behind those that ship with the server, or null
record Options(
        List<Scenario> scenarios,
        List<Contender> contenders,
        Contender baseline,
        int rounds,
        double seconds,
        double warmUpSeconds,
        List<Boolean> spins,
        boolean busy,
        boolean restart,
        @Nullable Path generator,
        @Nullable Path jvmFlags,
        int serverCore,
        int loadCore) {

    static final String USAGE = """
            bench/run [options] [scenario …]
              scenarios            echo-20 echo-1k echo-5000 echo-deep raw-1 raw-8 (load: these six; the default),
                                   idle (memory per idle connection), start (start to listening), all
              --contenders LIST    of parley:T ./parley parley-lib:T netty:T netty-turn:T undertow jetty java-websocket,
                                   separated by commas; T is io_uring, epoll or nio
                                   (parley:io_uring,parley:epoll,netty:epoll)
              --baseline NAME      what the others are divided by (netty:epoll)
              --rounds N           rounds that count, after a warm-up round (5)
              --seconds S          measured by round and contender (3)
              --warm-up S          unmeasured before that (1)
              --spin on|off|both   whether the load generator polls instead of sleeping (on)
              --busy               count seconds of the server's CPU time, on a machine that others use as well
              --restart            a new JVM for every round
              --wsload PATH        a compiled load generator (compiles ../shared/tools/wsload.c)
              --jvm-flags FILE     JVM flags for all, behind those that Parley ships with
              --server-core N      (0)
              --load-core N        (1)
            """;

    private static final Set<String> SWITCHES = Set.of("--busy", "--restart");
    private static final Set<String> WITH_VALUE = Set.of(
            "--contenders",
            "--baseline",
            "--rounds",
            "--seconds",
            "--warm-up",
            "--spin",
            "--wsload",
            "--jvm-flags",
            "--server-core",
            "--load-core");

    Options {
        if (rounds < 1 || seconds <= 0 || warmUpSeconds < 0 || contenders.isEmpty() || scenarios.isEmpty()) {
            throw new IllegalArgumentException("there must be a scenario, a contender, a round and some seconds");
        }
    }

    /// @throws IllegalArgumentException for what it does not understand, with a sentence that says so
    static Options parse(String... args) {
        List<String> scenarios = new ArrayList<>();
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.length; i++) {
            String word = args[i];
            if (!word.startsWith("--")) {
                scenarios.add(word);
            } else if (SWITCHES.contains(word)) {
                given.put(word, "on");
            } else if (!WITH_VALUE.contains(word)) {
                throw new IllegalArgumentException("unknown option " + word);
            } else if (++i == args.length) {
                throw new IllegalArgumentException(word + " needs a value");
            } else {
                given.put(word, args[i]);
            }
        }
        return new Options(
                Scenario.named(scenarios.isEmpty() ? List.of("load") : scenarios),
                contenders(given.getOrDefault("--contenders", "parley:io_uring,parley:epoll,netty:epoll")),
                Contender.named(given.getOrDefault("--baseline", "netty:epoll")),
                Integer.parseInt(given.getOrDefault("--rounds", "5")),
                Double.parseDouble(given.getOrDefault("--seconds", "3")),
                Double.parseDouble(given.getOrDefault("--warm-up", "1")),
                spins(given.getOrDefault("--spin", "on")),
                given.containsKey("--busy"),
                given.containsKey("--restart"),
                path(given.get("--wsload")),
                path(given.get("--jvm-flags")),
                Integer.parseInt(given.getOrDefault("--server-core", "0")),
                Integer.parseInt(given.getOrDefault("--load-core", "1")));
    }

    private static List<Contender> contenders(String list) {
        return Arrays.stream(list.split(",")).map(Contender::named).toList();
    }

    private static List<Boolean> spins(String value) {
        return switch (value) {
            case "on" -> List.of(true);
            case "off" -> List.of(false);
            case "both" -> List.of(true, false);
            default -> throw new IllegalArgumentException("--spin is on, off or both, not " + value);
        };
    }

    private static @Nullable Path path(@Nullable String value) {
        return value == null ? null : Path.of(value).toAbsolutePath();
    }
}
