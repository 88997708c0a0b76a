package dev.parley.events;

import dev.parley.store.Store;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// An outcome that a test waits for.
final class Answer<T> implements Store.Done<T> {

    private final CompletableFuture<T> future = new CompletableFuture<>();

    @Override
    public void done(T value) {
        future.complete(value);
    }

    @Override
    public void failed(IOException why) {
        future.completeExceptionally(why);
    }

    boolean isThere() {
        return future.isDone();
    }

    boolean succeeded() {
        return future.isDone() && !future.isCompletedExceptionally();
    }

    T get() throws IOException {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw (IOException) failed.getCause();
        } catch (InterruptedException | TimeoutException never) {
            throw new AssertionError("no outcome", never);
        }
    }
}
