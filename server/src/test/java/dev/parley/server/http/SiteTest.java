package dev.parley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.Started;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteTest {

    @TempDir
    Path folder;

    @Test
    void thePagesComeWithTheirPolicies() throws Exception {
        try (Started server = Started.with()) {
            for (String path : new String[] {"/", "/chat", "/console"}) {
                assertThat(server.http("GET " + path))
                        .as(path)
                        .startsWith("HTTP/1.1 200 ")
                        .contains("\r\nContent-Type: text/html; charset=utf-8\r\n")
                        .contains("\r\nContent-Security-Policy: default-src 'none'; script-src 'self'")
                        .contains("\r\nX-Content-Type-Options: nosniff\r\n")
                        .contains("\r\nReferrer-Policy: no-referrer\r\n")
                        .containsPattern("; frame-ancestors ('none'|'self' http://localhost:)")
                        .contains("<!DOCTYPE html>");
            }
            assertThat(server.http("GET /favicon.svg"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("image/svg+xml");
        }
    }

    @Test
    void whatAPageNamesIsThereCompressedAndKept() throws Exception {
        try (Started server = Started.with()) {
            Matcher script =
                    Pattern.compile("src=\"(?:\\./)?(assets/[^\"]+\\.js)\"").matcher(server.http("GET /"));
            assertThat(script.find()).isTrue();
            String path = "/" + script.group(1);
            String plain = server.http("GET " + path);
            assertThat(plain)
                    .startsWith("HTTP/1.1 200 ")
                    .contains("text/javascript")
                    .contains("immutable")
                    .contains("Vary: Accept-Encoding")
                    .doesNotContain("Content-Encoding");
            String gzip = server.http("GET " + path, "Accept-Encoding: br, gzip");
            assertThat(gzip).contains("\r\nContent-Encoding: gzip\r\n");
            assertThat(gzip.length()).isLessThan(plain.length() / 2);
            assertThat(server.http("GET " + path, "Accept-Encoding: gzip;q=0")).doesNotContain("Content-Encoding");
        }
    }

    @Test
    void aPageThatHasNotChangedIsNotSentAgain() throws Exception {
        try (Started server = Started.with()) {
            Matcher tag = Pattern.compile("\r\nETag: (\"[^\"]+\")").matcher(server.http("GET /console"));
            assertThat(tag.find()).isTrue();
            assertThat(server.http("GET /console", "If-None-Match: \"x\", " + tag.group(1)))
                    .startsWith("HTTP/1.1 304 ")
                    .doesNotContain("<!DOCTYPE html>");
            assertThat(server.http("GET /console", "If-None-Match: \"x\"")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aPathForWebSocketsSaysSo() throws Exception {
        try (Started server = Started.with()) {
            for (String path : new String[] {"/echo", "/raw/a"}) {
                assertThat(server.http("GET " + path))
                        .startsWith("HTTP/1.1 426 ")
                        .contains("\r\nUpgrade: websocket\r\n");
            }
        }
    }

    @Test
    void otherMethodsAndPathsAreRefused() throws Exception {
        try (Started server = Started.with()) {
            assertThat(server.http("POST /", "Content-Length: 0"))
                    .startsWith("HTTP/1.1 405 ")
                    .contains("Allow: GET, HEAD");
            for (String path :
                    new String[] {"/nothing", "/assets/none.js", "/assets/../chat.html", "/chat.html", "/%2e%2e/"}) {
                assertThat(server.http("GET " + path)).as(path).startsWith("HTTP/1.1 404 ");
            }
            assertThat(server.http("HEAD /nothing")).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void theOwnersPagesComeFirstAndWithoutOurPolicy() throws Exception {
        Files.writeString(folder.resolve("index.html"), "<!doctype html>mine");
        Files.writeString(folder.resolve("favicon.svg"), "<svg/>");
        Files.createDirectory(folder.resolve("sub"));
        Files.writeString(folder.resolve("sub/a.txt"), "deep");
        try (Started server = Started.with("server.static", folder.toString())) {
            assertThat(server.http("GET /"))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("mine")
                    .doesNotContain("Content-Security-Policy");
            assertThat(server.http("GET /favicon.svg")).endsWith("<svg/>");
            assertThat(server.http("GET /sub/a.txt")).endsWith("deep");
            assertThat(server.http("GET /chat")).startsWith("HTTP/1.1 200 ").contains("Content-Security-Policy");
            assertThat(server.http("GET /console")).startsWith("HTTP/1.1 200 ");
            assertThat(server.http("GET /healthz")).endsWith("ok\n");
            assertThat(server.http("GET /echo")).startsWith("HTTP/1.1 426 ");
        }
    }

    @Test
    void nothingOutsideTheFolderIsServedNorListed() throws Exception {
        Path pages = Files.createDirectory(folder.resolve("pages"));
        Files.createDirectory(pages.resolve("sub"));
        Files.writeString(pages.resolve("sub/a.txt"), "inside");
        Files.writeString(folder.resolve("secret.txt"), "secret");
        try (Started server = Started.with("server.static", pages.toString())) {
            for (String path : new String[] {
                "/../secret.txt",
                "/%2e%2e/secret.txt",
                "/sub/../../secret.txt",
                "/..%2fsecret.txt",
                "/sub/%2e%2e/%2e%2e/secret.txt",
                "/..%5csecret.txt",
                "//secret.txt",
                "/%00",
                "/secret.txt"
            }) {
                assertThat(server.http("GET " + path))
                        .as(path)
                        .doesNotStartWith("HTTP/1.1 2")
                        .doesNotContain("secret\n")
                        .doesNotEndWith("secret");
            }
            assertThat(server.http("GET /sub/")).doesNotContain("a.txt");
            assertThat(server.http("GET /"))
                    .as("our chat, where the owner has no index")
                    .contains("Content-Security-Policy");
        }
    }

    @Test
    void theOwnersPagesAreBelowTheBasePathToo() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "mine");
        try (Started server = Started.with("server.static", folder.toString(), "server.base_path", "/rt")) {
            assertThat(server.http("GET /rt/a.txt")).endsWith("mine");
            assertThat(server.http("GET /a.txt")).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void aSmallQueueForMessagesLeavesPagesWhole() throws Exception {
        try (Started server = Started.with("client.queue_max_size", "1KiB")) {
            assertThat(server.http("GET /")).startsWith("HTTP/1.1 200 ").contains("</html>");
        }
    }
}
