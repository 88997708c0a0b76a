package dev.parley.chat.files;

import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Bytes by their SHA-256 (64 digits), each with a thumbnail or without. Any thread; waits for the disk or the network.
///
/// Whoever adds or removes bytes does it alone ([#alone]), from the look into the catalog to the last change: so bytes that
/// somebody is about to use are not removed.
sealed interface Blobs extends AutoCloseable permits FolderBlobs, BucketBlobs {

    /// Where a file of that name is written before it is kept.
    Path unfinished(String name);

    /// Does something with the bytes of that hash that nobody else does at the same time, on whatever node.
    void alone(String hash, Database.Alone<IOException> work) throws IOException, ChatException;

    /// Does what takes long and need not be done alone, before [#keep].
    void ahead(Path unfinished, @Nullable Path small, String hash) throws IOException;

    /// Keeps a file under its hash; when it returns, that outlives a power cut. Alone.
    ///
    /// @return whether these bytes were not there before
    boolean keep(Path unfinished, String hash) throws IOException, ChatException;

    /// The same for the thumbnail.
    void keepSmall(Path unfinished, String hash) throws IOException;

    /// A file to read, which may be deleted at any time.
    ///
    /// @return null, or a path where no file is, when there are no such bytes
    @Nullable Path of(String hash) throws IOException;

    /// The same for the thumbnail.
    @Nullable Path small(String hash) throws IOException;

    /// Removes bytes and thumbnail. Alone.
    ///
    /// @return how many bytes were there, the thumbnail aside
    long remove(String hash) throws IOException;

    /// How many there are, thumbnails aside.
    long bytes() throws IOException, ChatException;

    /// All hashes of which there are bytes.
    void each(Consumer<String> hashes) throws IOException;

    /// Whether others add and remove, too.
    boolean isShared();

    /// Hashes of which this node has a copy beside what is kept.
    List<String> copies();

    /// Removes such a copy.
    void removeCopy(String hash) throws IOException;

    @Override
    void close() throws IOException;
}
