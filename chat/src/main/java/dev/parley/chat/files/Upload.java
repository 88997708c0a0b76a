package dev.parley.chat.files;

import dev.parley.chat.files.FileException.Reason;
import dev.parley.chat.storage.Attachment;
import dev.parley.chat.storage.ChatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A file on its way in. Any thread, one after the other; waits for the disk. Close it whatever becomes of it: what was not
/// finished is gone then.
public final class Upload implements AutoCloseable {

    private final FileStore store;
    private final String user;
    private final String room;
    private final long reserved;
    private final Path path;
    private final FileChannel channel;
    private final AtomicBoolean holds = new AtomicBoolean(true);
    private long size;
    private boolean closed;

    /// @param reserved bytes of the quota that it holds
    Upload(FileStore store, String user, String room, long reserved, Path path) throws IOException {
        this.store = store;
        this.user = user;
        this.room = room;
        this.reserved = reserved;
        this.path = path;
        channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /// Adds bytes. Does nothing when it was closed.
    ///
    /// @throws FileException TOO_LARGE
    public synchronized void write(ByteBuffer piece) throws IOException, FileException {
        if (closed) {
            return;
        }
        size += piece.remaining();
        if (size > reserved) {
            throw new FileException(Reason.TOO_LARGE, store.tooLarge());
        }
        while (piece.hasRemaining()) {
            channel.write(piece);
        }
    }

    /// Looks at what came, and keeps it: from then on its owner can send it.
    ///
    /// @param name as the owner calls it, cleaned here
    /// @param voice what a voice note is said to be, or null
    /// @throws FileException BAD_TYPE, TOO_LARGE, BAD_REQUEST
    /// @throws IOException when the disk does not take it, or this was closed
    public synchronized Attachment finish(String name, @Nullable VoiceNote voice)
            throws IOException, FileException, ChatException, InterruptedException {
        if (closed) {
            throw new IOException("the upload was given up");
        }
        channel.close();
        return store.keep(user, room, path, name, voice);
    }

    /// Gives up what it holds of the quota at once, as [#close] does, which must follow. Any thread, and never waits.
    public void letGo() {
        if (holds.getAndSet(false)) {
            store.ended(user, reserved);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            letGo();
            try {
                channel.close();
            } finally {
                Files.deleteIfExists(path);
            }
        }
    }
}
