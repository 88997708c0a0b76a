package dev.parley.server;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Things by name that exist as long as somebody holds them, and of which there is a bounded number. Any thread.
public final class Registry<T> {

    private final int limit;
    private final Supplier<T> maker;
    private final ConcurrentHashMap<String, Held<T>> held = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    private record Held<T>(T value, int holders) {}

    public Registry(int limit, Supplier<T> maker) {
        this.limit = limit;
        this.maker = maker;
    }

    /// Holds what has that name, and makes it when there is none. Each hold is followed by one [#release].
    ///
    /// @return null when there are `limit` others
    public @Nullable T hold(String name) {
        Held<T> now = held.compute(name, (_, before) -> {
            if (before != null) {
                return new Held<>(before.value(), before.holders() + 1);
            }
            if (count.incrementAndGet() > limit) {
                count.decrementAndGet();
                return null;
            }
            return new Held<>(maker.get(), 1);
        });
        return now == null ? null : now.value();
    }

    /// What has that name is forgotten when its last holder lets go.
    public void release(String name) {
        held.computeIfPresent(name, (_, before) -> {
            if (before.holders() > 1) {
                return new Held<>(before.value(), before.holders() - 1);
            }
            count.decrementAndGet();
            return null;
        });
    }

    /// Whether one more name would be refused; may be outdated at once.
    public boolean refuses(String name) {
        return count.get() >= limit && !held.containsKey(name);
    }

    public int size() {
        return count.get();
    }
}
