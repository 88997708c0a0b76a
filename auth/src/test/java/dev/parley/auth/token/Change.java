package dev.parley.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.store.Store;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// A change of revocations, and the answer to it.
interface Change {

    void make(Store.Done<Boolean> done);

    static void made(Change change) throws Exception {
        asked(change).good();
    }

    static Answer asked(Change change) {
        Answer answer = new Answer();
        change.make(answer);
        return answer;
    }

    /// An answer to wait for.
    final class Answer implements Store.Done<Boolean> {
        final CompletableFuture<Boolean> future = new CompletableFuture<>();

        @Override
        public void done(Boolean value) {
            future.complete(value);
        }

        @Override
        public void failed(IOException why) {
            future.completeExceptionally(why);
        }

        void good() throws Exception {
            assertThat(future.get(30, TimeUnit.SECONDS)).isTrue();
        }

        IOException bad() throws Exception {
            try {
                future.get(30, TimeUnit.SECONDS);
            } catch (ExecutionException failed) {
                return (IOException) failed.getCause();
            }
            throw new AssertionError("it did not fail");
        }
    }
}
