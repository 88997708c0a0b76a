package dev.parley.engine.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// What is known beside the database of the run that used it last, so that it is noticed when the database is no longer what
/// that run left.
///
/// The file is mapped: what the writer puts there after each commit costs no system call and survives the process, as the
/// commit does. It is synced when a run starts and when it ends. So, at the next start:
///
/// - fewer commits in the database than recorded here: an older copy was put back;
/// - no clean end, and another boot id: the machine died, and commits that were not synced may be gone;
/// - no record beside a database that has commits: it came from elsewhere.
///
/// Each of these means that the top offsets may not be the highest ever delivered.
final class RunRecord implements AutoCloseable {

    private static final long MAGIC = 0x5061726c65793031L;
    private static final int SIZE = 4096;
    private static final int COMMITS = 16;
    private static final int CLEAN = 8;
    private static final int POWER = 9;
    private static final int BOOT_LENGTH = 24;

    /// What the record said when it was opened.
    ///
    /// @param there whether there was a record
    record Last(boolean there, boolean clean, boolean power, long commits, String bootId) {

        /// Why epochs must be renewed, or an empty text when nothing speaks against them.
        String doubt(long commitsInDatabase, String bootIdNow) {
            if (!there) {
                return commitsInDatabase > 0 ? "the record of its last run is missing" : "";
            }
            if (commitsInDatabase < commits) {
                return "it is older than what was last written: another copy was put back";
            }
            if (!clean && !power && (bootIdNow.isEmpty() || !bootIdNow.equals(bootId))) {
                return "the machine ended without a clean shutdown";
            }
            return "";
        }
    }

    private final FileChannel file;
    private final MappedByteBuffer map;
    private final Last last;

    private RunRecord(FileChannel file, MappedByteBuffer map) {
        this.file = file;
        this.map = map;
        last = read(map);
    }

    static RunRecord open(Path path) throws IOException {
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (file.size() < SIZE) {
                // with all its bytes: a mapped page for which the disk has no room ends the process
                file.write(ByteBuffer.allocate(SIZE), 0);
            }
            return new RunRecord(file, file.map(FileChannel.MapMode.READ_WRITE, 0, SIZE));
        } catch (IOException failed) {
            file.close();
            throw failed;
        }
    }

    private static Last read(ByteBuffer map) {
        int length = map.getInt(BOOT_LENGTH);
        if (map.getLong(0) != MAGIC || length < 0 || length > 256) {
            return new Last(false, false, false, 0, "");
        }
        byte[] boot = new byte[length];
        map.get(BOOT_LENGTH + 4, boot);
        return new Last(
                true,
                map.get(CLEAN) == 1,
                map.get(POWER) == 1,
                map.getLong(COMMITS),
                new String(boot, StandardCharsets.UTF_8));
    }

    Last last() {
        return last;
    }

    /// A run begins.
    void begin(long commits, Durability durability, String bootId) {
        byte[] boot = bootId.getBytes(StandardCharsets.UTF_8);
        map.put(CLEAN, (byte) 0);
        map.put(POWER, (byte) (durability == Durability.POWER ? 1 : 0));
        map.putLong(COMMITS, commits);
        map.putInt(BOOT_LENGTH, boot.length);
        map.put(BOOT_LENGTH + 4, boot);
        map.putLong(0, MAGIC);
        map.force();
    }

    /// So many commits are in the database.
    void committed(long commits) {
        map.putLong(COMMITS, commits);
    }

    /// The run ends with everything on disk.
    void end() {
        map.put(CLEAN, (byte) 1);
        map.force();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
