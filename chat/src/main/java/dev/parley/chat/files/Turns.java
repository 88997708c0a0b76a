package dev.parley.chat.files;

import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.Database;
import dev.parley.chat.storage.FileCatalog;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Lets one at a time do something with the bytes of a hash. Any thread.
final class Turns {

    private final @Nullable FileCatalog others;
    private final ReentrantLock[] locks = new ReentrantLock[64];

    /// @param others what other nodes wait at, or null where there are none
    Turns(@Nullable FileCatalog others) {
        this.others = others;
        for (int i = 0; i < locks.length; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    void alone(String hash, Database.Alone<IOException> work) throws IOException, ChatException {
        ReentrantLock lock = locks[Integer.parseInt(hash, 0, 2, 16) % locks.length];
        lock.lock();
        try {
            if (others == null) {
                work.done();
            } else {
                others.alone(hash, work);
            }
        } finally {
            lock.unlock();
        }
    }
}
