package dev.parley.auth.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.Answer;
import dev.parley.hub.HubError;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// What was answered, waited for at most 20 s.
final class Got<T> implements Answer<T> {

    private record Outcome<T>(T value, HubError error) {}

    private final CompletableFuture<Outcome<T>> outcome = new CompletableFuture<>();
    final AtomicInteger times = new AtomicInteger();

    @Override
    public void succeeded(T value) {
        times.incrementAndGet();
        outcome.complete(new Outcome<>(value, null));
    }

    @Override
    public void failed(HubError error) {
        times.incrementAndGet();
        outcome.complete(new Outcome<>(null, error));
    }

    boolean isThere() {
        return outcome.isDone();
    }

    private Outcome<T> outcome() {
        try {
            return outcome.get(20, TimeUnit.SECONDS);
        } catch (Exception never) {
            throw new AssertionError("it was not answered", never);
        }
    }

    T value() {
        assertThat(outcome().error).isNull();
        return outcome().value;
    }

    HubError error() {
        assertThat(outcome().error).as("refused, not %s", outcome().value).isNotNull();
        return outcome().error;
    }
}
