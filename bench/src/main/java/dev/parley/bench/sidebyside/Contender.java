package dev.parley.bench.sidebyside;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A server that takes part, by the name it has on the command line: `parley:io_uring`, `netty:epoll`, `jetty` …
///
/// @param name as given
/// @param kind which program
/// @param transport `io_uring`, `epoll` or `nio`, or empty where the program doesn't choose
record Contender(String name, Kind kind, String transport) {

    /// The programs there are.
    enum Kind {
        /// The server as it ships, started by its own script from `cli/target/parley`.
        PARLEY("parley", true),
        /// `./parley serve`, with all that the script does before; for start-up times.
        LAUNCHER("./parley", false),
        /// A bare server on the `websocket` library.
        LIBRARY("parley-lib", true),
        /// Netty's stock WebSocket handlers, flushing as Netty's own examples do.
        NETTY("netty", true),
        /// The same behind Netty's `FlushConsolidationHandler`.
        NETTY_TURN("netty-turn", true),
        UNDERTOW("undertow", false),
        JETTY("jetty", false),
        JAVA_WEBSOCKET("java-websocket", false);

        private final String word;
        private final boolean choosesTransport;

        Kind(String word, boolean choosesTransport) {
            this.word = word;
            this.choosesTransport = choosesTransport;
        }
    }

    /// What starts the packaged server, in the repository.
    static final String SHIPPED_SCRIPT = "cli/target/parley/bin/parley";

    private static final Set<String> TRANSPORTS = Set.of("io_uring", "epoll", "nio");

    /// @throws IllegalArgumentException for a name that is none
    static Contender named(String name) {
        String[] parts = name.split(":", 2);
        for (Kind kind : Kind.values()) {
            if (kind.word.equals(parts[0])) {
                String transport = parts.length == 2 ? parts[1] : "";
                boolean fits = kind.choosesTransport ? TRANSPORTS.contains(transport) : transport.isEmpty();
                if (!fits) {
                    throw new IllegalArgumentException(
                            kind.choosesTransport
                                    ? kind.word + " needs a transport: " + kind.word + ":io_uring, :epoll or :nio"
                                    : kind.word + " has no choice of transports");
                }
                return new Contender(name, kind, transport);
            }
        }
        throw new IllegalArgumentException("no contender is called " + name + "; there are parley:T, ./parley, "
                + "parley-lib:T, netty:T, netty-turn:T, undertow, jetty, java-websocket (T: io_uring, epoll, nio)");
    }

    /// The command that starts it with one loop, listening on 127.0.0.1.
    List<String> command(Setting setting, int port) {
        String at = Integer.toString(port);
        return switch (kind) {
            case PARLEY -> parley(setting, SHIPPED_SCRIPT, at, "--transport", transport);
            case LAUNCHER -> parley(setting, "parley", at);
            case LIBRARY -> peer(setting, "ParleyLibrary", at, "--transport", transport);
            case NETTY -> peer(setting, "NettyStock", at, "--transport", transport);
            case NETTY_TURN -> peer(setting, "NettyStock", at, "--transport", transport, "--flush", "turn");
            case UNDERTOW -> peer(setting, "UndertowPeer", at);
            case JETTY -> peer(setting, "JettyPeer", at);
            case JAVA_WEBSOCKET -> peer(setting, "JavaWebSocketPeer", at);
        };
    }

    /// What the command needs in its environment: Parley's scripts find their own JVM and flags.
    Map<String, String> environment(Setting setting) {
        return Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "PARLEY_JAVA_OPTS",
                String.join(" ", setting.moreFlags()));
    }

    private static List<String> parley(Setting setting, String script, String port, String... more) {
        List<String> command = new ArrayList<>();
        command.add(setting.house().resolve(script).toString());
        command.addAll(List.of("serve", "--port", port, "--loops", "1"));
        command.addAll(List.of(more));
        return command;
    }

    private static List<String> peer(Setting setting, String program, String port, String... more) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(setting.flags());
        command.addAll(List.of("-cp", setting.classPath(), "dev.parley.bench.peers." + program));
        command.addAll(List.of("--port", port, "--loops", "1"));
        command.addAll(List.of(more));
        return command;
    }
}
