package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketHandler;
import dev.parley.websocket.WebSocketOptions;
import dev.parley.websocket.WebSocketServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// The console, against our own server and against other ones.
@Tag("browser")
class ConsoleTest {

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        server = Server.with();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private Page console() {
        Page page = chromium.page();
        page.navigate(server.at("/console"));
        return page;
    }

    private static void connect(Page page, String address) {
        page.locator("#address").fill(address);
        page.locator("#connect").click();
    }

    private static void send(Page page, String kind, String payload) {
        page.locator("#kind").selectOption(kind);
        page.locator("#payload").fill(payload);
        page.locator("#send").click();
    }

    private static Locator entry(Page page, String direction, String kind) {
        return page.locator("#journal > li[data-direction=" + direction + "][data-kind=" + kind + "]");
    }

    private static void fact(Page page, String kind, String name, String value) {
        assertThat(entry(page, "event", kind).last().locator("[data-fact=" + name + "] b"))
                .hasText(value);
    }

    @Test
    void textAndBytesAreEchoedAndTheConnectionIsClosedWithCodeAndReason() {
        Page page = console();
        assertThat(page.locator("#address")).hasValue(server.ws("/echo"));
        assertThat(page.locator("#ready-state")).hasText("–");
        page.locator("#connect").click();
        assertThat(page.locator("#ready-state")).hasText("1 OPEN");
        assertThat(page.locator("#status")).hasAttribute("data-state", "open");
        assertThat(page.locator("#buffered")).hasText("0 bytes");
        assertThat(page.locator("#extensions")).containsText("permessage-deflate");

        send(page, "text", "<b>grüß</b> \u202e 👋");
        assertThat(entry(page, "received", "text").locator("[data-content]")).hasText("<b>grüß</b> \\u{202e} 👋");
        assertThat(entry(page, "received", "text").locator("[data-fact=bytes] b"))
                .hasText("22");
        send(page, "hex", "00 ff 7f 80");
        assertThat(entry(page, "received", "binary").locator("[data-content]")).containsText("00 ff 7f 80");
        send(page, "base64", "aGVsbG8=");
        assertThat(entry(page, "received", "binary").last().locator("[data-content]"))
                .containsText("hello");

        page.locator("#close-code").fill("4321");
        page.locator("#close-reason").fill("that's all");
        page.locator("#close").click();
        assertThat(page.locator("#ready-state")).hasText("3 CLOSED");
        fact(page, "closing", "code", "4321");
        fact(page, "closing", "reason", "that's all");
        fact(page, "close", "code", "4321");
        fact(page, "close", "wasClean", "true");
    }

    @Test
    void aRowOfSixteenBytesIsSeenWhole() {
        Page page = console(); // 1,200 pixels wide
        page.locator("#connect").click();
        assertThat(page.locator("#ready-state")).hasText("1 OPEN");
        send(page, "hex", "41".repeat(16));
        Locator row = entry(page, "received", "binary").locator("[data-content]");
        assertThat(row).containsText("A".repeat(16));
        assertThat(row.evaluate("row => row.scrollWidth <= row.clientWidth")).isEqualTo(true);
    }

    @Test
    void twoConsolesOnOneChannelHearEachOther() {
        Page one = console();
        Page two = console();
        for (Page page : List.of(one, two)) {
            page.locator("[data-preset='raw/demo']").click();
            page.locator("#connect").click();
            assertThat(page.locator("#ready-state")).hasText("1 OPEN");
        }
        send(one, "text", "to all");
        for (Page page : List.of(one, two)) {
            assertThat(entry(page, "received", "text").locator("[data-content]"))
                    .hasText("to all");
        }
    }

    @Test
    void theSubprotocolIsAskedForAndTheServersCloseIsShown() throws Exception {
        try (WebSocketServer other = WebSocketServer.builder()
                .origins(_ -> null)
                .options(WebSocketOptions.DEFAULT.withSubprotocols("chat.v2", "chat.v1"))
                .path("/", new WebSocketHandler() {
                    @Override
                    public void onText(WebSocket ws, String text) {
                        ws.close(3999, text);
                    }
                })
                .start()) {
            Page page = console();
            page.locator("#protocols").fill("chat.v1, chat.v3");
            connect(page, "ws://127.0.0.1:" + other.port() + "/");
            assertThat(page.locator("#protocol")).hasText("chat.v1");
            fact(page, "open", "protocol", "chat.v1");
            send(page, "text", "<i>enough</i>");
            fact(page, "close", "code", "3999");
            fact(page, "close", "reason", "<i>enough</i>");
            fact(page, "close", "wasClean", "true");
        }
    }

