package dev.parley.chat.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Copies of files that are kept elsewhere, up to a number of bytes: those that were read last. Room for a copy is made
/// before it comes, so more is there only while files on their way are larger than all of it. Any thread; waits for the disk.
///
/// Names are a hash, or one and [FolderBlobs#SMALL]. The folder belongs to one process, and says that it is a cache in a file
/// `cache`: what has other files in it is refused, as they would be taken for copies.
final class CacheFolder implements AutoCloseable {

    static final String MARK = "cache";

    private static final Logger LOG = LoggerFactory.getLogger(CacheFolder.class);
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{62}(\\.small)?");

    /// Where a copy comes from.
    @FunctionalInterface
    interface Source {
        /// @param to where it is written
        /// @param size to be told before it is
        /// @return false when there is none
        boolean fetch(Path to, LongConsumer size) throws IOException;
    }

    private final Path folder;
    private final long bound;
    private final FileChannel ours;
    private final Map<String, FutureTask<@Nullable Path>> onTheirWay = new ConcurrentHashMap<>();

    /// Those read last at the end. Guarded by this, as is `bytes`.
    private final LinkedHashMap<String, Long> copies = new LinkedHashMap<>(16, 0.75f, true);

    /// Of all copies, and of those on their way.
    private long bytes;

    private CacheFolder(Path folder, long bound, FileChannel ours) {
        this.folder = folder;
        this.bound = bound;
        this.ours = ours;
    }

    /// @throws FolderInUse when another process has the folder
    static CacheFolder open(Path folder, long bound) throws IOException {
        FileChannel ours = FolderBlobs.taken(folder);
        boolean opened = false;
        try {
            CacheFolder cache = new CacheFolder(folder, bound, ours);
            cache.look();
            opened = true;
            return cache;
        } finally {
            if (!opened) {
                ours.close();
            }
        }
    }

    private synchronized void look() throws IOException {
        List<String> names = new ArrayList<>();
        FolderBlobs.each(folder, NAME, names::add);
        Path mark = folder.resolve(MARK);
        if (!Files.exists(mark)) {
            if (!names.isEmpty()) {
                throw new IOException("it has files that are no copies of what is in the bucket");
            }
            Files.writeString(mark, "copies of files that are in a bucket\n");
        }
        Map<String, Long> read = new HashMap<>();
        for (String name : names) {
            read.put(name, Files.getLastModifiedTime(at(name)).toMillis());
        }
        names.sort(Comparator.comparing(read::get));
        for (String name : names) {
            long size = Files.size(at(name));
            copies.put(name, size);
            bytes += size;
        }
        makeRoom(0);
    }

    /// Where a file of that name is written before it is moved here.
    Path unfinished(String name) {
        return folder.resolve(FolderBlobs.NEW).resolve(name);
    }

    private Path at(String name) {
        return FolderBlobs.at(folder, name);
    }

    /// A copy, fetched when there is none; several who want the same wait for one.
    ///
    /// @return null when the source has none
    @Nullable Path get(String name, Source source) throws IOException {
        Path copy = read(name);
        if (copy != null) {
            return copy;
        }
        FutureTask<@Nullable Path> ours = new FutureTask<>(() -> fetch(name, source));
        FutureTask<@Nullable Path> theirs = onTheirWay.putIfAbsent(name, ours);
        if (theirs == null) {
            try {
                ours.run();
            } finally {
                onTheirWay.remove(name);
            }
        }
        try {
            return (theirs == null ? ours : theirs).get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException why) {
                throw new IOException(why.getMessage(), why);
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("nobody waits for the file any more");
        }
    }

    private synchronized @Nullable Path read(String name) {
        Path path = copies.get(name) == null ? null : at(name);
        if (path != null && !Files.exists(path)) { // somebody has emptied the folder
            Long size = copies.remove(name);
            bytes -= size == null ? 0 : size;
            return null;
        }
        return path;
    }

    private @Nullable Path fetch(String name, Source source) throws IOException {
        Path copy = read(name); // which somebody else has just fetched
        if (copy != null) {
            return copy;
        }
        Path coming = unfinished(name);
        AtomicLong held = new AtomicLong();
        try {
            if (!source.fetch(coming, size -> makeRoom(size - held.getAndSet(size)))) {
                return null;
            }
            held.set(held.get() - Files.size(coming));
            keep(name, coming);
            return at(name);
        } finally {
            makeRoom(-held.get());
            Files.deleteIfExists(coming);
        }
    }

    /// Takes a file that is kept elsewhere as a copy, too. It is gone from where it was.
    void put(String name, Path file) throws IOException {
        long size = Files.size(file);
        makeRoom(size);
        boolean kept = false;
        try {
            keep(name, file);
            kept = true;
        } finally {
            if (!kept) {
                makeRoom(-size);
            }
        }
    }

    private void keep(String name, Path file) throws IOException {
        long size = Files.size(file);
        FolderBlobs.move(file, at(name));
        synchronized (this) {
            Long before = copies.put(name, size);
            bytes -= before == null ? 0 : before;
        }
    }

    /// Takes room for more bytes, and removes copies that were not read for long where there is none.
    private synchronized void makeRoom(long more) {
        bytes += more;
        Iterator<Map.Entry<String, Long>> oldest = copies.entrySet().iterator();
        while (bytes > bound && oldest.hasNext()) {
            Map.Entry<String, Long> each = oldest.next();
            try {
                Files.deleteIfExists(at(each.getKey()));
            } catch (IOException failed) {
                LOG.warn("a copy of a file can't be deleted: {}", failed.toString());
            }
            bytes -= each.getValue();
            oldest.remove();
        }
    }

    synchronized void remove(String name) throws IOException {
        Long size = copies.remove(name);
        bytes -= size == null ? 0 : size;
        try {
            Files.delete(at(name));
        } catch (NoSuchFileException none) {
            // it was no copy of ours
        }
    }

    synchronized List<String> names() {
        return List.copyOf(copies.keySet());
    }

    @Override
    public void close() throws IOException {
        ours.close();
    }
}
