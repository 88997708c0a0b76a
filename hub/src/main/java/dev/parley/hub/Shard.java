package dev.parley.hub;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/// What lives on one loop: the channels that are at home there, and the audiences of channels, wherever these are at home.
/// On that loop only, but for [#backlog].
final class Shard {

    /// Channels in memory from which on each new one makes two others prove that they must stay.
    private static final int CROWDED = 1_000;

    private static final long SWEEP_MILLIS = 30_000;

    final Loop loop;
    final FanOut fanOut;

    /// Memory that publications take while they wait for their fan-out on this loop. Any thread.
    final AtomicLong backlog = new AtomicLong();

    /// Publications that were taken on channels at home here. Written on this loop; any thread may read it.
    volatile long published;

    private final Engine engine;
    private final HubOptions options;
    private final Map<ChannelName, Home> homes = new HashMap<>();
    /// Written on this loop only.
    private final Map<ChannelName, Audience> audiences = new ConcurrentHashMap<>();

    private final Observer observer;

    /// The homes in the order in which they are looked at.
    private final ArrayDeque<Home> round = new ArrayDeque<>();

    private boolean sweeping;
    private final int loops;

    Shard(Loop loop, Engine engine, HubOptions options, Observer observer, int loops) {
        this.loop = loop;
        this.engine = engine;
        this.options = options;
        this.observer = observer;
        this.loops = loops;
        fanOut = new FanOut(loop, options.writeDelay().toMillis());
    }

    HubOptions options() {
        return options;
    }

    // ---- channels at home here

    Home home(ChannelName name, Namespace namespace) {
        Home home = homes.get(name);
        if (home == null) {
            if (homes.size() >= CROWDED) {
                look();
                look();
            }
            home = new Home(name, namespace, this, engine, observer, loops);
            homes.put(name, home);
            round.add(home);
            if (!sweeping) {
                sweeping = true;
                loop.schedule(SWEEP_MILLIS, this::sweep);
            }
        }
        return home;
    }

    @Nullable Home existing(ChannelName name) {
        return homes.get(name);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written on this loop only
    void countPublished() {
        published++;
    }

    Iterable<Home> homes() {
        return homes.values();
    }

    /// Lets one channel go that nobody needs in memory.
    private void look() {
        Home home = round.poll();
        if (home == null) {
            return;
        }
        if (home.isIdle()) {
            home.close();
            homes.remove(home.name);
        } else {
            round.add(home);
        }
    }

    private void sweep() {
        int number = Math.min(round.size(), 100_000);
        for (int i = 0; i < number; i++) {
            look();
        }
        sweeping = !homes.isEmpty();
        if (sweeping) {
            loop.schedule(SWEEP_MILLIS, this::sweep);
        }
    }

    // ---- subscribers on this loop

    Audience audience(ChannelName name, Namespace namespace) {
        Audience audience = audiences.get(name);
        if (audience == null) {
            audience = new Audience(name, namespace, this);
            audiences.put(name, audience);
        }
        return audience;
    }

    /// Any thread.
    void forEachAudience(ObjIntConsumer<ChannelName> what) {
        audiences.forEach((name, audience) -> what.accept(name, audience.size));
    }

    /// A subscription is over; with the last one the audience goes.
    ///
    /// @return whether it was the last
    boolean ended(Subscription subscription) {
        Audience audience = subscription.audience;
        audience.ended(subscription);
        if (audience.size == 0) {
            audiences.remove(audience.name, audience);
            return true;
        }
        return false;
    }

    /// Runs `task` on this loop: now when this is the calling thread's, otherwise there.
    void run(Runnable task) {
        if (loop.inLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}
