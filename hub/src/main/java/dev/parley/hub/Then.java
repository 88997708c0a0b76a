package dev.parley.hub;

import java.util.function.Consumer;

/// An answer whose success goes on with `then`, and whose failure is another one's.
record Then<T>(Answer<?> failure, Consumer<T> then) implements Answer<T> {

    @Override
    public void succeeded(T value) {
        then.accept(value);
    }

    @Override
    public void failed(HubError error) {
        failure.failed(error);
    }
}
