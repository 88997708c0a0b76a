package dev.parley.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.awaitility.Awaitility;

/// A redis-server of its own, on a free port of this machine, with its data in a folder.
public final class RedisServer implements AutoCloseable {

    private static final RedisClient CLIENT = RedisClient.create();

    private final Path folder;
    private final int port;
    private final List<String> options;
    private Process process;

    private RedisServer(Path folder, int port, List<String> options) {
        this.folder = folder;
        this.port = port;
        this.options = options;
    }

    /// @param options each a word of the command line; a file's name may come first
    public static RedisServer start(Path folder, String... options) throws IOException {
        RedisServer server = new RedisServer(Files.createDirectories(folder), freePort(), List.of(options));
        server.start();
        return server;
    }

    /// Below those that the system gives to who asks for any: nobody takes it while a server is down for a moment.
    static int freePort() throws IOException {
        for (int tries = 0; ; tries++) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (BindException taken) {
                if (tries == 100) {
                    throw taken;
                }
            }
        }
    }

    public void start() throws IOException {
        List<String> command = new ArrayList<>(List.of("redis-server"));
        boolean hasFile = !options.isEmpty() && !options.getFirst().startsWith("--");
        command.addAll(options.subList(0, hasFile ? 1 : 0));
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", folder.toString()));
        command.addAll(options.subList(hasFile ? 1 : 0, options.size()));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("redis.log").toFile())
                .start();
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(this::answers);
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("redis-server has ended: see " + folder.resolve("redis.log"));
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            socket.setSoTimeout(500);
            socket.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
            String answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
            return answer != null && (answer.startsWith("+PONG") || answer.startsWith("-NOAUTH"));
        } catch (IOException notYet) {
            return false;
        }
    }

    public String address() {
        return "redis://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /// As `kill -9` does.
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// Stops it where it is (`STOP`), or lets it go on (`CONT`).
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    String role() {
        return ask(redis -> redis.info("replication")
                .lines()
                .filter(line -> line.startsWith("role:"))
                .findFirst()
                .orElse("role:")
                .substring("role:".length()));
    }

    /// The word behind an option.
    String option(String name) {
        return options.get(options.indexOf(name) + 1);
    }

    /// Lets somebody in besides.
    ///
    /// @param rule `user NAME` and what it may do, as in an ACL file
    public void let(String rule) {
        CommandArgs<String, String> words = new CommandArgs<>(StringCodec.UTF8).add("SETUSER");
        List.of(rule.split(" ")).subList(1, rule.split(" ").length).forEach(words::add);
        ask(redis -> redis.dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), words));
    }

    /// Does something over a connection of its own.
    public static void redis(RedisServer server, Consumer<RedisCommands<String, String>> task) {
        server.ask(redis -> {
            task.accept(redis);
            return true;
        });
    }

    /// Asks something over a connection of its own.
    public <T> T ask(Function<RedisCommands<String, String>, T> question) {
        try (StatefulRedisConnection<String, String> connection = CLIENT.connect(RedisURI.create(address()))) {
            return question.apply(connection.sync());
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
