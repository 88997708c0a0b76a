package dev.parley.chat.files;

import dev.parley.chat.files.FileException.Reason;
import dev.parley.chat.storage.Attachment;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.FileCatalog;
import dev.parley.chat.storage.Limits;
import dev.parley.chat.storage.Member;
import dev.parley.chat.storage.Room;
import dev.parley.chat.storage.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files of the chat: which there are is in the chat's storage ([FileCatalog]), their bytes are in a folder or
/// a bucket, once for all files of the same bytes. Any thread; waits for disk, network and database: never on an event loop.
///
/// **In.** [#begin] asks whether the person may write in the room and has room left; the bytes go to a file of their own as
/// they come; [Upload#finish] looks at them, cleans pictures of what cameras note, makes a thumbnail, puts bytes and
/// thumbnail under their hash, and only then adds the file to the catalog. **Out.** A file is named by an id of 128 random
/// bits, and who knows it may read it. **Gone.** See [FileSweep].
///
/// After a crash at any point there is neither a file without its bytes nor, once the next start has looked, bytes without
/// a file.
public final class FileStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);
    private static final int ID_BYTES = 16;

    /// A file that can be read.
    ///
    /// @param path its bytes, which may be deleted at any time
    public record Kept(StoredFile file, Path path) {}

    private final FileOptions options;
    private final ChatStorage storage;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Blobs blobs;
    private final Quota quota;
    private final Thumbnails thumbnails = new Thumbnails(FileOptions.UPLOADS);
    private final FileSweep sweep;

    private FileStore(
            FileOptions options, ChatStorage storage, InstantSource clock, RandomGenerator random, Blobs blobs)
            throws IOException, ChatException {
        this.options = options;
        this.storage = storage;
        this.clock = clock;
        this.random = random;
        this.blobs = blobs;
        quota = new Quota(options, blobs.bytes());
        sweep = new FileSweep(options, storage.files(), blobs, quota, clock);
    }

    /// Opens folder or bucket, and begins to sweep.
    ///
    /// @param random hard to guess: ids are made of it; any thread
    /// @throws FolderInUse when another process has the folder, or another database has folder or bucket
    /// @throws IOException with a sentence when the folder can't be made or written, or the bucket can't be used
    public static FileStore open(FileOptions options, ChatStorage storage, InstantSource clock, RandomGenerator random)
            throws IOException, ChatException {
        Blobs blobs = blobs(options, storage.files(), clock);
        boolean opened = false;
        try {
            FileStore store = new FileStore(options, storage, clock, random, blobs);
            store.sweep.start();
            opened = true;
            return store;
        } finally {
            if (!opened) {
                blobs.close();
            }
        }
    }

    private static Blobs blobs(FileOptions options, FileCatalog catalog, InstantSource clock)
            throws IOException, ChatException {
        if (options.bucket() != null) {
            return BucketBlobs.open(options.bucket(), options.folder(), catalog);
        }
        return options.shared()
                ? FolderBlobs.shared(options.folder(), catalog, clock.instant())
                : FolderBlobs.open(options.folder());
    }

    public FileOptions options() {
        return options;
    }

    // ---- in

    /// Begins to take a file for a room.
    ///
    /// @param size bytes that it will have, or -1 when nobody said
    /// @throws FileException NOT_HERE, MUTED, READ_ONLY, TOO_LARGE, TOO_MANY
    public Upload begin(String user, String room, long size) throws FileException, ChatException, IOException {
        checkMayWrite(user, room);
        if (size > options.sizeLimit()) {
            throw new FileException(Reason.TOO_LARGE, tooLarge());
        }
        long reserved = size < 0 ? options.sizeLimit() : size;
        quota.begin(user, reserved, storage.files().share(user));
        boolean begun = false;
        try {
            Upload upload = new Upload(this, user, room, reserved, blobs.unfinished(id()));
            begun = true;
            return upload;
        } finally {
            if (!begun) {
                quota.end(user, reserved);
            }
        }
    }

    private void checkMayWrite(String user, String room) throws FileException, ChatException {
        Instant now = clock.instant();
        boolean known = !room.isEmpty() && room.length() <= Limits.ID && room.indexOf(0) < 0;
        Member member = known ? storage.member(room, user) : null;
        if (member == null || member.joined() == null || after(member.bannedUntil(), now)) {
            throw new FileException(Reason.NOT_HERE, "Enter the room first.");
        }
        if (after(member.mutedUntil(), now)) {
            throw new FileException(Reason.MUTED, "You may not write here for a while.");
        }
        Room where = storage.room(room);
        boolean moderates = member.role() == Member.Role.OWNER || member.role() == Member.Role.MODERATOR;
        if (where == null || where.kind() == Room.Kind.ANNOUNCEMENT && !moderates) {
            throw new FileException(Reason.READ_ONLY, "Only those who moderate this room write here.");
        }
    }

    private static boolean after(@Nullable Instant until, Instant now) {
        return until != null && until.isAfter(now);
    }

    String tooLarge() {
        return "The file is too large: " + options.sizeLimit() + " bytes are the most.";
    }

    private String id() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    void ended(String user, long reserved) {
        quota.end(user, reserved);
    }

    Attachment keep(String user, String room, Path came, String name, @Nullable VoiceNote voice)
            throws IOException, FileException, ChatException, InterruptedException {
        Path clean = blobs.unfinished(id());
        Path small = blobs.unfinished(id());
        try {
            Sniffed sniffed = look(came, clean);
            Path kept = Files.exists(clean) ? clean : came;
            long millis = voice != null
                    ? voice.checked(sniffed)
                    : sniffed instanceof Sniffed.Sound sound ? sound.millis() : 0;
            Sniffed.Picture picture = sniffed instanceof Sniffed.Picture seen ? seen : null;
            boolean thumbnail = picture != null && thumbnails.make(kept, picture, small);
            boolean lies = picture != null && picture.lies();
            Attachment file = new Attachment(
                    id(),
                    FileNames.clean(name),
                    sniffed.type(),
                    Files.size(kept),
                    picture == null ? 0 : lies ? picture.height() : picture.width(),
                    picture == null ? 0 : lies ? picture.width() : picture.height(),
                    millis,
                    voice == null ? "" : voice.waveform(),
                    thumbnail);
            add(
                    new StoredFile(file, user, room, FolderBlobs.hash(kept), clock.instant()),
                    kept,
                    thumbnail ? small : null);
            return file;
        } finally {
            Files.deleteIfExists(clean);
            Files.deleteIfExists(small);
        }
    }

    /// Says what it is, and writes it anew where it is a picture with more than its dots.
    private static Sniffed look(Path came, Path clean) throws IOException, FileException {
        try (Content content = Content.open(came)) {
            Sniffed sniffed = Sniffer.sniff(content);
            if (sniffed instanceof Sniffed.Picture picture && Cleaning.isFor(picture)) {
                Cleaning.copy(content, picture, clean);
            }
            return sniffed;
        } catch (java.io.EOFException cutOff) {
            throw new FileException(Reason.BAD_TYPE, "The picture is cut off: send it once more.");
        }
    }

    private void add(StoredFile file, Path bytes, @Nullable Path small) throws IOException, ChatException {
        blobs.ahead(bytes, small, file.hash());
        blobs.alone(file.hash(), () -> {
            if (small != null) {
                blobs.keepSmall(small, file.hash());
            }
            if (blobs.keep(bytes, file.hash())) {
                quota.kept(file.file().size());
            }
            storage.files().add(file);
        });
    }

    // ---- out

    /// @return null when there is none, or no longer
    public @Nullable Kept find(String id) throws ChatException, IOException {
        StoredFile file = id.length() > Limits.ID ? null : storage.files().file(id);
        Path path = file == null ? null : blobs.of(file.hash());
        return file == null || path == null ? null : new Kept(file, path);
    }

    /// The small picture of a file, a JPEG or PNG.
    ///
    /// @return null when there is none
    public @Nullable Path thumbnail(String id) throws ChatException, IOException {
        StoredFile file = id.length() > Limits.ID ? null : storage.files().file(id);
        return file == null || !file.file().thumbnail() ? null : blobs.small(file.hash());
    }

    // ---- gone

    /// Bytes that are kept, thumbnails aside.
    public long bytes() {
        return quota.kept();
    }

    /// Lets go what has expired and what was dropped, now rather than within seconds.
    public void sweep() throws ChatException {
        sweep.all();
    }

    /// Waits for nobody: end the uploads first.
    @Override
    public void close() {
        sweep.close();
        thumbnails.close();
        try {
            blobs.close();
        } catch (IOException failed) {
            LOG.debug("the place of the files could not be let go: {}", failed.toString());
        }
    }
}
