package dev.parley.chat.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.chat.files.FileException.Reason;
import dev.parley.chat.storage.Attachment;
import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.Draft;
import dev.parley.chat.storage.JdbcChatStorage;
import dev.parley.chat.storage.Member;
import dev.parley.chat.storage.Message;
import dev.parley.chat.storage.Room;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileStoreTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final int LIMIT = 1_000_000;

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private ChatStorage storage;
    private FileStore store;

    @BeforeEach
    void open() throws Exception {
        storage = JdbcChatStorage.open("jdbc:sqlite:" + folder.resolve("chat.db"), now::get);
        storage.createRoom("lobby", "The lobby", Room.Kind.PUBLIC, "{}", "olga");
        storage.join("lobby", "ann", Member.Role.MEMBER);
        storage.join("lobby", "bob", Member.Role.MEMBER);
        openFiles(Duration.ZERO);
    }

    private void openFiles(Duration expiry) throws Exception {
        FileOptions options =
                new FileOptions(folder.resolve("files"), false, null, LIMIT, 3 * LIMIT, 5 * LIMIT, expiry);
        store = FileStore.open(options, storage, now::get, new SecureRandom());
    }

    @AfterEach
    void close() {
        store.close();
        storage.close();
    }

    private Attachment upload(String user, String name, byte[] bytes) throws Exception {
        return upload(user, name, bytes, null);
    }

    private Attachment upload(String user, String name, byte[] bytes, @Nullable VoiceNote voice) throws Exception {
        try (Upload upload = store.begin(user, "lobby", bytes.length)) {
            upload.write(ByteBuffer.wrap(bytes));
            return upload.finish(name, voice);
        }
    }

    private Message send(String user, Attachment file) throws Exception {
        return storage.send(
                        new Draft("lobby", user, UUID.randomUUID().toString(), "", null, Set.of(), List.of(file.id())))
                .message();
    }

    private byte[] read(Attachment file) throws Exception {
        return Files.readAllBytes(store.find(file.id()).path());
    }

    private List<String> onDisk() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("files"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("lock"))
                    .map(file -> folder.resolve("files").relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FileException.class, why -> assertThat(why.reason()).isEqualTo(reason));
    }

    private static byte[] text(int length) {
        return "x".repeat(length).getBytes(StandardCharsets.UTF_8);
    }

    // ---- in and out

    @Test
    void aFileComesBackAsItWas() throws Exception {
        byte[] bytes = text(5_000);
        Attachment file = upload("ann", "notes.txt", bytes);

        assertThat(file.id()).matches("[A-Za-z0-9_-]{22}");
        assertThat(file)
                .isEqualTo(
                        new Attachment(file.id(), "notes.txt", "text/plain; charset=utf-8", 5_000, 0, 0, 0, "", false));
        assertThat(read(file)).isEqualTo(bytes);
        assertThat(store.thumbnail(file.id())).isNull();
        assertThat(store.find("A".repeat(22))).isNull();
        assertThat(store.find("../" + file.id())).isNull();
        assertThat(send("ann", file).files()).containsExactly(file);
        assertThat(onDisk()).hasSize(1).first().asString().matches("[0-9a-f]{2}/[0-9a-f]{62}");
    }

    @Test
    void theSameBytesAreKeptOnceAndGoWithTheLastOfTheirFiles() throws Exception {
        byte[] bytes = Samples.png(400, 300);
        Attachment anns = upload("ann", "a.png", bytes);
        Attachment bobs = upload("bob", "b.png", bytes);
        assertThat(anns.id()).isNotEqualTo(bobs.id());
        assertThat(onDisk()).hasSize(2); // with its thumbnail
        assertThat(store.bytes()).isEqualTo(anns.size());
        Message annsMessage = send("ann", anns);
        Message bobsMessage = send("bob", bobs);

        storage.delete(annsMessage.id(), "ann");
        store.sweep();
        assertThat(store.find(anns.id())).isNull();
        assertThat(read(bobs)).isEqualTo(bytes);

        storage.delete(bobsMessage.id(), "bob");
        assertThat(store.find(bobs.id())).isNull();
        store.sweep();
        assertThat(onDisk()).isEmpty();
        assertThat(store.bytes()).isZero();
        assertThat(storage.files().dropped(10)).isEmpty();
    }

    @Test
    void bytesGoByThemselvesWithinSeconds() throws Exception {
        Message sent = send("ann", upload("ann", "a.txt", text(10)));
        storage.delete(sent.id(), "ann");
        await().untilAsserted(() -> assertThat(onDisk()).isEmpty());
    }

    @Test
    void anErasedPersonsFilesAreGone() throws Exception {
        send("ann", upload("ann", "a.txt", text(10)));
        upload("ann", "unsent.txt", text(20));
        Attachment bobs = upload("bob", "b.txt", text(30));

        storage.erase("ann", "olga");
        store.sweep();

        assertThat(onDisk()).hasSize(1);
        assertThat(read(bobs)).hasSize(30);
    }

    @Test
    void whatIsNotSentExpiresAfterADayAndWhatIsSentWhenTheOwnerSays() throws Exception {
        store.close();
        openFiles(Duration.ofDays(30));
        Attachment unsent = upload("ann", "unsent.txt", text(10));
        Attachment sent = upload("ann", "sent.txt", text(20));
        Message message = send("ann", sent);

        now.set(START.plus(Duration.ofDays(2)));
        store.sweep();
        assertThat(store.find(unsent.id())).isNull();
        assertThat(read(sent)).hasSize(20);

        now.set(START.plus(Duration.ofDays(31)));
        store.sweep();
        assertThat(store.find(sent.id())).isNull();
        assertThat(storage.message(message.id(), "").files()).isEmpty();
        assertThat(onDisk()).isEmpty();
    }

    @Test
    void whatACrashLeavesIsCleanedByTheNextStart() throws Exception {
        Attachment kept = upload("ann", "kept.txt", text(10));
        Attachment dropped = upload("ann", "dropped.txt", text(20));
        storage.delete(send("ann", dropped).id(), "ann");
        store.close();
        Files.write(folder.resolve("files/new/half"), text(5));
        Path orphan = folder.resolve("files/ab/" + "c".repeat(62));
        Files.createDirectories(orphan.getParent());
        Files.write(orphan, text(5));

        openFiles(Duration.ZERO);

        await().untilAsserted(() -> assertThat(store.bytes()).isEqualTo(10));
        assertThat(onDisk()).hasSize(1);
        assertThat(read(kept)).hasSize(10);
    }

    @Test
    void afterAKillEachFileHasItsBytesAndNoBytesAreLeft() throws Exception {
        Path killed = folder.resolve("killed");
        for (int more = 1; more <= 3; more++) {
            Path at = killed.resolve(String.valueOf(more));
            Files.createDirectories(at);
            Process process = new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/java",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Uploader.class.getName(),
                            at.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var said = process.inputReader()) {
                for (int done = 0; done < 7 * more; ) {
                    String line = said.readLine();
                    assertThat(line).as("what the process says").isNotNull();
                    done += line.startsWith("did ") ? 1 : 0;
                }
                process.toHandle().destroyForcibly();
                process.waitFor();
            }

            try (ChatStorage left = Uploader.storage(at);
                    FileStore files = Uploader.open(at, left)) {
                List<Message> messages = left.after("lobby", 0, 500, "");
                assertThat(messages).hasSizeGreaterThanOrEqualTo(7 * more);
                long bytes = 0;
                for (Message message : messages) {
                    boolean deleted = message.deleted() != null;
                    assertThat(message.files()).hasSize(deleted ? 0 : 1);
                    for (Attachment file : message.files()) {
                        byte[] whole = Files.readAllBytes(files.find(file.id()).path());
                        assertThat(whole).isEqualTo(Uploader.bytes((int) message.position()));
                        bytes += whole.length;
                    }
                }
                int unsent = left.files().share("ann").unsent();
                assertThat(unsent).isLessThanOrEqualTo(1);
                bytes += unsent == 0 ? 0 : Uploader.bytes(messages.size() + 1).length;
                files.sweep();
                long expected = bytes;
                await().untilAsserted(() -> assertThat(files.bytes()).isEqualTo(expected));
                assertThat(at.resolve("files/new")).isEmptyDirectory();
            }
        }
    }

    @Test
    void filesThatComeAndGoAtOnceNeverLoseTheirBytes() throws Exception {
        byte[] bytes = text(1_000);
        List<Callable<Object>> works = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String user = "user" + i;
            storage.join("lobby", user, Member.Role.MEMBER);
            works.add(() -> {
                for (int n = 0; n < 5; n++) {
                    Message sent = send(user, upload(user, "a.txt", bytes));
                    assertThat(read(sent.files().getFirst())).isEqualTo(bytes);
                    storage.delete(sent.id(), user);
                    store.sweep();
                }
                return true;
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var each : threads.invokeAll(works)) {
                each.get();
            }
        }
        store.sweep();
        assertThat(onDisk()).isEmpty();
        assertThat(store.bytes()).isZero();
    }

    @Test
    void twoHaveNotTheSameFolder() {
        assertThatThrownBy(() -> openFiles(Duration.ZERO)).hasMessageContaining("another Parley");
    }

    // ---- pictures

    @Test
    void aPhotoKeepsNoPlaceAndIsTurnedAsItWasHeld() throws Exception {
        byte[] photo = Samples.photo(600, 400, 6);
        assertThat(new String(photo, StandardCharsets.ISO_8859_1)).contains(Samples.PLACE);

        Attachment file = upload("ann", "photo.jpg", photo);

        assertThat(file.type()).isEqualTo("image/jpeg");
        assertThat(List.of(file.width(), file.height())).containsExactly(400, 600);
        byte[] kept = read(file);
        assertThat(new String(kept, StandardCharsets.ISO_8859_1)).doesNotContain(Samples.PLACE, "script", "MPF");
        Path again = folder.resolve("again");
        Files.write(again, kept);
        try (Content content = Content.open(again)) {
            assertThat(Sniffer.sniff(content)).isEqualTo(new Sniffed.Picture("image/jpeg", 600, 400, 6, false));
        }
        BufferedImage before = ImageIO.read(new java.io.ByteArrayInputStream(Samples.picture("jpeg", 600, 400, false)));
        BufferedImage after = ImageIO.read(new java.io.ByteArrayInputStream(kept));
        assertThat(after.getRGB(0, 0, 600, 400, null, 0, 600)).isEqualTo(before.getRGB(0, 0, 600, 400, null, 0, 600));
        // red was at the left, and is at the top when it is turned to the right
        BufferedImage small = ImageIO.read(store.thumbnail(file.id()).toFile());
        assertThat(List.of(small.getWidth(), small.getHeight())).containsExactly(213, 320);
        assertThat(new Color(small.getRGB(100, 20)).getRed()).isGreaterThan(200);
        assertThat(new Color(small.getRGB(100, 300)).getBlue()).isGreaterThan(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void thumbnailsAreTurnedEveryWay(int orientation) throws Exception {
        Attachment file = upload("ann", "photo.jpg", Samples.photo(600, 400, orientation));
        BufferedImage small = ImageIO.read(store.thumbnail(file.id()).toFile());
        boolean lies = orientation > 4;
        assertThat(small.getWidth() < small.getHeight()).isEqualTo(lies);
        boolean redLast = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        int middle = lies ? small.getWidth() / 2 : small.getHeight() / 2;
        int end = (lies ? small.getHeight() : small.getWidth()) - 10;
        int first = lies ? small.getRGB(middle, 10) : small.getRGB(10, middle);
        int last = lies ? small.getRGB(middle, end) : small.getRGB(end, middle);
        assertThat(new Color(redLast ? last : first).getRed()).isGreaterThan(200);
        assertThat(new Color(redLast ? first : last).getBlue()).isGreaterThan(200);
    }

    @Test
    void whatAPngSaysBesideItsDotsIsLeftOut() throws Exception {
        byte[] plain = Samples.picture("png", 50, 40, true);
        byte[] noted = Samples.join(
                Samples.withChunk(plain, "tEXt", Samples.bytes("Comment\0" + Samples.PLACE)),
                Samples.bytes("<script>alert(1)</script>"));
        Attachment file = upload("ann", "a.png", noted);
        assertThat(read(file)).isEqualTo(plain);
        BufferedImage small = ImageIO.read(store.thumbnail(file.id()).toFile());
        assertThat(small.getColorModel().hasAlpha()).isTrue();
    }

    @Test
    void aWebpHasAThumbnailAndLosesItsNotes() throws Exception {
        byte[] plain = Samples.webp();
        byte[] canvas =
                Samples.join(Samples.bytes("VP8X"), Samples.little(10), new byte[] {0x0c, 0, 0, 0, 1, 0, 0, 2, 0, 0});
        byte[] frame = Samples.part(plain, 12, plain.length - 12);
        byte[] notes = Samples.join(Samples.bytes("EXIF"), Samples.little(20), Samples.bytes(Samples.PLACE + " "));
        byte[] noted = Samples.join(
                Samples.bytes("RIFF"),
                Samples.little(4 + canvas.length + frame.length + notes.length),
                Samples.bytes("WEBP"),
                canvas,
                frame,
                notes);

        Attachment file = upload("ann", "a.webp", noted);

        byte[] kept = read(file);
        assertThat(new String(kept, StandardCharsets.ISO_8859_1)).doesNotContain(Samples.PLACE, "EXIF");
        assertThat(kept[20]).isZero();
        assertThat(file.thumbnail()).isTrue();
        assertThat(ImageIO.read(store.thumbnail(file.id()).toFile()).getWidth()).isEqualTo(2);
    }

    @Test
    void aPictureThatCantBeDecodedHasNoThumbnail() throws Exception {
        Attachment file = upload("ann", "a.png", Samples.pngHead(40, 40));
        assertThat(file.type()).isEqualTo("image/png");
        assertThat(file.thumbnail()).isFalse();
        assertThat(onDisk()).hasSize(1);
    }

    @Test
    void aLargePictureIsMadeSmallOnItsWay() throws Exception {
        Attachment file = upload("ann", "a.png", Samples.png(6_000, 4_000));
        BufferedImage small = ImageIO.read(store.thumbnail(file.id()).toFile());
        assertThat(List.of(small.getWidth(), small.getHeight())).containsExactly(320, 213);
    }

    // ---- voice notes

    @Test
    void aVoiceNoteLastsAsLongAsItsBytesSay() throws Exception {
        Attachment note = upload("ann", "note.wav", Samples.wav(16_000, 3_000), VoiceNote.of(2_900, "AAECAw"));
        assertThat(note.durationMillis()).isEqualTo(3_000);
        assertThat(note.waveform()).isEqualTo("AAECAw");
        refused(Reason.BAD_REQUEST, () -> upload("ann", "a.wav", Samples.wav(16_000, 3_000), VoiceNote.of(60_000, "")));
        refused(Reason.BAD_TYPE, () -> upload("ann", "a.wav", text(100), VoiceNote.of(1_000, "")));
        refused(Reason.BAD_TYPE, () -> upload("ann", "a.mp4", Samples.fragmented("vide", 1), VoiceNote.of(2_000, "")));
        refused(Reason.BAD_REQUEST, () -> VoiceNote.of(0, ""));
        refused(Reason.BAD_REQUEST, () -> VoiceNote.of(1_000, "A".repeat(88)));
        refused(Reason.BAD_REQUEST, () -> VoiceNote.of(1_000, "<script>"));
        assertThat(onDisk()).hasSize(1);
    }

    // ---- who may, and how much

    @Test
    void whoMayNotWriteInTheRoomMayNotUploadForIt() throws Exception {
        refused(Reason.NOT_HERE, () -> store.begin("zoe", "lobby", 1));
        refused(Reason.NOT_HERE, () -> store.begin("ann", "nowhere", 1));
        refused(Reason.NOT_HERE, () -> store.begin("ann", "", 1));
        refused(Reason.NOT_HERE, () -> store.begin("ann", "x".repeat(1_000), 1));
        storage.mute("lobby", "ann", START.plusSeconds(60), "olga");
        refused(Reason.MUTED, () -> store.begin("ann", "lobby", 1));
        storage.ban("lobby", "bob", START.plusSeconds(60), "olga");
        refused(Reason.NOT_HERE, () -> store.begin("bob", "lobby", 1));
        storage.createRoom("news", "News", Room.Kind.ANNOUNCEMENT, "{}", "olga");
        storage.join("news", "ann", Member.Role.MEMBER);
        refused(Reason.READ_ONLY, () -> store.begin("ann", "news", 1));
        store.begin("olga", "news", 1).close();
    }

    @Test
    void nothingIsLargerThanItMayBeOrWasSaidToBe() throws Exception {
        refused(Reason.TOO_LARGE, () -> store.begin("ann", "lobby", LIMIT + 1));
        try (Upload upload = store.begin("ann", "lobby", -1)) {
            upload.write(ByteBuffer.allocate(LIMIT));
            refused(Reason.TOO_LARGE, () -> upload.write(ByteBuffer.allocate(1)));
        }
        try (Upload upload = store.begin("ann", "lobby", 5)) {
            refused(Reason.TOO_LARGE, () -> upload.write(ByteBuffer.allocate(6)));
        }
        assertThat(onDisk()).isEmpty();
    }

    @Test
    void nobodyHasMoreThanTheirShareNorAllTogetherMoreThanThereIs() throws Exception {
        byte[] random = new byte[LIMIT];
        for (int i = 0; i < 3; i++) {
            random[5] = (byte) i;
            upload("ann", "a", random);
        }
        refused(Reason.TOO_MANY, () -> store.begin("ann", "lobby", 1));
        for (int i = 3; i < 5; i++) {
            random[5] = (byte) i;
            upload("bob", "b", random);
        }
        refused(Reason.TOO_MANY, () -> store.begin("bob", "lobby", 1));
        storage.erase("ann", "olga");
        store.sweep();
        store.begin("bob", "lobby", 1).close();
    }

    @Test
    void uploadsAreFewAtATime() throws Exception {
        List<Upload> open = new ArrayList<>();
        for (int i = 0; i < FileOptions.UPLOADS_EACH; i++) {
            open.add(store.begin("ann", "lobby", 1));
        }
        refused(Reason.TOO_MANY, () -> store.begin("ann", "lobby", 1));
        open.getLast().letGo();
        open.getLast().letGo();
        open.add(store.begin("ann", "lobby", 1));
        refused(Reason.TOO_MANY, () -> store.begin("ann", "lobby", 1));
        for (int i = open.size() - 1; i < FileOptions.UPLOADS; i++) {
            storage.join("lobby", "user" + i, Member.Role.MEMBER);
            open.add(store.begin("user" + i, "lobby", 1));
        }
        refused(Reason.TOO_MANY, () -> store.begin("bob", "lobby", 1));
        for (Upload each : open) {
            each.close();
            each.close();
        }
        store.begin("bob", "lobby", 1).close();
        assertThat(onDisk()).isEmpty();
    }

    @Test
    void whatWaitsToBeSentIsBounded() throws Exception {
        for (int i = 0; i < FileOptions.UNSENT_MOST; i++) {
            upload("ann", "a.txt", text(10));
        }
        refused(Reason.TOO_MANY, () -> store.begin("ann", "lobby", 1));
    }
}
