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
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Bytes in a folder: `ab/cdef…` below the folder, a thumbnail beside them as `ab/cdef….small`, and what is not
/// complete in `new`. `lock` is held by whoever has the folder, unless nodes share it; `database` says whose files these are.
/// Any thread; waits for the disk.
final class FolderBlobs implements Blobs {

    static final String SMALL = ".small";
    /// Whether a folder can be opened, to have its names written: not on Windows, which writes them by itself.
    private static final boolean NAMES_ARE_FILES = File.separatorChar == '/';
    static final String NEW = "new";
    private static final String LOCK = "lock";
    private static final String DATABASE = "database";

    /// What other nodes have not completed for so long, none of them will.
    private static final Duration ABANDONED = Duration.ofDays(1);

    private static final Pattern FOLDER = Pattern.compile("[0-9a-f]{2}");
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{62}");

    private final Path folder;
    /// Held as long as the folder is ours alone.
    private final @Nullable FileChannel ours;

    private final Turns turns;

    private FolderBlobs(Path folder, @Nullable FileChannel ours, @Nullable FileCatalog others) {
        this.folder = folder;
        this.ours = ours;
        turns = new Turns(others);
    }

    /// Makes the folder, and empties it of what an earlier run has not completed.
    ///
    /// @throws FolderInUse when another process has the folder
    static FolderBlobs open(Path folder) throws IOException {
        refuseCache(folder);
        return new FolderBlobs(folder, taken(folder), null);
    }

    /// Makes a folder and takes it for this process alone, until what is returned is closed.
    ///
    /// @throws FolderInUse when another process has it
    static FileChannel taken(Path folder) throws IOException {
        Path unfinished = folder.resolve(NEW);
        Files.createDirectories(unfinished);
        FileChannel ours = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            if (!locked(ours)) {
                throw new FolderInUse();
            }
            clean(unfinished, Instant.MAX);
            taken = true;
            return ours;
        } finally {
            if (!taken) {
                ours.close();
            }
        }
    }

    private static void refuseCache(Path folder) throws IOException {
        if (Files.exists(folder.resolve(CacheFolder.MARK))) {
            throw new IOException("it has copies of what is in a bucket, and not all of it");
        }
    }

    /// The same for a folder that other nodes have, too.
    ///
    /// @throws FolderInUse when it is that of another database
    static FolderBlobs shared(Path folder, FileCatalog catalog, Instant now) throws IOException, ChatException {
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
        return new FolderBlobs(folder, null, catalog);
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

    @Override
    public Path unfinished(String name) {
        return folder.resolve(NEW).resolve(name);
    }

    @Override
    public Path of(String hash) {
        return at(folder, hash);
    }

    @Override
    public Path small(String hash) {
        return at(folder, hash + SMALL);
    }

    /// @param name a hash, or one and [#SMALL]
    static Path at(Path folder, String name) {
        return folder.resolve(name.substring(0, 2)).resolve(name.substring(2));
    }

    @Override
    public void alone(String hash, Database.Alone<IOException> work) throws IOException, ChatException {
        turns.alone(hash, work);
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

    /// Nothing takes long here.
    @Override
    public void ahead(Path unfinished, @Nullable Path small, String hash) {}

    @Override
    public boolean keep(Path unfinished, String hash) throws IOException {
        Path kept = of(hash);
        if (Files.exists(kept)) {
            Files.delete(unfinished);
            return false;
        }
        move(unfinished, kept);
        return true;
    }

    @Override
    public void keepSmall(Path unfinished, String hash) throws IOException {
        move(unfinished, small(hash));
    }

    /// Moves a file so that it is there after a power cut.
    static void move(Path from, Path to) throws IOException {
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

    @Override
    public long remove(String hash) throws IOException {
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

    @Override
    public long bytes() throws IOException {
        List<String> hashes = new ArrayList<>();
        each(hashes::add);
        long bytes = 0;
        for (String hash : hashes) {
            bytes += Files.size(of(hash));
        }
        return bytes;
    }

    @Override
    public void each(Consumer<String> hashes) throws IOException {
        each(folder, NAME, hashes);
    }

    /// What is in the folders of a folder, by name.
    ///
    /// @param rest what names are like without the first two digits
    static void each(Path folder, Pattern rest, Consumer<String> names) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder)) {
            for (Path each : folders) {
                String start = name(each);
                if (FOLDER.matcher(start).matches()) {
                    try (DirectoryStream<Path> files = Files.newDirectoryStream(each)) {
                        for (Path file : files) {
                            String end = name(file);
                            if (rest.matcher(end).matches()) {
                                names.accept(start + end);
                            }
                        }
                    }
                }
            }
        }
    }

    @Override
    public boolean isShared() {
        return ours == null;
    }

    @Override
    public List<String> copies() {
        return List.of();
    }

    @Override
    public void removeCopy(String hash) {}

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