    @Test
    void whatAServerDoesNotReadIsShownAsBufferedAndClosingGoesOnUntilItAnswers(@TempDir Path folder) throws Exception {
        LinkedBlockingQueue<WebSocket> opened = new LinkedBlockingQueue<>();
        try (WebSocketServer other = WebSocketServer.builder()
                .origins(_ -> null)
                .options(WebSocketOptions.DEFAULT.withMessageSizeLimit(64 << 20))
                .path("/", new WebSocketHandler() {
                    @Override
                    public void onOpen(WebSocket ws) {
                        ws.pause();
                        opened.add(ws);
                    }
                })
                .start()) {
            Page page = console();
            connect(page, "ws://127.0.0.1:" + other.port() + "/");
            WebSocket ws = opened.poll(10, TimeUnit.SECONDS);
            assertThat(page.locator("#ready-state")).hasText("1 OPEN");
            page.locator("#kind").selectOption("file");
            page.locator("#file").setInputFiles(Files.write(folder.resolve("noise"), noise(16 << 20)));
            page.locator("#send").click();
            assertThat(entry(page, "sent", "binary").locator("[data-fact=bytes] b"))
                    .hasText("16,777,216");
            assertThat(page.locator("#buffered")).hasText(Pattern.compile("[1-9][0-9,]{6,} bytes"));
            ws.resume();
            assertThat(page.locator("#buffered")).hasText("0 bytes");

            ws.pause();
            page.locator("#close").click();
            assertThat(page.locator("#ready-state")).hasText("2 CLOSING");
            assertThat(page.locator("#status")).hasText("Closing…");
            ws.resume();
            assertThat(page.locator("#ready-state")).hasText("3 CLOSED");
            fact(page, "close", "code", "1000");
            fact(page, "close", "wasClean", "true");
        }
    }

    @Test
    void aServerThatDoesNotAnswerLeavesItConnectingAndOneThatIsNotThereIsAnUncleanClose() throws Exception {
        Page page = console();
        int port;
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
            port = silent.getLocalPort();
            connect(page, "ws://127.0.0.1:" + port + "/");
            assertThat(page.locator("#ready-state")).hasText("0 CONNECTING");
            assertThat(page.locator("#status")).hasText("Connecting…");
            page.locator("#close").click();
            assertThat(page.locator("#ready-state")).hasText("3 CLOSED");
        }
        connect(page, "ws://127.0.0.1:" + port + "/");
        assertThat(entry(page, "error", "error").last()).isVisible();
        assertThat(entry(page, "event", "close")).hasCount(2);
        fact(page, "close", "code", "1006");
        fact(page, "close", "wasClean", "false");
    }

    @Test
    void whatCantBeDialledOrClosedIsRefusedWithAReason() {
        Page page = console();
        connect(page, "ftp://example.org");
        assertThat(page.locator("#connect-problem"))
                .hasText("The address starts with ftp: but should with ws: or wss:.");
        connect(page, "/echo");
        assertThat(page.locator("#ready-state")).hasText("1 OPEN");
        page.locator("#close-code").fill("1005");
        page.locator("#close").click();
        assertThat(page.locator("#close-problem")).containsText("1000 or a code from 3000 to 4999");
        send(page, "hex", "0");
        assertThat(page.locator("#send-problem"))
                .hasText("Write two hexadecimal digits for each byte: one is missing.");
        assertThat(page.locator("#ready-state")).hasText("1 OPEN");
    }

    @Test
    void aMessageOverTheServersLimitIsAnsweredWith1009() throws Exception {
        try (Server small = Server.with("echo.message_size_limit", "1KiB")) {
            Page page = chromium.page();
            page.navigate(small.at("/console"));
            page.locator("#connect").click();
            send(page, "text", "x".repeat(1_024));
            assertThat(entry(page, "received", "text")).hasCount(1);
            send(page, "text", "x".repeat(1_025));
            fact(page, "close", "code", "1009");
            fact(page, "close", "wasClean", "true");
        }
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(1).nextBytes(noise);
        return noise;
    }
}
