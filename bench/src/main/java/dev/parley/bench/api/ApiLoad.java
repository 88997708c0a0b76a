package dev.parley.bench.api;

import dev.parley.auth.token.TokenMaker;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Queue;

/// Loads a running Parley as its backend does, from one thread.
///
/// ```
/// publish   PORT PID KEY [--connections 50] [--rate 0] [--seconds 10] [--warm-up 10]
///           to the channel `bench`; with a rate, that many calls a second, and late answers count from when they were due
/// broadcast PORT PID KEY [--channels 1000] [--calls 200]    one call at a time
/// connect   PORT PID PRIVATE_KEY [--seconds 10] [--warm-up 10] [--at-once 100]
///           SDK clients that connect with a token of their own and go
/// ```
public final class ApiLoad {

    private final int port;
    private final long pid;
    private final Selector selector = Selector.open();
    private final long[] latencies = new long[8_000_000];
    private int measured;
    private final ByteBuffer forgotten = ByteBuffer.allocateDirect(1 << 20);

    private ApiLoad(int port, long pid) throws IOException {
        this.port = port;
        this.pid = pid;
    }

    /// @param args as the class says
    public static void main(String[] args) throws Exception {
        ApiLoad load = new ApiLoad(Integer.parseInt(args[1]), Long.parseLong(args[2]));
        switch (args[0]) {
            case "publish" -> load.publish(args);
            case "broadcast" -> load.broadcast(args);
            case "connect" -> load.connect(args);
            default -> throw new IllegalArgumentException("publish, broadcast or connect, not " + args[0]);
        }
    }

    private static double option(String[] args, String name, double otherwise) {
        int at = Arrays.asList(args).indexOf(name);
        return at < 0 ? otherwise : Double.parseDouble(args[at + 1]);
    }

    // ---- publish

    private void publish(String[] args) throws Exception {
        int connections = (int) option(args, "--connections", 50);
        double rate = option(args, "--rate", 0);
        ByteBuffer request = HttpCaller.request(
                port, "publish", args[3], "{\"channel\":\"bench\",\"data\":{\"text\":\"" + "x".repeat(80) + "\"}}");
        listen("/raw/bench");
        Queue<HttpCaller> idle = new ArrayDeque<>();
        for (int i = 0; i < connections; i++) {
            idle.add(new HttpCaller(port, selector, request));
        }
        run(idle, rate, option(args, "--warm-up", 10), false);
        long cpu = cpuNanos();
        double longBefore = longTurns();
        double seconds = option(args, "--seconds", 10);
        long calls = run(idle, rate, seconds, true);
        report(
                String.format(Locale.ROOT, "publish connections=%d asked=%.0f", connections, rate),
                calls,
                seconds,
                cpuNanos() - cpu,
                longTurns() - longBefore);
    }

    private long run(Queue<HttpCaller> idle, double rate, double seconds, boolean measuring) throws IOException {
        int all = idle.size();
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        long begun = 0;
        long done = 0;
        while (true) {
            long now = System.nanoTime();
            boolean over = now >= end;
            while (!over && !idle.isEmpty()) {
                long due = rate == 0 ? now : start + (long) (begun * 1e9 / rate);
                if (due > now) {
                    break;
                }
                idle.remove().call(due);
                begun++;
            }
            if (over && idle.size() == all) {
                return done;
            }
            if (rate == 0) {
                selector.select(100);
            } else {
                selector.selectNow();
            }
            Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
            while (keys.hasNext()) {
                SelectionKey key = keys.next();
                keys.remove();
                if (!(key.attachment() instanceof HttpCaller caller)) {
                    drain((SocketChannel) key.channel());
                    continue;
                }
                long since = caller.begunNanos;
                if (caller.read()) {
                    long answered = System.nanoTime();
                    if (measuring && answered < end) {
                        done++;
                        latencies[measured++] = answered - since;
                    }
                    idle.add(caller);
                }
            }
        }
    }

