package dev.parley.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.net.Address;
import dev.parley.net.ListenOptions;
import dev.parley.net.Network;
import dev.parley.net.NetworkOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFilesTest {

    private static final String LONG = "body { color: teal }\n".repeat(200);

    @TempDir
    private Path outside;

    private Path root;
    private Network network;
    private int port;

    private record Answer(int status, Map<String, String> fields, byte[] body) {
        String field(String name) {
            return fields.get(name.toLowerCase(java.util.Locale.ROOT));
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    @BeforeEach
    void start() throws Exception {
        root = Files.createDirectory(outside.resolve("root"));
        write("index.html", "<h1>home</h1>");
        write("a/index.html", "<h1>a</h1>");
        write("a/x y.txt", "spaced");
        write("empty/only.txt", "x");
        write("style.css", LONG);
        write("app-3f9c2b1a.js", "1");
        write(".secret", "secret");
        write(".git/config", "secret");
        Files.writeString(outside.resolve("secret.txt"), "secret");
        byte[] data = new byte[300_000];
        new Random(1).nextBytes(data);
        Files.write(root.resolve("data.bin"), data);
        Files.createFile(root.resolve("zero.bin"));
        Files.createSymbolicLink(root.resolve("out.txt"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(root.resolve("up"), outside);
        Files.createSymbolicLink(root.resolve("inner.txt"), root.resolve("a/x y.txt"));
        Files.createSymbolicLink(root.resolve("hidden.txt"), root.resolve(".secret"));
        StaticFiles files = StaticFiles.folder(root);
        Map<String, String> packed = Map.of("index.html", "packed home", "sub/index.html", "sub", "style.css", LONG);
        StaticFiles resources = StaticFiles.resources(name -> {
            String content = packed.get(name);
            return content == null ? null : new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
        });
        network = Network.start(NetworkOptions.DEFAULT.withLoops(1));
        port = ((Address.Tcp) network.listenHttp(
                                new Address.Tcp("127.0.0.1", 0),
                                ListenOptions.DEFAULT,
                                HttpOptions.DEFAULT,
                                exchange -> {
                                    String path = exchange.request().path();
                                    boolean handled = path.startsWith("/res/")
                                            ? resources.handle(exchange, path.substring(4))
                                            : files.handle(exchange, path);
                                    if (!handled) {
                                        exchange.respond(HttpResponse.text(404, "unhandled"));
                                    }
                                })
                        .address())
                .port();
    }

    private void write(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    @AfterEach
    void stop() {
        network.close();
    }

    private Answer ask(String method, String path, String... fields) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            StringBuilder request =
                    new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n");
            for (String field : fields) {
                request.append(field).append("\r\n");
            }
            socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            byte[] all = in.readAllBytes();
            String text = new String(all, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            Map<String, String> named = new java.util.HashMap<>();
            String[] lines = text.substring(0, end).split("\r\n");
            for (int i = 1; i < lines.length; i++) {
                int colon = lines[i].indexOf(':');
                named.put(
                        lines[i].substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
            return new Answer(
                    Integer.parseInt(lines[0].substring(9, 12)),
                    named,
                    java.util.Arrays.copyOfRange(all, end + 4, all.length));
        }
    }

    private Answer get(String path, String... fields) throws IOException {
        return ask("GET", path, fields);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret.txt",
                "/%2e%2e/secret.txt",
                "/..%2fsecret.txt",
                "/a/../../secret.txt",
                "/..\\secret.txt",
                "/out.txt",
                "/up/secret.txt",
                "/.secret",
                "/.git/config",
                "/%2esecret",
                "/hidden.txt",
                "/a%00",
                "//etc/passwd",
                "/a/..",
                "/empty/",
                "/empty",
                "/nothing",
                "/index.html/",
            })
    void nothingOutsideOrHiddenIsServedAndNothingIsListed(String path) throws Exception {
        Answer answer = get(path);
        assertThat(answer.status()).isIn(400, 404);
        assertThat(answer.text())
                .doesNotContain("secret")
                .doesNotContain("only.txt")
                .doesNotContain("<h1>");
    }

    @Test
    void filesAndTheIndexOfAFolderAreServed() throws Exception {
        assertThat(get("/").text()).isEqualTo("<h1>home</h1>");
        assertThat(get("/a/").text()).isEqualTo("<h1>a</h1>");
        assertThat(get("/a/x%20y.txt").text()).isEqualTo("spaced");
        assertThat(get("/inner.txt").text()).isEqualTo("spaced");
        assertThat(get("/index.html?x=1").status()).isEqualTo(200);
        assertThat(get("/zero.bin").body()).isEmpty();
        assertThat(get("/data.bin").body()).isEqualTo(Files.readAllBytes(root.resolve("data.bin")));
        Answer redirect = get("/a?x=1");
        assertThat(redirect.status()).isEqualTo(308);
        assertThat(redirect.field("Location")).isEqualTo("./a/?x=1");
    }

    @ParameterizedTest
    @CsvSource({
        "a.html, text/html; charset=utf-8",
        "a.js, text/javascript; charset=utf-8",
        "a.mjs, text/javascript; charset=utf-8",
        "a.css, text/css; charset=utf-8",
        "a.json, application/json",
        "a.map, application/json",
        "a.webmanifest, application/manifest+json",
        "a.txt, text/plain; charset=utf-8",
        "a.svg, image/svg+xml",
        "A.PNG, image/png",
        "a.jpg, image/jpeg",
        "a.webp, image/webp",
        "a.avif, image/avif",
        "a.ico, image/x-icon",
        "a.woff2, font/woff2",
        "a.wasm, application/wasm",
        "a.mp3, audio/mpeg",
        "a.ogg, audio/ogg",
        "a.webm, video/webm",
        "a.mp4, video/mp4",
        "a.pdf, application/pdf",
        "a.exe, application/octet-stream",
        "noending, application/octet-stream",
    })
    void aNamesEndingTellsItsType(String name, String type) throws Exception {
        write(name, "x");
        Answer answer = get("/" + name);
        assertThat(answer.field("Content-Type")).isEqualTo(type);
        assertThat(answer.field("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/style.css", "/res/style.css"})
    void whatHasNotChangedIs304(String path) throws Exception {
        Answer first = get(path);
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.field("Cache-Control")).isEqualTo("no-cache");
        Answer again = get(path, "If-None-Match: \"other\", W/" + first.field("ETag"));
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.field("ETag")).isEqualTo(first.field("ETag"));
        assertThat(get(path, "If-None-Match: \"other\"").status()).isEqualTo(200);
        assertThat(get(path, "If-None-Match: *").status()).isEqualTo(304);
        assertThat(get(path, "If-Modified-Since: " + first.field("Last-Modified"))
                        .status())
                .isEqualTo(304);
        assertThat(get(path, "If-Modified-Since: Mon, 01 Jan 2001 00:00:00 GMT").status())
                .isEqualTo(200);
        assertThat(get(path, "If-Modified-Since: whenever").status()).isEqualTo(200);
        // If-None-Match wins (RFC 9110 section 13.2.2).
        assertThat(get(path, "If-None-Match: \"other\"", "If-Modified-Since: " + first.field("Last-Modified"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aChangedFileIsServedAnew() throws Exception {
        Answer first = get("/style.css", "Accept-Encoding: gzip");
        write("style.css", LONG + "more");
        Answer second = get("/style.css", "Accept-Encoding: gzip", "If-None-Match: " + first.field("ETag"));
        assertThat(second.status()).isEqualTo(200);
        assertThat(unzip(second.body())).isEqualTo(LONG + "more");
    }

    @ParameterizedTest
    @CsvSource({
        "app-3f9c2b1a.js, true",
        "app.3f9c2b1a5d.css, true",
        "app-A1B2C3D4.js, true",
        "chunk-3F9C2B1A.js.map, true",
        "index.html, false",
        "app.js, false",
        "report-20250131.pdf, false",
        "app-DEADLINE.js, false",
        "jquery-3.7.1.min.js, false",
    })
    void aNameThatHoldsAHashIsKeptForGood(String name, boolean kept) throws Exception {
        write(name, "x");
        assertThat(get("/" + name).field("Cache-Control"))
                .isEqualTo(kept ? "public, max-age=31536000, immutable" : "no-cache");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/style.css", "/res/style.css"})
    void textIsCompressedForThoseWhoAcceptIt(String path) throws Exception {
        Answer plain = get(path);
        assertThat(plain.text()).isEqualTo(LONG);
        assertThat(plain.field("Vary")).isEqualTo("Accept-Encoding");
        assertThat(plain.field("Content-Encoding")).isNull();
        for (int i = 0; i < 2; i++) {
            Answer zipped = get(path, "Accept-Encoding: br, gzip;q=0.8");
            assertThat(zipped.field("Content-Encoding")).isEqualTo("gzip");
            assertThat(unzip(zipped.body())).isEqualTo(LONG);
            assertThat(zipped.body().length).isLessThan(LONG.length() / 4);
            assertThat(zipped.field("ETag")).isNotEqualTo(plain.field("ETag"));
        }
        assertThat(get(path, "Accept-Encoding: gzip;q=0").field("Content-Encoding"))
                .isNull();
        assertThat(get("/data.bin", "Accept-Encoding: gzip").field("Content-Encoding"))
                .isNull();
        // What gets no smaller stays as it is.
        assertThat(get("/a/x%20y.txt", "Accept-Encoding: gzip").text()).isEqualTo("spaced");
    }

    private static String unzip(byte[] bytes) throws IOException {
        return new String(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-9, 206, 0, 10",
        "bytes=10-19, 206, 10, 10",
        "bytes=299990-, 206, 299990, 10",
        "bytes=-10, 206, 299990, 10",
        "bytes=-999999, 206, 0, 300000",
        "bytes=299999-999999, 206, 299999, 1",
        "bytes=300000-, 416, 0, 0",
        "bytes=-0, 416, 0, 0",
        "'bytes=0-1,5-6', 200, 0, 300000",
        "bytes=9-0, 200, 0, 300000",
        "bytes=-, 200, 0, 300000",
        "lines=1-2, 200, 0, 300000",
    })
    void oneRangeOfBytesCanBeHad(String range, int status, int from, int length) throws Exception {
        byte[] data = Files.readAllBytes(root.resolve("data.bin"));
        Answer answer = get("/data.bin", "Range: " + range);
        assertThat(answer.status()).isEqualTo(status);
        switch (status) {
            case 206 -> {
                assertThat(answer.body()).isEqualTo(java.util.Arrays.copyOfRange(data, from, from + length));
                assertThat(answer.field("Content-Range"))
                        .isEqualTo("bytes " + from + "-" + (from + length - 1) + "/300000");
            }
            case 416 -> assertThat(answer.field("Content-Range")).isEqualTo("bytes */300000");
            default -> {
                assertThat(answer.body()).isEqualTo(data);
                assertThat(answer.field("Accept-Ranges")).isEqualTo("bytes");
            }
        }
    }

    @Test
    void aRangeOfAnotherVersionIsTheWholeFile() throws Exception {
        String tag = get("/data.bin").field("ETag");
        assertThat(get("/data.bin", "Range: bytes=0-9", "If-Range: " + tag).status())
                .isEqualTo(206);
        assertThat(get("/data.bin", "Range: bytes=0-9", "If-Range: \"other\"").status())
                .isEqualTo(200);
    }

    @Test
    void headTellsWhatGetWould() throws Exception {
        for (String path : new String[] {"/data.bin", "/style.css", "/res/style.css"}) {
            Answer head = ask("HEAD", path);
            Answer get = get(path);
            assertThat(head.status()).isEqualTo(HttpURLConnection.HTTP_OK);
            assertThat(head.body()).isEmpty();
            assertThat(head.field("Content-Length")).isEqualTo("" + get.body().length);
            assertThat(head.field("ETag")).isEqualTo(get.field("ETag"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    void otherMethodsAreNotAllowed(String method) throws Exception {
        for (String path : new String[] {"/index.html", "/res/index.html"}) {
            Answer answer = ask(method, path);
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.field("Allow")).isEqualTo("GET, HEAD");
        }
    }

    @Test
    void resourcesAreServedLikeFilesAndTheRestIsLeftToOthers() throws Exception {
        assertThat(get("/res/").text()).isEqualTo("packed home");
        assertThat(get("/res/sub/").text()).isEqualTo("sub");
        assertThat(get("/res/sub").field("Location")).isEqualTo("./sub/");
        assertThat(get("/res/absent").text()).isEqualTo("unhandled");
        assertThat(get("/res/%2e%2e/style.css").text()).isEqualTo("unhandled");
    }

    @Test
    void aFolderThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> StaticFiles.folder(root.resolve("absent")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("There is no folder");
    }
}
