package dev.parley.server.api;

import dev.parley.hub.Answer;
import dev.parley.hub.HubError;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Answers of several methods, in the order in which they were asked, whatever the order in which they come.
final class Gather {

    /// What became of one.
    ///
    /// @param result null when it failed
    /// @param error null when it did not
    record Outcome(byte @Nullable [] result, @Nullable HubError error) {}

    private final @Nullable Outcome[] outcomes;
    private final AtomicInteger left;
    private final Consumer<List<Outcome>> all;

    /// @param number 1 or more
    /// @param all called once, on the thread of the last answer
    Gather(int number, Consumer<List<Outcome>> all) {
        outcomes = new @Nullable Outcome[number];
        left = new AtomicInteger(number);
        this.all = all;
    }

    /// Takes the answer at a place, once.
    Answer<byte[]> at(int index) {
        return new Answer<>() {
            @Override
            public void succeeded(byte[] result) {
                take(index, new Outcome(result, null));
            }

            @Override
            public void failed(HubError error) {
                take(index, new Outcome(null, error));
            }
        };
    }

    @SuppressWarnings("NullAway") // all places are filled when the last has come
    private void take(int index, Outcome outcome) {
        outcomes[index] = outcome;
        if (left.decrementAndGet() == 0) {
            all.accept(Arrays.asList(outcomes));
        }
    }
}
