package dev.parley.server.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.server.Signed;
import dev.parley.server.Started;
import dev.parley.server.config.ConfigException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Files through a whole server: up over HTTP, sent by RPC, down over HTTP.
class FilesServedTest {

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Started server;

    /// Somebody, with a WebSocket and files.
    private record Somebody(String user, String token, ChatClient chat, FileClient files) {

        /// @return what the chat says, `error` included
        JsonNode send(String room, JsonNode... files) throws Exception {
            StringBuilder ids = new StringBuilder();
            for (JsonNode file : files) {
                ids.append(ids.isEmpty() ? "'" : ",'")
                        .append(file.path("id").asString())
                        .append('\'');
            }
            return chat.rpc(
                    "chat.send",
                    "{'room':'" + room + "','id':'" + System.nanoTime() + "','text':'','files':[" + ids + "]}");
        }
    }

    private void start(String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "engine.type",
                "sqlite",
                "engine.sqlite.path",
                folder.resolve("data").toString()));
        all.addAll(List.of(options));
        server = Started.with(all.toArray(String[]::new));
        open.add(server);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private Somebody guest(String name) throws Exception {
        Browser.Answer answer = new Browser().post(server.port(), "/chat/session", "{'name':'" + name + "'}");
        return somebody(answer.text("user"), answer.text("token"));
    }

    private Somebody somebody(String user, String token) throws Exception {
        ChatClient chat = ChatClient.with(server.port(), token);
        open.add(chat);
        return new Somebody(user, token, chat, new FileClient(server.port(), token));
    }

    private Somebody inLobby(String name) throws Exception {
        Somebody somebody = guest(name);
        somebody.chat().rpc("chat.enter", "{'room':'lobby'}");
        return somebody;
    }

    private static byte[] png(int width, int height) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", out);
        return out.toByteArray();
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private List<Path> onDisk() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data/files"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("lock"))
                    .toList();
        }
    }

    private static void assertHarmless(FileClient.Answer answer) {
        assertThat(answer.field("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.field("Content-Security-Policy")).isEqualTo("sandbox; default-src 'none'");
        assertThat(answer.field("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(answer.field("Content-Type")).doesNotContain("html", "svg", "xml", "script");
    }

    // ---- as it is meant

    @Test
    void aPictureIsSentAndSeenByOthers() throws Exception {
        start();
        Somebody ann = inLobby("Ann");
        Somebody bob = inLobby("Bob");
        byte[] bytes = png(800, 600);

        JsonNode file = ann.files().taken("lobby", "Holiday 海.png", bytes);
        assertThat(file.path("type").asString()).isEqualTo("image/png");
        assertThat(file.path("width").asInt()).isEqualTo(800);
        assertThat(file.path("height").asInt()).isEqualTo(600);
        assertThat(file.path("size").asInt()).isEqualTo(bytes.length);
        assertThat(file.path("thumbnail").asBoolean()).isTrue();
        assertThat(ann.send("lobby", file).path("position").asInt()).isEqualTo(1);

        JsonNode heard =
                bob.chat().hears("message").path("data").path("message").path("files");
        assertThat(heard.path(0)).isEqualTo(file);
        FileClient.Answer whole = new FileClient(server.port(), "").get(file);
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(bytes);
        assertThat(whole.field("Content-Type")).isEqualTo("image/png");
        assertThat(whole.field("Content-Disposition"))
                .isEqualTo("inline; filename=\"Holiday _.png\"; filename*=UTF-8''Holiday%20%E6%B5%B7.png");
        assertThat(whole.field("Cache-Control")).isEqualTo("private, max-age=31536000, immutable");
        assertHarmless(whole);
        FileClient.Answer small = bob.files().thumbnail(file);
        assertThat(ImageIO.read(new ByteArrayInputStream(small.body())).getWidth())
                .isEqualTo(320);
        assertThat(small.field("Content-Type")).isEqualTo("image/jpeg");
        assertHarmless(small);
        JsonNode history = bob.chat().rpc("chat.before", "{'room':'lobby','position':2,'limit':1}");
        assertThat(history.path("messages").path(0).path("files").path(0)).isEqualTo(file);
    }

    @Test
    void partsAndHeadsAreServedAsBrowsersAskForThem() throws Exception {
        start("chat.files.size_limit", "64MiB");
        Somebody ann = inLobby("Ann");
        byte[] bytes = new byte[30_000_000];
        new Random(1).nextBytes(bytes);
        JsonNode file = ann.files().taken("lobby", "big.bin", bytes);
        FileClient.Answer whole = ann.files().get(file);
        assertThat(whole.body()).isEqualTo(bytes);
        assertThat(whole.field("Content-Disposition")).startsWith("attachment");
        assertThat(whole.field("Accept-Ranges")).isEqualTo("bytes");

        FileClient.Answer part = ann.files().get(file, "Range", "bytes=1000000-1000099");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.field("Content-Range")).isEqualTo("bytes 1000000-1000099/30000000");
        assertThat(ByteBuffer.wrap(part.body())).isEqualTo(ByteBuffer.wrap(bytes, 1_000_000, 100));
        assertThat(ann.files().get(file, "Range", "bytes=-5").body()).hasSize(5);
        for (String beyond : List.of("bytes=30000000-", "bytes=99999999999999999-", "bytes=-0")) {
            FileClient.Answer none = ann.files().get(file, "Range", beyond);
            assertThat(none.status()).as(beyond).isEqualTo(416);
            assertThat(none.field("Content-Range")).isEqualTo("bytes */30000000");
        }
        assertThat(ann.files()
                        .get(file, "Range", "bytes=0-1", "If-Range", "\"other\"")
                        .status())
                .isEqualTo(200);
        assertThat(ann.files().get(file, "If-None-Match", whole.field("ETag")).status())
                .isEqualTo(304);
        FileClient.Answer head =
                ann.files().ask("HEAD", "/chat/files/" + file.path("id").asString() + "/x", BodyPublishers.noBody());
        assertThat(head.field("Content-Length")).isEqualTo("30000000");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void whatIsDeletedIsGoneForEverybodyAndFromTheDisk() throws Exception {
        start();
        Somebody ann = inLobby("Ann");
        Somebody bob = inLobby("Bob");
        JsonNode anns = ann.files().taken("lobby", "a.png", png(50, 50));
        JsonNode bobs = bob.files().taken("lobby", "b.png", png(50, 50));
        assertThat(onDisk()).hasSize(2); // the same bytes, and their thumbnail
        String first = ann.send("lobby", anns).path("id").asString();
        String second = bob.send("lobby", bobs).path("id").asString();

        ann.chat().rpc("chat.delete", "{'message':'" + first + "'}");
        assertThat(ann.files().get(anns).status()).isEqualTo(404);
        assertThat(ann.files().thumbnail(anns).status()).isEqualTo(404);
        assertThat(bob.files().get(bobs).status()).isEqualTo(200);
        bob.chat().rpc("chat.delete", "{'message':'" + second + "'}");
        await().ignoreExceptions().untilAsserted(() -> assertThat(onDisk()).isEmpty());
    }

    @Test
    void anEditCanTakeAFileOut() throws Exception {
        start();
        Somebody ann = inLobby("Ann");
        JsonNode one = ann.files().taken("lobby", "1.txt", latin("one"));
        JsonNode two = ann.files().taken("lobby", "2.txt", latin("two"));
        String message = ann.send("lobby", one, two).path("id").asString();
        JsonNode edited = ann.chat()
                .rpc(
                        "chat.edit",
                        "{'message':'" + message + "','text':'','without':['"
                                + one.path("id").asString() + "']}");
        assertThat(edited.path("message").path("files")).hasSize(1);
        assertThat(ann.files().get(one).status()).isEqualTo(404);
        assertThat(ann.files().get(two).text()).isEqualTo("two");
    }

    @Test
    void aVoiceNoteSaysHowLongItLasts() throws Exception {
        start();
        Somebody ann = inLobby("Ann");
        byte[] wav = wav(2_000);
        FileClient.Answer note =
                ann.files().upload("lobby", "v.wav", "&duration=2100&waveform=AAECAw", BodyPublishers.ofByteArray(wav));
        assertThat(note.json().path("duration").asInt()).isEqualTo(2_000);
        assertThat(note.json().path("waveform").asString()).isEqualTo("AAECAw");
        assertThat(ann.files().get(note.json()).field("Content-Disposition")).startsWith("inline");
        assertThat(ann.files()
                        .upload("lobby", "v.wav", "&duration=60000", BodyPublishers.ofByteArray(wav))
                        .refusal())
                .isEqualTo("400 bad_request");
        assertThat(ann.files()
                        .upload("lobby", "v.wav", "&duration=x", BodyPublishers.ofByteArray(wav))
                        .refusal())
                .isEqualTo("400 bad_request");
        assertThat(ann.files()
                        .upload("lobby", "v.wav", "&duration=1000", BodyPublishers.ofString("<html>"))
                        .refusal())
                .isEqualTo("415 bad_type");
    }

    private static byte[] wav(int millis) {
        ByteBuffer wav = ByteBuffer.allocate(44 + 32 * millis).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        wav.put(latin("RIFF")).putInt(36 + 32 * millis).put(latin("WAVEfmt ")).putInt(16);
        wav.putShort((short) 1).putShort((short) 1).putInt(16_000).putInt(32_000);
        wav.putShort((short) 2).putShort((short) 16).put(latin("data")).putInt(32 * millis);
        return wav.array();
    }

    @Test
    void whoComesWithTheSitesTokenSendsFilesToo() throws Exception {
        start();
        Somebody ann = somebody("ann", Signed.token(server.tokenSecret(), "{\"sub\":\"ann\"}"));
        ann.chat().rpc("chat.enter", "{'room':'lobby'}");
        JsonNode file = ann.files().taken("lobby", "a.txt", latin("hello"));
        assertThat(ann.files().get(file).text()).isEqualTo("hello");
        server.api().call("block_user", "{'user':'ann'}");
        assertThat(ann.files().upload("lobby", "b.txt", latin("x")).refusal()).isEqualTo("401 not_signed_in");
    }

    // ---- as it is not meant

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    cute.png    | <!DOCTYPE html><script>alert(1)</script>              | application/octet-stream
                    cute.svg    | <svg xmlns='http://www.w3.org/2000/svg' onload='x'/>  | application/octet-stream
                    feed.xml    | <?xml version='1.0'?><a/>                             | application/octet-stream
                    paper.pdf   | %PDF-1.4 <html><script>alert(1)</script>              | application/pdf
                    page.html   | alert(1)                                              | text/plain; charset=utf-8
                    """)
    void nothingThatIsSentRunsInAPage(String name, String content, String type) throws Exception {
        start();
        Somebody eve = inLobby("Eve");
        FileClient.Answer answer =
                eve.files().upload("lobby", name, latin(content), "Content-Type", "text/html; charset=utf-8");
        assertThat(answer.json().path("type").asString()).isEqualTo(type);
        FileClient.Answer got =
                eve.files().get("/chat/files/" + answer.json().path("id").asString() + "/x.html");
        assertThat(got.field("Content-Type")).isEqualTo(type);
        assertThat(got.field("Content-Disposition")).startsWith("attachment;");
        assertHarmless(got);
    }

    @Test
    void aGifThatIsAScriptTooIsOnlyAPicture() throws Exception {
        start();
        Somebody eve = inLobby("Eve");
        JsonNode file = eve.files().taken("lobby", "x.js", latin("GIF89a/*\1\0\0\0\0*/=1;alert(document.domain)//"));
        FileClient.Answer got = eve.files().get(file);
        assertThat(got.field("Content-Type")).isEqualTo("image/gif");
        assertHarmless(got);
        assertThat(file.path("thumbnail").asBoolean()).isFalse();
    }

    @Test
    void aBombIsRefusedByItsHead() throws Exception {
        start();
        Somebody eve = inLobby("Eve");
        byte[] bomb = png(10, 10);
        ByteBuffer.wrap(bomb).putInt(16, 60_000).putInt(20, 60_000);
        assertThat(eve.files().upload("lobby", "a.png", bomb).refusal()).isEqualTo("413 too_large");
        assertThat(onDisk()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ../../../etc/passwd          | passwd
                    ..\\\\..\\\\boot.ini         | boot.ini
                    %00%0D%0Aevil                | %00%0D%0Aevil
                    "; x="y                      | _; x=_y
                    .htaccess                    | htaccess
                    """)
    void namesStayNames(String name, String clean) throws Exception {
        start();
        Somebody eve = inLobby("Eve");
        JsonNode file = eve.files().taken("lobby", name, latin("x"));
        assertThat(file.path("name").asString()).isEqualTo(clean);
        assertThat(eve.files().get(file).status()).isEqualTo(200);
        assertThat(onDisk())
                .hasSize(1)
                .allMatch(path -> path.toString().matches(".*/data/files/[0-9a-f]{2}/[0-9a-f]{62}"));
    }

    @Test
    void namesHideNothing() throws Exception {
        start();
        Somebody eve = inLobby("Eve");
        JsonNode file = eve.files().taken("lobby", "a\u202Egpj.exe\r\nSet-Cookie: a=b\u0000", latin("x"));
        assertThat(file.path("name").asString()).isEqualTo("agpj.exe Set-Cookie_ a=b");
        FileClient.Answer got = eve.files().get(file);
        assertThat(got.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(got.field("Content-Disposition")).contains("filename=\"agpj.exe Set-Cookie_ a=b\"");
    }

    @Test
    void pathsLeadNowhereElse() throws Exception {
        start();
        Somebody eve = inLobby("Eve");
        JsonNode file = eve.files().taken("lobby", "a", latin("x"));
        String hash = onDisk().getFirst().getParent().getFileName() + "/"
                + onDisk().getFirst().getFileName();
        for (String path : List.of(
                "/chat/files/" + hash,
                "/chat/files/..%2f..%2fkeys.json/x",
                "/chat/files/%2e%2e/keys.json",
                "/chat/files/" + "A".repeat(22) + "/a",
                "/chat/files/" + "A".repeat(5_000) + "/a",
                "/chat/files/" + file.path("id").asString(),
                "/chat/files/")) {
            assertThat(eve.files().get(path).status()).as(path).isEqualTo(404);
        }
        assertThat(eve.files()
                        .ask("DELETE", "/chat/files/" + file.path("id").asString() + "/a", BodyPublishers.noBody())
                        .status())
                .isEqualTo(405);
        assertThat(eve.files().get("/chat/files").status()).isEqualTo(405);
    }

    @Test
    void onlyWhoMayWriteThereUploads() throws Exception {
        start("chat.owners", "root");
        Somebody ann = inLobby("Ann");
        Somebody eve = guest("Eve");
        Somebody root = somebody("root", Signed.token(server.tokenSecret(), "{\"sub\":\"root\"}"));
        root.chat().rpc("chat.enter", "{'room':'lobby'}");
        byte[] bytes = latin("x");
        assertThat(new FileClient(server.port(), "").upload("lobby", "a", bytes).refusal())
                .isEqualTo("401 not_signed_in");
        String broken = ann.token().substring(0, ann.token().length() - 3) + "AAA";
        for (String token : List.of("nonsense", "chat1.x.y", broken)) {
            assertThat(new FileClient(server.port(), token)
                            .upload("lobby", "a", bytes)
                            .refusal())
                    .isEqualTo("401 not_signed_in");
        }
        assertThat(eve.files().upload("lobby", "a", bytes).refusal()).isEqualTo("403 not_here");
        assertThat(eve.files().upload("nowhere", "a", bytes).refusal()).isEqualTo("403 not_here");
        assertThat(eve.files().upload("", "a", bytes).refusal()).isEqualTo("403 not_here");
        assertThat(ann.files()
                        .upload("lobby", "a", bytes, "Origin", "https://evil.example")
                        .refusal())
                .isEqualTo("403 foreign_origin");

        // what was uploaded for one room is sent in no other, and by nobody else
        ann.chat().rpc("chat.create", "{'name':'Other','kind':'public','id':'other'}");
        JsonNode file = ann.files().taken("lobby", "a", bytes);
        assertThat(ann.send("other", file).path("error").path("code").asInt()).isEqualTo(1000);
        eve.chat().rpc("chat.enter", "{'room':'lobby'}");
        assertThat(eve.send("lobby", file).path("error").path("code").asInt()).isEqualTo(1000);
        assertThat(ann.send("lobby", file).path("position").asInt()).isEqualTo(1);
        assertThat(ann.send("lobby", file).path("error").path("code").asInt()).isEqualTo(1000);

        root.chat().rpc("chat.mute", "{'room':'lobby','user':'" + eve.user() + "','minutes':5}");
        assertThat(eve.files().upload("lobby", "a", bytes).refusal()).isEqualTo("403 muted");
        root.chat().rpc("chat.ban", "{'room':'lobby','user':'" + ann.user() + "','minutes':5}");
        assertThat(ann.files().upload("lobby", "a", bytes).refusal()).isEqualTo("403 not_here");
    }

    @Test
    void nothingLargerThanTheLimitIsTaken() throws Exception {
        start("chat.files.size_limit", "100KiB", "chat.files.user_limit", "150KiB", "chat.files.total_limit", "200KiB");
        Somebody ann = inLobby("Ann");
        assertThat(ann.files().upload("lobby", "a", new byte[102_401]).refusal())
                .isEqualTo("413 too_large");
        assertThat(ann.files()
                        .upload(
                                "lobby",
                                "a",
                                "",
                                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[102_401])))
                        .refusal())
                .isEqualTo("413 too_large");
        ann.files().taken("lobby", "a", new byte[102_400]);
        assertThat(ann.files().upload("lobby", "a", new byte[100_000]).refusal())
                .isEqualTo("429 too_many");
        Somebody bob = inLobby("Bob");
        bob.files().taken("lobby", "a", new byte[100_000]);
        assertThat(inLobby("Carl").files().upload("lobby", "a", new byte[3_000]).refusal())
                .isEqualTo("429 too_many");
        await().ignoreExceptions().untilAsserted(() -> assertThat(onDisk()).hasSize(2));
    }

    @Test
    void anUploadThatBreaksOffLeavesNothing() throws Exception {
        start();
        Somebody ann = inLobby("Ann");
        for (int i = 0; i < 4; i++) { // more than one person may have on their way
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                String head = "POST /chat/files?room=lobby&name=a HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                        + "\r\nAuthorization: Bearer " + ann.token() + "\r\nContent-Length: 1000000\r\n\r\n";
                socket.getOutputStream().write(latin(head + "x".repeat(300_000)));
                await().ignoreExceptions()
                        .untilAsserted(() -> assertThat(onDisk()).hasSize(1));
            }
            await().ignoreExceptions().untilAsserted(() -> assertThat(onDisk()).isEmpty());
        }
        ann.files().taken("lobby", "a", latin("x"));
    }

    @Test
    void filesOutliveTheServer() throws Exception {
        start();
        Somebody ann = inLobby("Ann");
        JsonNode file = ann.files().taken("lobby", "a.txt", latin("hello"));
        ann.send("lobby", file);
        stop();
        open.clear();
        start();
        assertThat(new FileClient(server.port(), "").get(file).text()).isEqualTo("hello");
    }

    // ---- as the owner says

    @Test
    void anOwnerCanDoWithoutFiles() throws Exception {
        start("chat.files.enabled", "false");
        Somebody ann = inLobby("Ann");
        assertThat(ann.files().upload("lobby", "a", latin("x")).status()).isIn(404, 405);
        assertThat(ann.files().get("/chat/settings").json().path("files").asBoolean())
                .isFalse();
        assertThat(folder.resolve("data/files")).doesNotExist();
    }

    @Test
    void pagesAreToldTheLimit() throws Exception {
        start("chat.files.size_limit", "5MiB");
        JsonNode settings =
                new FileClient(server.port(), "").get("/chat/settings").json();
        assertThat(settings.path("files").asBoolean()).isTrue();
        assertThat(settings.path("limits").path("file").asInt()).isEqualTo(5 << 20);
    }

    @Test
    void limitsThatContradictEachOtherAreSaidAtStart() {
        assertThatThrownBy(() -> Started.config("chat.files.size_limit", "20MiB", "chat.files.user_limit", "10MiB"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("`chat.files.size_limit` (20MiB) must not be more than `chat.files.user_limit`");
        assertThatThrownBy(() -> Started.config("chat.files.path", "/dev/null"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is no folder");
    }

    @Test
    void slowUploadsOfOneNetworkLeavePlacesForOthers() throws Exception {
        start("server.trusted_proxies", "127.0.0.1", "server.hosts", "*");
        List<Socket> slow = new ArrayList<>();
        for (String name : List.of("Ann", "Bob")) {
            String token = inLobby(name).token();
            for (int i = 0; i < 3; i++) {
                slow.add(new Socket("127.0.0.1", server.port()));
                slow.getLast()
                        .getOutputStream()
                        .write(latin(
                                "POST /chat/files?room=lobby&name=a HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n"
                                        + "X-Forwarded-For: 203.0.113.7\r\nAuthorization: Bearer " + token
                                        + "\r\n\r\nslow"));
            }
        }
        FileClient carl = inLobby("Carl").files();
        byte[] text = latin("a text");
        await().until(() -> carl.upload("lobby", "a", text, "X-Forwarded-For", "203.0.113.7")
                .text()
                .contains("Your network sends 6 files"));
        assertThat(carl.upload("lobby", "a", text, "X-Forwarded-For", "203.0.113.8")
                        .status())
                .isEqualTo(200);
        for (Socket each : slow) {
            each.close();
        }
        await().until(() -> carl.upload("lobby", "a", text, "X-Forwarded-For", "203.0.113.7")
                        .status()
                == 200);
    }
}
