package dev.parley.engine.sqlite;

import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Draft;
import dev.parley.hub.EngineChannel;
import dev.parley.hub.HistoryPage;
import dev.parley.hub.HistoryQuery;
import dev.parley.hub.HubError;
import dev.parley.hub.Loop;
import dev.parley.hub.Namespace;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import dev.parley.hub.Retention;
import dev.parley.hub.UserId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/// What durable publishing costs, without sockets: so many publishers with one publication of 200 bytes under way each, on
/// one loop; then pages of 100 out of what was stored.
///
/// `main PROCESS|POWER [publishers [channels [publications [history size, 0 for no bound]]]]`; pin it to one core with
/// `taskset -c 0`.
public final class EngineBench {

    private final int publications;
    private final long[] nanos;
    private final CountDownLatch done = new CountDownLatch(1);
    private int begun;
    private int answered;
    private long last;
    private long longest;

    private EngineBench(int publications) {
        this.publications = publications;
        nanos = new long[publications];
    }

    /// A thread with a queue.
    private static final class Thread1 implements Loop, AutoCloseable {
        private final ExecutorService thread = Executors.newSingleThreadExecutor();

        @Override
        public int index() {
            return 0;
        }

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public void execute(Runnable task) {
            thread.execute(task);
        }

        @Override
        public void atEndOfTurn(Runnable task) {
            task.run();
        }

        @Override
        public void nextTurn(Runnable task) {
            thread.execute(task);
        }

        @Override
        public Timer schedule(long delayMillis, Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            thread.shutdownNow();
        }
    }

    private static final class Deaf implements EngineChannel.Listener {
        @Override
        public void onPublication(Publication publication) {}

        @Override
        public void onJoin(ClientInfo info) {}

        @Override
        public void onLeave(ClientInfo info) {}

        @Override
        public void onBreak(Position now) {}
    }

    public static void main(String[] args) throws Exception {
        Durability durability = args.length > 0 ? Durability.valueOf(args[0]) : Durability.PROCESS;
        int publishers = number(args, 1, 200);
        int channels = number(args, 2, 1);
        int publications = number(args, 3, 1_000_000);
        int size = number(args, 4, 0);
        Path folder = Files.createTempDirectory(Path.of(System.getProperty("bench.folder", ".")), "bench");
        SqliteEngine engine = new SqliteEngine(SqliteOptions.in(folder, durability), InstantSource.system());
        try (Thread1 loop = new Thread1()) {
            engine.start((_, _) -> {});
            Retention retention = new Retention(size == 0 ? Retention.UNLIMITED : size, Duration.ofDays(7), null);
            Namespace namespace = Namespace.named("").remembering(retention);
            EngineChannel[] open = new EngineChannel[channels];
            for (int i = 0; i < channels; i++) {
                open[i] = engine.open(new ChannelName("bench" + i), namespace, loop, new Deaf());
            }
            EngineBench bench = new EngineBench(publications);
            long begin = System.nanoTime();
            long cpu = cpuNanos();
            loop.execute(() -> {
                bench.last = System.nanoTime();
                for (int i = 0; i < publishers; i++) {
                    bench.next(open);
                }
            });
            bench.done.await();
            bench.report(System.nanoTime() - begin, cpuNanos() - cpu, folder);
            if (size == 0) {
                pages(open[0], loop, publications / channels);
            }
        } finally {
            long begin = System.nanoTime();
            engine.close();
            System.out.printf("closing took %d ms%n", (System.nanoTime() - begin) / 1_000_000);
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(EngineBench::delete);
            }
        }
    }

    private static int number(String[] args, int index, int otherwise) {
        return args.length > index ? Integer.parseInt(args[index]) : otherwise;
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void next(EngineChannel[] channels) {
        if (begun == publications) {
            return;
        }
        int index = begun++;
        byte[] data = new byte[200];
        Arrays.fill(data, (byte) 'a');
        long begin = System.nanoTime();
        ClientInfo publisher =
                new ClientInfo(new UserId("somebody"), "0198c5a1-5f4e-7b1a-9d7e-3c2b1a0f9e8d", null, null);
        channels[index % channels.length].publish(
                Draft.of(Payload.trusted(Payload.Kind.TEXT, data)).by(publisher), new Answer<>() {
                    @Override
                    public void succeeded(EngineChannel.Outcome outcome) {
                        long now = System.nanoTime();
                        nanos[answered] = now - begin;
                        longest = Math.max(longest, now - last);
                        last = now;
                        if (++answered == publications) {
                            done.countDown();
                        }
                        next(channels);
                    }

                    @Override
                    public void failed(HubError error) {
                        System.out.println("failed: " + error);
                        System.exit(1);
                    }
                });
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private void report(long took, long cpu, Path folder) throws IOException {
        long[] sorted = Arrays.copyOfRange(nanos, publications / 10, publications);
        Arrays.sort(sorted);
        System.out.printf(
                "%,d publications/s, %.1f µs of CPU each; acknowledged after %.1f ms (median), %.1f ms (p99), %.1f ms (p99.9), %.1f ms (longest);"
                        + " longest silence %.1f ms; log %,d KiB%n",
                publications * 1_000_000_000L / took,
                cpu / 1e3 / publications,
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 0.99)] / 1e6,
                sorted[(int) (sorted.length * 0.999)] / 1e6,
                sorted[sorted.length - 1] / 1e6,
                longest / 1e6,
                Files.size(folder.resolve("parley.db-wal")) / 1024);
    }

    private static void pages(EngineChannel channel, Thread1 loop, int stored) throws InterruptedException {
        Position[] top = new Position[1];
        read(channel, loop, HistoryQuery.positionOnly(), top);
        long[] took = new long[1_000];
        for (int i = 0; i < took.length; i++) {
            Position since = new Position(top[0].epoch(), (i * 7919L) % (stored - 200));
            long begin = System.nanoTime();
            read(channel, loop, HistoryQuery.after(since, 100, Long.MAX_VALUE), top);
            took[i] = System.nanoTime() - begin;
        }
        Arrays.sort(took);
        System.out.printf(
                "a page of 100 of %,d: %.2f ms (median), %.2f ms (p99), %.2f ms (longest)%n",
                stored, took[took.length / 2] / 1e6, took[took.length * 99 / 100] / 1e6, took[took.length - 1] / 1e6);
        long begin = System.nanoTime();
        read(channel, loop, new HistoryQuery(null, 100, false, Long.MAX_VALUE), top);
        System.out.printf("the first page: %.2f ms%n", (System.nanoTime() - begin) / 1e6);
    }

    private static void read(EngineChannel channel, Thread1 loop, HistoryQuery query, Position[] top)
            throws InterruptedException {
        CountDownLatch read = new CountDownLatch(1);
        loop.execute(() -> channel.history(query, new Answer<>() {
            @Override
            public void succeeded(HistoryPage page) {
                if (query.limit() > 0 && page.publications().size() != query.limit()) {
                    throw new IllegalStateException("got " + page.publications().size());
                }
                top[0] = page.top();
                read.countDown();
            }

            @Override
            public void failed(HubError error) {
                throw new IllegalStateException(error.message());
            }
        }));
        read.await();
    }
}
