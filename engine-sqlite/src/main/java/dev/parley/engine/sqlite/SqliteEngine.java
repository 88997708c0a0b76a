package dev.parley.engine.sqlite;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Engine;
import dev.parley.hub.EngineChannel;
import dev.parley.hub.Loop;
import dev.parley.hub.Namespace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Remembers on disk, in one SQLite database that its owner can open.
///
/// A publication that is to be remembered goes from its channel's lane to the one [Writer], which commits it together with
/// all that waits, and comes back to the lane to be told and answered. What is not to be remembered does not touch the disk.
///
/// | file | what it is |
/// | --- | --- |
/// | `parley.db` (and `-wal`, `-shm`) | the database; [Schema] has its tables |
/// | `parley.run` | what is known of the run that used it last; [RunRecord] |
/// | `parley.lock` | locked while in use, so that two processes never share a folder |
public final class SqliteEngine implements Engine {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteEngine.class);
    private static final String DATABASE = "parley.db";

    private final SqliteOptions options;
    private final InstantSource clock;
    private final AtomicLong tailBytes = new AtomicLong();
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final Map<Loop, Waker> wakers = new ConcurrentHashMap<>();

    private @Nullable Folder folder;
    private @Nullable RunRecord record;
    private @Nullable Writer writer;
    private @Nullable Readers readers;

    public SqliteEngine(SqliteOptions options, InstantSource clock) {
        this.options = options;
        this.clock = clock;
    }

    /// A folder that is this process's alone.
    private record Folder(Path path, FileChannel file, FileLock lock) implements AutoCloseable {

        static Folder take(Path path) throws IOException {
            try {
                Files.createDirectories(path);
                FileChannel file = FileChannel.open(
                        path.resolve("parley.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock;
                try {
                    lock = file.tryLock();
                } catch (OverlappingFileLockException ours) {
                    lock = null;
                }
                if (lock == null) {
                    file.close();
                    throw new IOException(
                            "the data folder " + path
                                    + " is in use by another Parley: stop that one, or name another folder (engine.sqlite.path)");
                }
                return new Folder(path, file, lock);
            } catch (AccessDeniedException denied) {
                throw new IOException(unwritable(path), denied);
            } catch (java.nio.file.FileSystemException failed) {
                throw new IOException(
                        "can't use the data folder " + path + ": " + failed.getReason() + " (engine.sqlite.path)",
                        failed);
            }
        }

        @Override
        public void close() throws IOException {
            lock.release();
            file.close();
        }
    }

    private static String unwritable(Path path) {
        return "can't write to the data folder " + path
                + ": give it to the user that runs Parley, or name another one (engine.sqlite.path)";
    }

    @Override
    public void start(Remote remote) throws IOException {
        Folder taken = Folder.take(options.folder());
        RunRecord opened = null;
        Database connected = null;
        try {
            Path file = options.folder().resolve(DATABASE);
            opened = RunRecord.open(options.folder().resolve("parley.run"));
            renewInDoubt(file, opened.last());
            connected = new Database(file, options.durability(), new SecureRandom());
            connected.replay();
            if (options.durability() == Durability.POWER && !opened.last().power()) {
                connected.checkpoint("FULL"); // what was committed without a sync is synced now
            }
            opened.begin(connected.commits(), options.durability(), options.bootId());
            folder = taken;
            record = opened;
            writer = new Writer(options, file, connected, opened, clock, open::contains);
            readers = new Readers(file, clock, writer.unsettled());
            writer.start();
        } catch (SQLException failed) {
            release(connected, opened, taken);
            throw new IOException(
                    "can't use the database " + options.folder().resolve(DATABASE) + ": " + Failures.words(failed),
                    failed);
        } catch (AccessDeniedException denied) {
            release(connected, opened, taken);
            throw new IOException(unwritable(options.folder()), denied);
        } catch (IOException failed) {
            release(connected, opened, taken);
            throw new IOException(
                    "can't use the database " + options.folder().resolve(DATABASE) + ": " + failed.getMessage(),
                    failed);
        }
    }

    /// A new generation where it can't be proven that the database has all that was ever delivered.
    private void renewInDoubt(Path file, RunRecord.Last last) throws SQLException, IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (Connection connection = Database.connect(file)) {
            Schema.prepare(connection);
            long commits = Schema.number(connection, "SELECT number FROM meta WHERE name = 'commits'");
            String doubt = last.doubt(commits, options.bootId());
            if (!doubt.isEmpty()) {
                Database.renew(connection);
                LOG.warn(
                        "All epochs of {} are renewed, and clients will be told that they missed something: {}.",
                        file,
                        doubt);
            }
        }
    }

    private static void release(@Nullable Database database, @Nullable RunRecord record, Folder folder)
            throws IOException {
        try {
            if (database != null) {
                database.close();
            }
            if (record != null) {
                record.close();
            }
        } catch (SQLException failed) {
            throw new IOException(failed);
        } finally {
            folder.close();
        }
    }

    /// Renews all epochs of a folder that nobody uses: every client that comes with an old position is told that it was not
    /// recovered. For who has put an older copy of the whole folder back.
    ///
    /// @throws IOException when it is in use, or has no database; one sentence
    public static void renew(Path path) throws IOException {
        Path file = path.resolve(DATABASE);
        if (!Files.exists(file)) {
            throw new IOException("there is no " + DATABASE + " in " + path);
        }
        try (Folder _ = Folder.take(path);
                Connection connection = Database.connect(file)) {
            Schema.prepare(connection);
            Database.renew(connection);
        } catch (SQLException failed) {
            throw new IOException("can't use the database " + file + ": " + Failures.words(failed), failed);
        }
    }

    @Override
    public EngineChannel open(ChannelName name, Namespace namespace, Loop home, EngineChannel.Listener listener) {
        open.add(name.value());
        return new SqliteChannel(this, name, namespace, home, listener);
    }

    void closed(SqliteChannel channel) {
        open.remove(channel.name().value());
    }

    /// There are no other nodes.
    @Override
    public String node() {
        return "";
    }

    @Override
    public Set<String> others() {
        return Set.of();
    }

    @Override
    public void control(@Nullable String node, byte[] message) {}

    /// For tests: lets the database grow no further, as a full disk does, or lifts that.
    void limitPages(boolean limited) {
        writer().limitPages(limited);
    }

    InstantSource clock() {
        return clock;
    }

    Writer writer() {
        return started(writer);
    }

    Waker waker(Loop loop) {
        return wakers.computeIfAbsent(loop, one -> new Waker(one, writer()));
    }

    Readers readers() {
        return started(readers);
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the engine has not been started");
        }
        return part;
    }

    /// Takes memory for a tail.
    ///
    /// @return false when there is none left; then nothing was taken
    boolean mayKeep(long bytes) {
        if (tailBytes.addAndGet(bytes) <= options.tailBytes()) {
            return true;
        }
        tailBytes.addAndGet(-bytes);
        return false;
    }

    void kept(long bytes) {
        tailBytes.addAndGet(bytes);
    }

    /// Writes what waits, moves the log into the database, and records that all is on disk.
    @Override
    public void close() {
        Writer stopping = writer;
        if (stopping == null) {
            return;
        }
        writer = null;
        try {
            readers().stop(); // first, so that nothing keeps the log from being emptied
            boolean sound = stopping.stop();
            if (sound) {
                started(record).end();
            }
            started(record).close();
            started(folder).close();
        } catch (IOException failed) {
            LOG.error("Could not close {} in an orderly way: {}", options.folder(), failed.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
