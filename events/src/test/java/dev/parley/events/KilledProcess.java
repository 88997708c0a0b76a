package dev.parley.events;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.store.Store;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// Adds publications without end, sends them, and says the id of each that was acknowledged. The test kills it.
final class KilledProcess {

    static final int CHANNELS = 5;

    private KilledProcess() {}

    /// @param args the file, and the backend's address
    public static void main(String[] args) throws IOException, InterruptedException {
        OutboxOptions options = options(URI.create(args[1]));
        Store store = Store.open(Path.of(args[0]), false, List.of(Outbox.TABLES));
        StoreOutbox outbox = StoreOutbox.open(store, options, InstantSource.system());
        Timers timers = Timers.on(Executors.newSingleThreadScheduledExecutor());
        new Sender(outbox, options, InstantSource.system(), new Random(), timers).start();
        PrintStream out = System.out;
        Semaphore underWay = new Semaphore(200);
        for (long offset = 1; ; offset++) {
            for (int channel = 0; channel < CHANNELS; channel++) {
                Event event = event(channel, offset);
                underWay.acquire();
                outbox.add(
                        event,
                        new Told<>(
                                _ -> {
                                    out.println(event.ownId());
                                    underWay.release();
                                },
                                _ -> System.exit(1)));
            }
        }
    }

    static OutboxOptions options(URI backend) {
        return new OutboxOptions(backend, "secret", Duration.ofSeconds(5), 2, 1_000_000);
    }

    private static Event event(int channel, long offset) {
        return new Event.Published(
                new ChannelName("c" + channel), new Position("e", offset), null, Payload.json("1"), Map.of(), 1);
    }
}
