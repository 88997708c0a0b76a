package dev.parley.events;

import dev.parley.store.Store;
import java.io.IOException;
import java.util.function.Consumer;

/// Takes an outcome as two functions.
record Told<T>(Consumer<T> success, Consumer<IOException> failure) implements Store.Done<T> {

    @Override
    public void done(T value) {
        success.accept(value);
    }

    @Override
    public void failed(IOException why) {
        failure.accept(why);
    }
}