    /// One bare subscriber, which reads and forgets.
    private void listen(String path) throws IOException {
        SocketChannel subscriber = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        subscriber.write(ByteBuffer.wrap(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII)));
        subscriber.configureBlocking(false);
        subscriber.register(selector, SelectionKey.OP_READ);
    }

    private void drain(SocketChannel subscriber) throws IOException {
        forgotten.clear();
        if (subscriber.read(forgotten) < 0) {
            throw new EOFException("the subscriber was disconnected");
        }
    }

    // ---- broadcast

    private void broadcast(String[] args) throws Exception {
        int channels = (int) option(args, "--channels", 1000);
        int calls = (int) option(args, "--calls", 200);
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < channels; i++) {
            names.append(i == 0 ? "" : ",").append("\"channel-").append(i).append('"');
        }
        ByteBuffer request = HttpCaller.request(
                port, "broadcast", args[3], "{\"channels\":[" + names + "],\"data\":{\"text\":\"hello\"}}");
        Queue<HttpCaller> one = new ArrayDeque<>(List.of(new HttpCaller(port, selector, request)));
        run(one, 20, 5, false);
        long cpu = cpuNanos();
        double longBefore = longTurns();
        double seconds = calls / 20.0;
        long done = run(one, 20, seconds, true);
        report("broadcast channels=" + channels, done, seconds, cpuNanos() - cpu, longTurns() - longBefore);
    }

    // ---- connect

    private void connect(String[] args) throws Exception {
        TokenMaker maker = TokenMaker.privateKey(Files.readString(Path.of(args[3])), Clock.systemUTC());
        long until = System.currentTimeMillis() / 1000 + 3600;
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            tokens.add(maker.connection("user" + i, until, null, List.of()));
        }
        int atOnce = (int) option(args, "--at-once", 100);
        connectFor(tokens, atOnce, option(args, "--warm-up", 10), false);
        long cpu = cpuNanos();
        double longBefore = longTurns();
        double seconds = option(args, "--seconds", 10);
        long done = connectFor(tokens, atOnce, seconds, true);
        report("connect at_once=" + atOnce, done, seconds, cpuNanos() - cpu, longTurns() - longBefore);
    }

    private long connectFor(List<String> tokens, int atOnce, double seconds, boolean measuring) throws IOException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        int underWay = 0;
        int next = 0;
        long done = 0;
        while (true) {
            boolean over = System.nanoTime() >= end;
            while (!over && underWay < atOnce) {
                new TokenClient(port, selector, tokens.get(next++ % tokens.size()));
                underWay++;
            }
            if (over && underWay == 0) {
                return done;
            }
            selector.select(100);
            Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
            while (keys.hasNext()) {
                TokenClient client = (TokenClient) keys.next().attachment();
                keys.remove();
                if (client.read()) {
                    underWay--;
                    long answered = System.nanoTime();
                    if (measuring && answered < end) {
                        done++;
                        latencies[measured++] = answered - client.begunNanos;
                    }
                }
            }
        }
    }

    // ---- what it cost

    private void report(String what, long calls, double seconds, long cpu, double longTurns) {
        Arrays.sort(latencies, 0, measured);
        System.out.printf(
                Locale.ROOT,
                "%s rate=%.0f p50_us=%d p99_us=%d max_us=%d srv_us=%.2f srv_cpu_pct=%.0f long_turns=%.0f%n",
                what,
                calls / seconds,
                latencies[measured / 2] / 1000,
                latencies[(int) (measured * 0.99)] / 1000,
                latencies[Math.max(0, measured - 1)] / 1000,
                cpu / 1e3 / Math.max(1, calls),
                cpu / 1e7 / seconds,
                longTurns);
    }

    private long cpuNanos() throws IOException {
        return dev.parley.bench.sdk.ServerProcess.cpuNanos(pid);
    }

    /// Turns of the server's loops that took long, so far.
    private double longTurns() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String text = client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            return text.lines()
                    .filter(line -> line.startsWith("parley_loop_long_turns_total "))
                    .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
