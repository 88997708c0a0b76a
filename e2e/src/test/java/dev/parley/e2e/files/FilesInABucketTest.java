package dev.parley.e2e.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.chat.files.FileOptions;
import dev.parley.chat.files.FileStore;
import dev.parley.chat.files.Upload;
import dev.parley.chat.files.s3.Bucket;
import dev.parley.chat.files.s3.BucketOptions;
import dev.parley.chat.storage.Attachment;
import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.Draft;
import dev.parley.chat.storage.JdbcChatStorage;
import dev.parley.chat.storage.Member;
import dev.parley.chat.storage.Message;
import dev.parley.chat.storage.Room;
import dev.parley.net.Address;
import dev.parley.server.ParleyServer;
import dev.parley.server.config.Loader;
import dev.parley.server.config.Loader.FlagValue;
import dev.parley.server.config.Options;
import dev.parley.server.config.ServerConfig;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// Files of the chat in a store that speaks S3. Nodes are stores of files with a cache each, of one chat database.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilesInABucketTest {

    private static final int MIB = 1 << 20;
    private static final String SECRET = "the-secret-that-signs-the-tokens-of-this-site";

    private S3Server s3;
    private Path folder;
    private String prefix;
    private ChatStorage storage;
    private final List<FileStore> nodes = new ArrayList<>();

    @BeforeAll
    void start(@TempDir Path objects) throws Exception {
        s3 = new S3Server(objects);
    }

    @AfterAll
    void stop() throws Exception {
        s3.close();
    }

    @BeforeEach
    void open(@TempDir Path each) throws Exception {
        folder = each;
        prefix = "chat-" + UUID.randomUUID() + "/files/";
        storage = storage("chat.db");
    }

    private ChatStorage storage(String file) throws Exception {
        ChatStorage opened = JdbcChatStorage.open("jdbc:sqlite:" + folder.resolve(file), InstantSource.system());
        opened.createRoom("lobby", "The lobby", Room.Kind.PUBLIC, "{}", "ann");
        opened.join("lobby", "ann", Member.Role.MEMBER);
        return opened;
    }

    @AfterEach
    void close() {
        nodes.forEach(FileStore::close);
        nodes.clear();
        storage.close();
    }

    private FileStore node(BucketOptions bucket) throws Exception {
        FileOptions options = new FileOptions(
                folder.resolve("cache" + nodes.size()), true, bucket, MIB, 100 * MIB, 100 * MIB, Duration.ZERO);
        FileStore store = FileStore.open(options, storage, InstantSource.system(), new SecureRandom());
        nodes.add(store);
        return store;
    }

    private FileStore node() throws Exception {
        return node(s3.options(prefix, 3 * MIB));
    }

    private static Attachment upload(FileStore node, String name, byte[] bytes) throws Exception {
        try (Upload upload = node.begin("ann", "lobby", bytes.length)) {
            upload.write(ByteBuffer.wrap(bytes));
            return upload.finish(name, null);
        }
    }

    private Message send(Attachment file) throws Exception {
        return storage.send(
                        new Draft("lobby", "ann", UUID.randomUUID().toString(), "", null, Set.of(), List.of(file.id())))
                .message();
    }

    private static byte[] read(FileStore node, Attachment file) throws Exception {
        return Files.readAllBytes(node.find(file.id()).path());
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aFileSentToOneNodeIsReadFromAnotherUntilNobodyHasItsBytes() throws Exception {
        FileStore one = node();
        FileStore two = node();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB), "png", png);

        Attachment first = upload(one, "one.png", png.toByteArray());
        Set<String> objects = s3.keys(prefix);
        assertThat(objects).hasSize(3).contains("database").anyMatch(key -> key.endsWith(".small"));
        Attachment second = upload(two, "two.png", png.toByteArray());
        assertThat(s3.keys(prefix)).isEqualTo(objects);
        assertThat(read(two, first)).isEqualTo(png.toByteArray());
        assertThat(read(one, second)).isEqualTo(png.toByteArray());
        FileStore three = node();
        assertThat(ImageIO.read(three.thumbnail(first.id()).toFile()).getWidth())
                .isEqualTo(320);
        assertThat(read(three, first)).isEqualTo(png.toByteArray());

        storage.delete(send(first).id(), "ann");
        three.sweep();
        assertThat(one.find(first.id())).isNull();
        assertThat(read(one, second)).isEqualTo(png.toByteArray());
        storage.delete(send(second).id(), "ann");
        two.sweep();
        assertThat(s3.keys(prefix)).containsExactly("database");
        assertThat(two.bytes()).isZero();
    }

    @Test
    void whileTheStoreIsAwayNothingIsTakenAndNothingIsLost() throws Exception {
        FileStore one = node();
        FileStore two = node();
        Attachment kept = upload(one, "kept.txt", text("kept"));
        Attachment dropped = upload(one, "dropped.txt", text("dropped"));
        Message message = send(dropped);
        s3.stop();

        assertThatThrownBy(() -> upload(one, "late.txt", text("late")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not answer");
        assertThat(storage.files().share("ann").unsent()).isEqualTo(1);
        assertThat(read(one, kept)).isEqualTo(text("kept"));
        assertThatThrownBy(() -> two.find(kept.id())).isInstanceOf(IOException.class);
        storage.delete(message.id(), "ann");
        one.sweep();
        assertThat(storage.files().dropped(10)).hasSize(1);

        s3.start();
        assertThat(read(two, kept)).isEqualTo(text("kept"));
        Attachment late = upload(one, "late.txt", text("late"));
        assertThat(read(two, late)).isEqualTo(text("late"));
        one.sweep();
        assertThat(s3.keys(prefix)).hasSize(3);
    }

    @Test
    void aNodeReadsMoreThanItsCacheHolds() throws Exception {
        FileStore one = node(s3.options(prefix, 100 * MIB));
        FileStore two = node();
        List<Attachment> files = new ArrayList<>();
        List<byte[]> contents = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            byte[] bytes = new byte[MIB];
            new Random(i).nextBytes(bytes);
            contents.add(bytes);
            files.add(upload(one, i + ".bin", bytes));
        }
        List<Callable<Boolean>> readers = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 3; i++) {
                int number = i;
                readers.add(() -> Arrays.equals(read(two, files.get(number)), contents.get(number)));
            }
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var each : threads.invokeAll(readers)) {
                assertThat(each.get()).isTrue();
            }
        }
        for (int i = 0; i < 6; i++) {
            assertThat(read(two, files.get(i))).isEqualTo(contents.get(i));
        }
        try (Stream<Path> copies = Files.walk(folder.resolve("cache1"))) {
            assertThat(copies.filter(Files::isRegularFile)
                            .mapToLong(copy -> copy.toFile().length())
                            .sum())
                    .isBetween(2L * MIB, 3L * MIB + 100);
        }
    }

    @Test
    void whatNobodyKnowsIsRemovedAtTheStart() throws Exception {
        Attachment file = upload(node(), "a.txt", text("a"));
        try (Bucket bucket = new Bucket(s3.options(prefix, 1))) {
            bucket.put("ab/" + "c".repeat(62), "left by a crash");
            bucket.put("notes.txt", "somebody else's");
        }
        FileStore later = node();
        await().untilAsserted(() -> assertThat(s3.keys(prefix)).hasSize(3).contains("notes.txt", "database"));
        assertThat(read(later, file)).isEqualTo(text("a"));
    }

    @ParameterizedTest
    @CsvSource({
        "S3RVER, wrong, parley-files, does not take the access key and the secret key",
        "somebody, S3RVER, parley-files, does not take the access key and the secret key",
        "S3RVER, S3RVER, elsewhere, there is no bucket elsewhere at http://127.0.0.1:",
    })
    void aBucketThatCantBeUsedIsRefusedAndSaysWhy(String access, String secret, String bucket, String why) {
        BucketOptions wrong =
                new BucketOptions(bucket, URI.create(s3.endpoint()), "us-east-1", access, secret, prefix, true, MIB);
        assertThatThrownBy(() -> node(wrong))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("S3RVER");
    }

    @Test
    void aStoreThatDoesNotAnswerIsNamed() {
        BucketOptions nowhere =
                new BucketOptions("files", URI.create("http://127.0.0.1:1"), "us-east-1", "a", "b", "", true, MIB);
        assertThatThrownBy(() -> node(nowhere)).hasMessageStartingWith("http://127.0.0.1:1 does not answer: ");
    }

    private ParleyServer server(String secretKey) throws Exception {
        List<FlagValue> flags = new ArrayList<>();
        String[] options = {
            "http_server.port",
            "0",
            "engine.type",
            "memory",
            "client.token.hmac_secret_key",
            SECRET,
            "chat.database",
            "jdbc:sqlite:" + folder.resolve("chat.db"),
            "chat.files.path",
            folder.resolve("cache").toString(),
            "chat.files.s3.bucket",
            S3Server.BUCKET,
            "chat.files.s3.endpoint",
            s3.endpoint(),
            "chat.files.s3.access_key",
            S3Server.KEY,
            "chat.files.s3.secret_key",
            secretKey,
            "chat.files.s3.prefix",
            prefix
        };
        for (int i = 0; i < options.length; i += 2) {
            flags.add(new FlagValue(options[i], "--" + options[i], options[i + 1]));
        }
        return ParleyServer.start(
                ServerConfig.of(Loader.load(Options.SCHEMA, null, Path.of("/nowhere"), Map.of(), flags)), line -> {});
    }

    private static String part(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static HttpResponse<String> post(HttpClient client, String chat, String name) throws Exception {
        String said = part(text("{\"alg\":\"HS256\"}")) + "." + part(text("{\"sub\":\"ann\"}"));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(text(SECRET), "HmacSHA256"));
        return client.send(
                HttpRequest.newBuilder(URI.create(chat + "/files?room=lobby&name=" + name))
                        .header("Authorization", "Bearer " + said + "." + part(mac.doFinal(text(said))))
                        .POST(HttpRequest.BodyPublishers.ofString("what is in " + name))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aServerSaysThatItIsForAWhile() throws Exception {
        assertThatThrownBy(() -> server("not-the-secret"))
                .hasMessageContaining("does not take the access key and the secret key")
                .hasMessageContaining("chat.files.s3")
                .hasMessageNotContaining("not-the-secret");
        try (HttpClient client = HttpClient.newHttpClient()) {
            ParleyServer server = server(S3Server.KEY);
            try {
                String chat =
                        "http://127.0.0.1:" + ((Address.Tcp) server.addresses().getFirst()).port() + "/chat";
                s3.stop();
                HttpResponse<String> away = post(client, chat, "a.txt");
                assertThat(away.statusCode()).isEqualTo(503);
                assertThat(away.body()).contains("\"unavailable\"");
                s3.start();
                HttpResponse<String> taken = post(client, chat, "b.txt");
                assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
                String id =
                        JsonMapper.shared().readTree(taken.body()).path("id").asString();
                HttpResponse<String> read = client.send(
                        HttpRequest.newBuilder(URI.create(chat + "/files/" + id + "/b.txt"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(read.body()).isEqualTo("what is in b.txt");
                assertThat(s3.keys(prefix)).hasSize(2);
            } finally {
                server.close();
            }
        }
    }

    @Test
    void theBucketOfAnotherChatIsRefused() throws Exception {
        node();
        try (ChatStorage other = storage("other.db")) {
            FileOptions options =
                    new FileOptions(folder.resolve("other"), true, s3.options(prefix, MIB), 1, 1, 1, Duration.ZERO);
            assertThatThrownBy(() -> FileStore.open(options, other, InstantSource.system(), new SecureRandom()))
                    .hasMessageContaining("has the files of another chat database");
        }
    }
}
