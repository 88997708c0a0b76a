package dev.parley.engine.redis;

import static dev.parley.hub.EngineContract.HOUR;

import com.sun.management.OperatingSystemMXBean;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Draft;
import dev.parley.hub.EngineChannel;
import dev.parley.hub.EngineContract;
import dev.parley.hub.HubError;
import dev.parley.hub.Loop;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import dev.parley.redis.Access;
import dev.parley.redis.Redis;
import dev.parley.redis.RedisOptions;
import dev.parley.redis.RedisServer;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.KillArgs;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Measures what many channels cost a node and its Redis: memory, the comparing of each every few seconds, and how soon all
/// are heard again after the node was cut off. Not a test: `main`, with the number of channels.
@SuppressWarnings("NonAtomicVolatileUpdate") // one thread counts
final class ManyChannels implements AutoCloseable {

    private final int number;
    private final RedisServer server;
    private final OneThread loop = new OneThread();
    private final List<EngineChannel> channels = new ArrayList<>();
    // on the loop's thread; read by main's
    private volatile long answered;
    private volatile long refused;
    private volatile long heard;
    private volatile long slowestNanos;
    private volatile String lastRefusal = "";

    private ManyChannels(int number, Path folder) throws IOException {
        this.number = number;
        server = RedisServer.start(folder, "--save", "", "--appendonly", "no");
        RedisServer.redis(
                server,
                redis -> redis.aclSetuser(
                        "node",
                        AclSetuserArgs.Builder.on()
                                .addPassword("x")
                                .allKeys()
                                .allChannels()
                                .allCommands()));
    }

    public static void main(String[] words) throws Exception {
        int number = words.length == 0 ? 100_000 : Integer.parseInt(words[0]);
        Path folder = Files.createTempDirectory("many-channels");
        try (ManyChannels many = new ManyChannels(number, folder)) {
            many.measure();
        }
    }

    private RedisOptions options(String name) {
        return RedisOptions.at(server.address(), name).withCheck(Duration.ofSeconds(5));
    }

    private void measure() throws Exception {
        RedisOptions ours = options("one").withAccess(new Access("node", "x", 0, null));
        try (Redis one = new Redis(ours, new Random(1), 1);
                Redis two = new Redis(options("two"), new Random(2), 1)) {
            listenToAll(engine(one));
            compareAll();
            cutOff(engine(two));
        }
    }

    private static RedisEngine engine(Redis redis) throws IOException {
        RedisEngine engine = new RedisEngine(redis, InstantSource.system(), new Random(3));
        engine.start((_, _) -> {});
        return engine;
    }

    private void listenToAll(RedisEngine engine) throws InterruptedException {
        long heap = heap();
        long redis = info("memory", "used_memory");
        long began = System.nanoTime();
        for (int i = 0; i < number; i++) {
            int each = i;
            loop.execute(() -> {
                EngineChannel channel = engine.open(name(each), EngineContract.keeping(HOUR), loop, new Heard());
                channels.add(channel);
                channel.interest(true, new Counted<Position>());
            });
            if (i % 1_000 == 999) {
                long due = i + 1;
                until(() -> answered + refused >= due);
            }
        }
        System.out.printf(
                "%,d channels: %,d listened to and %,d refused (%s) in %,d ms%n",
                number, answered, refused, lastRefusal, millisSince(began));
        System.out.printf("heap: %,d bytes each%n", (heap() - heap) / number);
        System.out.printf(
                "Redis: %,d bytes each, of which %,d for what is known of the channel%n",
                (info("memory", "used_memory") - redis) / number, keyBytes());
    }

    /// Of one of the keys, all of which are alike.
    private long keyBytes() {
        return server.ask(redis -> redis.memoryUsage(redis.randomkey()));
    }

    /// What the comparing costs, in intervals of 5 s.
    private void compareAll() throws InterruptedException {
        Thread.sleep(6_000);
        long redisCpu = redisCpu();
        long cpu = cpu();
        long in = info("stats", "total_net_input_bytes");
        long out = info("stats", "total_net_output_bytes");
        Thread.sleep(20_000);
        System.out.printf(
                "each 5 s: Redis %,d ms of CPU, the node %,d ms, %,d bytes to Redis and %,d back%n",
                (redisCpu() - redisCpu) / 4,
                (cpu() - cpu) / 4_000_000,
                (info("stats", "total_net_input_bytes") - in) / 4,
                (info("stats", "total_net_output_bytes") - out) / 4);
    }

