package dev.parley.bench.sdk;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/// Loads a running Parley with SDK sessions, from one thread.
///
/// ```
/// publish  PORT PID [--clients 200] [--size 200] [--seconds 10] [--warm-up 5] [--channels N]
///          each session publishes, waits for the acknowledgement, publishes again
/// channels PORT PID [--clients 100] [--each 1000]       what a channel costs that one session hears
/// sessions PORT PID [--clients 10000]     what a session with one subscription costs in memory
/// recover  PORT PID [--clients 10000]     all come back at once and recover 10 messages each
/// ```
public final class SdkLoad implements SdkClient.Heard {

    private static final int MISSED = 10;

    private final int port;
    private final ServerProcess server;
    private final Selector selector = Selector.open();
    private final int clients;
    private final int size;
    private final double seconds;
    private final double warmUp;
    private final int channels;

    /// Channels of each client, where it has more than one.
    private final int each;

    private enum Mode {
        PUBLISH,
        HOLD,
        MANY,
        RECOVER
    }

    private Mode mode = Mode.HOLD;
    private int ready;
    private int lost;
    private String whyLost = "";
    private long acknowledged;
    private boolean measuring;
    private final long[] latencies = new long[4_000_000];
    private int measured;
    private final java.nio.ByteBuffer[] publishes;
    private final String[] epochs;
    private final long[] offsets;

    private SdkLoad(String[] args) throws IOException {
        port = Integer.parseInt(args[1]);
        server = new ServerProcess(Long.parseLong(args[2]));
        clients = (int)
                option(args, "--clients", args[0].equals("publish") ? 200 : args[0].equals("channels") ? 100 : 10_000);
        each = (int) option(args, "--each", 1_000);
        size = (int) option(args, "--size", 200);
        seconds = option(args, "--seconds", 10);
        warmUp = option(args, "--warm-up", 5);
        channels = (int) option(args, "--channels", args[0].equals("publish") ? clients : 100);
        publishes = new java.nio.ByteBuffer[channels];
        epochs = new String[channels];
        offsets = new long[channels];
    }

    private static double option(String[] args, String name, double otherwise) {
        int at = Arrays.asList(args).indexOf(name);
        return at < 0 ? otherwise : Double.parseDouble(args[at + 1]);
    }

    /// @param args as the class says
    public static void main(String[] args) throws IOException {
        SdkLoad load = new SdkLoad(args);
        switch (args[0]) {
            case "publish" -> load.publish();
            case "sessions" -> load.sessions();
            case "recover" -> load.recover();
            case "channels" -> load.manyChannels();
            default -> throw new IllegalArgumentException("publish, sessions, channels or recover, not " + args[0]);
        }
    }

    private String channel(int number) {
        return "load" + number % channels;
    }

    // ---- publish

    private void publish() throws IOException {
        mode = Mode.PUBLISH;
        String data = "\"" + "x".repeat(Math.max(0, size - 2)) + "\"";
        for (int i = 0; i < channels; i++) {
            publishes[i] =
                    SdkClient.frame("{\"id\":2,\"publish\":{\"channel\":\"load" + i + "\",\"data\":" + data + "}}");
        }
        open(clients);
        runFor(warmUp);
        measuring = true;
        long cpu = server.cpuNanos();
        long acked = acknowledged;
        long started = System.nanoTime();
        runFor(seconds);
        double took = (System.nanoTime() - started) / 1e9;
        cpu = server.cpuNanos() - cpu;
        acked = acknowledged - acked;
        Arrays.sort(latencies, 0, measured);
        System.out.printf(
                Locale.ROOT,
                "publish clients=%d size=%d channels=%d rate=%.0f/s p50_us=%d p99_us=%d max_us=%d srv_us=%.2f srv_cpu_pct=%.0f lost=%d %s%n",
                clients,
                size,
                channels,
                acked / took,
                latencies[measured / 2] / 1000,
                latencies[(int) (measured * 0.99)] / 1000,
                latencies[Math.max(0, measured - 1)] / 1000,
                cpu / 1e3 / Math.max(1, acked),
                cpu / 1e7 / took,
                lost,
                whyLost);
    }

    // ---- sessions

    private void sessions() throws IOException {
        open(500); // what the first ones cost is the server's start
        cutAll();
        runFor(3);
        long before = server.residentBytes();
        ready = 0;
        open(clients);
        runFor(5);
        long after = server.residentBytes();
        System.out.printf(
                Locale.ROOT,
                "sessions clients=%d ready=%d lost=%d rss_before=%d rss_after=%d bytes_per_session=%d %s%n",
                clients,
                ready,
                lost,
                before,
                after,
                (after - before) / clients,
                whyLost);
    }

    // ---- channels

    private void manyChannels() throws IOException {
        open(clients);
        runFor(3);
        long heap = server.liveHeapBytes();
        long before = server.residentBytes();
        mode = Mode.MANY;
        ready = 0;
        for (SdkClient client : open) {
            subscribeNext(client);
        }
        long deadline = System.nanoTime() + 300_000_000_000L;
        while (ready < clients && lost == 0 && System.nanoTime() < deadline) {
            turn(100);
        }
        runFor(5);
        long after = server.residentBytes();
        heap = server.liveHeapBytes() - heap;
        System.out.printf(
                Locale.ROOT,
                "channels clients=%d each=%d ready=%d lost=%d rss_before=%d rss_after=%d bytes_per_channel=%d"
                        + " live_heap_per_channel=%d %s%n",
                clients,
                each,
                ready,
                lost,
                before,
                after,
                (after - before) / ((long) clients * each),
                heap / ((long) clients * each),
                whyLost);
    }

