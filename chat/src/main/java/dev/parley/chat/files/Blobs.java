package dev.parley.chat.files;

import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.Database;
import dev.parley.chat.storage.FileCatalog;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Bytes by their SHA-256: `ab/cdef…` below the folder, a thumbnail beside them as `ab/cdef….small`, and what is not
/// complete in `new`. `lock` is held by whoever has the folder, unless nodes share it; `database` says whose files these are.
/// Any thread; waits for the disk.
///
/// Whoever adds or removes bytes does it alone ([#alone]), from the look into the catalog to the last change: so bytes that
/// somebody is about to use are not removed.
final class Blobs implements AutoCloseable {

    static final String SMALL = ".small";
    /// Whether a folder can be opened, to have its names written: not on Windows, which writes them by itself.
    private static final boolean NAMES_ARE_FILES = File.separatorChar == '/';
    private static final String NEW = "new";
    private static final String LOCK = "lock";
    private static final String DATABASE = "database";

    /// What other nodes have not completed for so long, none of them will.
    private static final Duration ABANDONED = Duration.ofDays(1);

    private static final Pattern FOLDER = Pattern.compile("[0-9a-f]{2}");
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{62}");

    private final Path folder;
    /// Held as long as the folder is ours alone.
    private final @Nullable FileChannel ours;

    private final @Nullable FileCatalog others;
    private final ReentrantLock[] locks = new ReentrantLock[64];

    private Blobs(Path folder, @Nullable FileChannel ours, @Nullable FileCatalog others) {
        this.folder = folder;
        this.others = others;
        this.ours = ours;
        for (int i = 0; i < locks.length; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /// Makes the folder, and empties it of what an earlier run has not completed.
    ///
    /// @throws FolderInUse when another process has the folder
    static Blobs open(Path folder) throws IOException {
        Path unfinished = folder.resolve(NEW);
        Files.createDirectories(unfinished);
        FileChannel ours = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean opened = false;
        try {
            if (!locked(ours)) {
                throw new FolderInUse();
            }
            clean(unfinished, Instant.MAX);
            Blobs blobs = new Blobs(folder, ours, null);
            opened = true;
            return blobs;
        } finally {
            if (!opened) {
                ours.close();
            }
        }
    }

    /// The same for a folder that other nodes have, too.
    ///
    /// @throws FolderInUse when it is that of another database
    static Blobs shared(Path folder, FileCatalog catalog, Instant now) throws IOException, ChatException {
        Path unfinished = folder.resolve(NEW);
        Files.createDirectories(unfinished);
        Path owner = folder.resolve(DATABASE);
        String identity = catalog.identity();
        catalog.<IOException>alone(DATABASE, () -> {
            if (!Files.exists(owner)) {
                Files.writeString(owner, identity + "\n");
            }
        });
        if (!Files.readString(owner).strip().equals(identity)) {
            throw new FolderInUse();
        }
        clean(unfinished, now.minus(ABANDONED));
        return new Blobs(folder, null, catalog);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException withinThisProcess) {
            return false;
        }
    }

    private static void clean(Path unfinished, Instant before) throws IOException {
        try (DirectoryStream<Path> old = Files.newDirectoryStream(unfinished)) {
            for (Path each : old) {
                if (before.equals(Instant.MAX)
                        || Files.getLastModifiedTime(each).toInstant().isBefore(before)) {
                    Files.deleteIfExists(each);
                }
            }
        } catch (NoSuchFileException another) {
            // which another node has just completed
        }
    }

    /// Where a file of that name is written before it is kept.
    Path unfinished(String name) {
        return folder.resolve(NEW).resolve(name);
    }

    /// @param hash 64 digits
    Path of(String hash) {
        return folder.resolve(hash.substring(0, 2)).resolve(hash.substring(2));
    }

    Path small(String hash) {
        return folder.resolve(hash.substring(0, 2)).resolve(hash.substring(2) + SMALL);
    }

    /// Does something with the bytes of that hash that nobody else does at the same time, on whatever node.
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

    static String hash(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
        byte[] piece = new byte[64 * 1024];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                digest.update(piece, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// Keeps a file under its hash; when it returns, that outlives a power cut. Alone.
    ///
    /// @return whether these bytes were not there before
    boolean keep(Path unfinished, String hash) throws IOException {
        Path kept = of(hash);
        if (Files.exists(kept)) {
            Files.delete(unfinished);
            return false;
        }
        move(unfinished, kept);
        return true;
    }

    void keepSmall(Path unfinished, String hash) throws IOException {
        move(unfinished, small(hash));
    }

    private static void move(Path from, Path to) throws IOException {
        Path parent = to.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(to + " is in no folder");
        }
        Files.createDirectories(parent);
        try (FileChannel channel = FileChannel.open(from, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (NAMES_ARE_FILES) {
            try (FileChannel names = FileChannel.open(parent, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    /// Alone.
    ///
    /// @return how many bytes were there
    long remove(String hash) throws IOException {
        Files.deleteIfExists(small(hash));
        Path kept = of(hash);
        try {
            long size = Files.size(kept);
            Files.delete(kept);
            return size;
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }

    /// How many there are, thumbnails aside.
    long bytes() throws IOException {
        List<String> hashes = new ArrayList<>();
        each(hashes::add);
        long bytes = 0;
        for (String hash : hashes) {
            bytes += Files.size(of(hash));
        }
        return bytes;
    }

    /// All hashes of which there are bytes.
    void each(Consumer<String> hashes) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder)) {
            for (Path each : folders) {
                String start = name(each);
                if (FOLDER.matcher(start).matches()) {
                    try (DirectoryStream<Path> files = Files.newDirectoryStream(each)) {
                        for (Path file : files) {
                            String rest = name(file);
                            if (NAME.matcher(rest).matches()) {
                                hashes.accept(start + rest);
                            }
                        }
                    }
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (ours != null) {
            ours.close();
        }
    }

    private static String name(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }
}