    /// The node is cut off while something is published on every channel.
    private void cutOff(RedisEngine engine) throws InterruptedException {
        RedisServer.redis(server, redis -> {
            redis.aclSetuser("node", AclSetuserArgs.Builder.off());
            redis.clientKill(KillArgs.Builder.user("node"));
        });
        answered = 0;
        refused = 0;
        heard = 0;
        long began = System.nanoTime();
        List<EngineChannel> publishing = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            int each = i;
            loop.execute(() -> {
                EngineChannel channel = engine.open(name(each), EngineContract.keeping(HOUR), loop, new Heard());
                publishing.add(channel);
                channel.publish(Draft.of(Payload.text("while it was cut off")), new Counted<>());
            });
            if (i % 1_000 == 999) {
                long due = i + 1;
                until(() -> answered + refused >= due);
            }
        }
        System.out.printf("published on each in %,d ms, %,d refused%n", millisSince(began), refused);
        heard = 0;
        answered = 0;
        refused = 0;
        slowestNanos = 0;
        RedisServer.redis(server, redis -> redis.aclSetuser("node", AclSetuserArgs.Builder.on()));
        began = System.nanoTime();
        long first = 0;
        long next = 0;
        long published = 0;
        long backAfter = -1;
        while (heard < number) {
            long now = millisSince(began);
            if (first == 0 && heard > 0) {
                first = now;
            }
            if (backAfter < 0 && answered > 0) {
                backAfter = now;
            }
            if (now >= next) { // somebody publishes all the while
                next = now + 2;
                published++;
                EngineChannel channel = channels.get((int) (published * 7_919 % number));
                loop.execute(() -> channel.publish(Draft.of(Payload.text("x")), new Counted<>()));
            }
            Thread.sleep(1);
            if (now > 120_000) {
                System.out.printf("only %,d of %,d heard%n", heard, number);
                break;
            }
        }
        System.out.printf(
                "back after %,d ms, first heard after %,d ms, all after %,d ms; meanwhile %,d published, the slowest in %,d ms, %,d refused (%s)%n",
                backAfter, first, millisSince(began), published, slowestNanos / 1_000_000, refused, lastRefusal);
    }

    private static ChannelName name(int number) {
        return new ChannelName("room:" + number);
    }

    private final class Heard implements EngineChannel.Listener {
        @Override
        public void onPublication(Publication publication) {
            if (publication.offset() == 1) {
                heard++;
            }
        }

        @Override
        public void onJoin(ClientInfo info) {}

        @Override
        public void onLeave(ClientInfo info) {}

        @Override
        public void onBreak(Position now) {
            System.out.println("break");
        }
    }

    private final class Counted<T> implements Answer<T> {
        private final long asked = System.nanoTime();

        @Override
        public void succeeded(T value) {
            answered++;
            slowestNanos = Math.max(slowestNanos, System.nanoTime() - asked);
        }

        @Override
        public void failed(HubError error) {
            refused++;
            lastRefusal = error.message();
        }
    }

    // ---- measuring

    private static void until(BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            Thread.sleep(1);
        }
    }

    private long info(String section, String name) {
        return Long.parseLong(server.ask(redis -> redis.info(section)
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .findFirst()
                .orElseThrow()
                .substring(name.length() + 1)));
    }

    /// In ms.
    private long redisCpu() {
        return server.ask(redis -> redis.info("cpu")
                .lines()
                .filter(line -> line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:"))
                .mapToLong(line -> Math.round(1_000 * Double.parseDouble(line.substring(line.indexOf(':') + 1))))
                .sum());
    }

    private static long cpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long heap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(200);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    @Override
    public void close() {
        loop.close();
        server.close();
    }

    /// A loop on a thread of its own.
    private static final class OneThread implements Loop, AutoCloseable {
        private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        private final ArrayDeque<Runnable> end = new ArrayDeque<>();
        private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
        private final Thread thread = Thread.ofPlatform().name("loop").daemon().start(this::run);
        private volatile boolean closed;

        private void run() {
            try {
                while (!closed) {
                    Runnable task = tasks.take();
                    for (int i = 0; i < 100 && task != null; i++) {
                        task.run();
                        task = tasks.poll();
                    }
                    if (task != null) {
                        task.run();
                    }
                    for (Runnable each = end.poll(); each != null; each = end.poll()) {
                        each.run();
                    }
                }
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public int index() {
            return 0;
        }

        @Override
        public boolean inLoop() {
            return Thread.currentThread() == thread;
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void atEndOfTurn(Runnable task) {
            end.add(task);
        }

        @Override
        public void nextTurn(Runnable task) {
            tasks.add(task);
        }

        @Override
        public Timer schedule(long delayMillis, Runnable task) {
            Future<?> due = timers.schedule(() -> tasks.add(task), delayMillis, TimeUnit.MILLISECONDS);
            return () -> due.cancel(false);
        }

        @Override
        public void close() {
            closed = true;
            timers.shutdownNow();
            thread.interrupt();
        }
    }
}