    private void subscribeNext(SdkClient client) throws IOException {
        if (client.step == each) {
            ready++;
        } else {
            client.send("{\"id\":3,\"subscribe\":{\"channel\":\"room-" + client.number + "-" + client.step++ + "\"}}");
        }
    }

    // ---- recover

    private void recover() throws IOException {
        open(clients);
        cutAll();
        runFor(2);
        mode = Mode.PUBLISH;
        for (int i = 0; i < channels; i++) {
            publishes[i] = SdkClient.frame("{\"id\":2,\"publish\":{\"channel\":\"load" + i + "\",\"data\":{\"n\":1}}}");
        }
        int all = channels * MISSED;
        acknowledged = 0;
        SdkClient publisher = new SdkClient(0, port, selector, this);
        publisher.step = 100;
        while (acknowledged < all) {
            turn(100);
        }
        publisher.cut();
        mode = Mode.RECOVER;
        ready = 0;
        long started = System.nanoTime();
        long cpu = server.cpuNanos();
        open(clients);
        double took = (System.nanoTime() - started) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "recover clients=%d recovered=%d missed_each=%d lost=%d seconds=%.2f srv_us=%.1f %s%n",
                clients,
                recovered,
                MISSED,
                lost,
                took,
                (server.cpuNanos() - cpu) / 1e3 / clients,
                whyLost);
    }

    private int recovered;

    // ---- the clients

    private final List<SdkClient> open = new ArrayList<>();

    /// Opens that many, at most 256 on their way at a time, and waits until they are ready.
    private void open(int number) throws IOException {
        ready = 0;
        int started = 0;
        long deadline = System.nanoTime() + 120_000_000_000L;
        while (ready + lost < number) {
            while (started < number && started - ready < 256) {
                open.add(new SdkClient(started++, port, selector, this));
            }
            turn(100);
            if (System.nanoTime() > deadline) {
                throw new IOException("only " + ready + " of " + number + " are ready; " + whyLost);
            }
        }
    }

    private void cutAll() throws IOException {
        for (SdkClient client : open) {
            client.cut();
        }
        open.clear();
    }

    private void runFor(double time) throws IOException {
        long end = System.nanoTime() + (long) (time * 1e9);
        for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
            turn(Math.max(1, (end - now) / 1_000_000));
        }
    }

    private void turn(long millis) throws IOException {
        selector.select(millis);
        Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
        while (keys.hasNext()) {
            SelectionKey key = keys.next();
            keys.remove();
            if (key.isValid()) {
                ((SdkClient) key.attachment()).ready();
            }
        }
    }

    @Override
    public void onOpen(SdkClient client) throws IOException {
        client.send("{\"id\":1,\"connect\":{}}");
    }

    @Override
    public void onMessage(SdkClient client, String message) throws IOException {
        if (message.startsWith("{\"id\":1,")) {
            connected(client, message);
        } else if (message.startsWith("{\"id\":2,") && message.contains("\"publish\"")) {
            acknowledged(client);
        } else if (message.startsWith("{\"id\":3,")) {
            subscribed(client, message);
        } else if (message.contains("\"error\"")) {
            client.close(message);
        }
    }

    private void connected(SdkClient client, String message) throws IOException {
        if (!message.contains("\"connect\"")) {
            client.close(message);
            return;
        }
        switch (mode) {
            case PUBLISH -> {
                ready++;
                publishNext(client);
            }
            case HOLD, MANY -> client.send("{\"id\":3,\"subscribe\":{\"channel\":\"" + channel(client.number) + "\"}}");
            case RECOVER -> {
                int at = client.number % channels;
                client.send("{\"id\":3,\"subscribe\":{\"channel\":\"" + channel(client.number)
                        + "\",\"recover\":true,\"epoch\":\"" + epochs[at] + "\",\"offset\":" + offsets[at] + "}}");
            }
        }
    }

    private void publishNext(SdkClient client) throws IOException {
        client.sentNanos = System.nanoTime();
        int at = client.step >= 100 ? (client.step++ - 100) % channels : client.number % channels;
        client.write(publishes[at].duplicate());
    }

    private void acknowledged(SdkClient client) throws IOException {
        acknowledged++;
        if (measuring && measured < latencies.length) {
            latencies[measured++] = System.nanoTime() - client.sentNanos;
        }
        if (client.step < 100 || client.step - 100 < channels * MISSED) {
            publishNext(client);
        }
    }

    private void subscribed(SdkClient client, String message) throws IOException {
        if (!message.contains("\"subscribe\"")) {
            client.close(message);
            return;
        }
        if (mode == Mode.MANY) {
            subscribeNext(client);
            return;
        }
        ready++;
        if (mode == Mode.RECOVER) {
            int publications = message.split("\"n\":1", -1).length - 1;
            if (publications == MISSED && message.contains("\"recovered\":true")) {
                recovered++;
            }
        } else {
            int at = client.number % channels;
            epochs[at] = text(message, "\"epoch\":\"", "\"");
            String offset = text(message, "\"offset\":", ",}");
            offsets[at] = offset.isEmpty() ? 0 : Long.parseLong(offset);
        }
    }

    private static String text(String message, String before, String ends) {
        int start = message.indexOf(before);
        if (start < 0) {
            return "";
        }
        start += before.length();
        int end = start;
        while (end < message.length() && ends.indexOf(message.charAt(end)) < 0) {
            end++;
        }
        return message.substring(start, end);
    }

    @Override
    public void onClosed(SdkClient client, String why) {
        lost++;
        whyLost = why;
    }
}
