package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole processes.
class ServeTest {

    @TempDir
    Path folder;

    @Test
    void serveListensAndSaysWhereAndSigtermSaysGoodbyeToClients() throws Exception {
        try (Child parley = Child.start(folder, "serve", "--port", "0", "--verbose")) {
            int port = parley.port();
            parley.line("Chat +http://127\\.0\\.0\\.1:" + port + "/ ");
            parley.line("Console +http://127\\.0\\.0\\.1:" + port + "/console");
            parley.line("Echo +ws://127\\.0\\.0\\.1:" + port + "/echo");
            parley.line("Channels +ws://127\\.0\\.0\\.1:" + port + "/raw/CHANNEL");
            try (HttpClient client = HttpClient.newHttpClient()) {
                CompletableFuture<String> closed = new CompletableFuture<>();
                WebSocket ws = client.newWebSocketBuilder()
                        .buildAsync(URI.create("ws://127.0.0.1:" + port + "/echo"), new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                                closed.complete(code + " " + reason);
                                return null;
                            }
                        })
                        .get(10, TimeUnit.SECONDS);
                ws.sendText("hi", true).get(10, TimeUnit.SECONDS);
                parley.line("#\\d+ text +2 bytes \"hi\" to 1");
                parley.askToStop();
                assertThat(closed.get(10, TimeUnit.SECONDS)).startsWith("1001 ");
            }
            parley.line("Stopped\\.");
            assertThat(parley.exitCode()).isZero();
        }
    }

    @Test
    void aSecondSigtermEndsItAtOnce() throws Exception {
        try (Child parley = Child.start(
                folder, "serve", "--port", "0", "--shutdown.timeout", "10m", "--shutdown.unready_delay", "5m")) {
            parley.port();
            parley.askToStop();
            parley.line("Stopping");
            parley.askToStop();
            parley.line("Stopped at once");
            assertThat(parley.exitCode()).isEqualTo(Main.FAILED);
        }
    }

    @Test
    void drainTakesARunningServerOutOfServiceAndPutsItBack() throws Exception {
        try (Child parley = Child.start(folder, "serve", "--port", "0")) {
            int port = parley.port();
            String url = "http://127.0.0.1:" + port + "/api";
            URI raw = URI.create("ws://127.0.0.1:" + port + "/raw/news");
            try (HttpClient client = HttpClient.newHttpClient()) {
                WebSocket.Builder builder = client.newWebSocketBuilder();
                builder.buildAsync(raw, new WebSocket.Listener() {}).get(10, TimeUnit.SECONDS);
                try (Child drain = Child.start(folder, "drain", url)) {
                    drain.line("Draining [01] sessions …"); // the handshake may be ahead of the session
                    drain.line("Drained\\.");
                    assertThat(drain.exitCode()).isZero();
                }
                assertThat(builder.buildAsync(raw, new WebSocket.Listener() {}))
                        .failsWithin(java.time.Duration.ofSeconds(10));
                try (Child undo = Child.start(folder, "drain", "--undo", url)) {
                    undo.line("It takes clients again; it has 0 sessions\\.");
                    assertThat(undo.exitCode()).isZero();
                }
                builder.buildAsync(raw, new WebSocket.Listener() {})
                        .get(10, TimeUnit.SECONDS)
                        .abort(); // the client waits for it
            }
        }
        try (Child drain = Child.start(folder, "drain", "--port", "1")) {
            drain.line("parley drain: http://127\\.0\\.0\\.1:1/api can't be reached: nobody listens there");
            assertThat(drain.exitCode()).isEqualTo(Main.FAILED);
        }
    }

    @Test
    void dataRenewRenewsWhatIsThereUnlessAServerUsesIt() throws Exception {
        try (Child parley = Child.start(folder, "serve", "--port", "0")) {
            parley.port();
            assertThat(folder.resolve("parley-data")).isDirectory();
            try (Child renew = Child.start(folder, "data", "renew")) {
                renew.line("Parley can't renew the data: .*");
                assertThat(renew.exitCode()).isEqualTo(Main.FAILED);
            }
            parley.askToStop();
            assertThat(parley.exitCode()).isZero();
        }
        try (Child renew = Child.start(folder, "data", "renew", "--data", "parley-data")) {
            renew.line("All positions in parley-data are of before now\\.");
            assertThat(renew.exitCode()).isZero();
        }
        try (Child renew = Child.start(folder, "data", "renew", "--engine.type", "memory")) {
            renew.line("Parley can't renew the data: there is no data on disk: engine.type is memory");
        }
    }

    @Test
    void aBusyPortIsSaidInOneSentenceAndEndsWithOne() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Child parley = Child.start(folder, "serve", "--port", String.valueOf(busy.getLocalPort()))) {
            parley.line("Parley can't start: .*" + busy.getLocalPort());
            assertThat(parley.exitCode()).isEqualTo(Main.FAILED);
        }
    }

    @Test
    void anAddressOfAnotherMachineIsSaidInOneSentence() throws Exception {
        try (Child parley = Child.start(folder, "serve", "--open", "--host", "192.0.2.1", "--port", "0")) {
            parley.line("Parley can't start: .*192\\.0\\.2\\.1");
            assertThat(parley.exitCode()).isEqualTo(Main.FAILED);
        }
    }

    @Test
    void aWrongConfigurationIsTheOwnersToMend() throws Exception {
        Files.writeString(folder.resolve("parley.yaml"), "http_server:\n  prot: 0\n");
        try (Child parley = Child.start(folder, "serve")) {
            parley.line("^parley\\.yaml:2: unknown option `http_server\\.prot`; did you mean `http_server\\.port`\\?$");
            assertThat(parley.exitCode()).isEqualTo(Main.NOT_UNDERSTOOD);
        }
    }

    @Test
    void theFileInTheFolderIsReadAndAFlagIsAboveIt() throws Exception {
        Files.writeString(
                folder.resolve("parley.yaml"), "http_server: {port: 1}\nserver: {base_path: /rt, transport: nio}\n");
        Files.writeString(folder.resolve("index.html"), "mine");
        try (Child parley = Child.start(folder, "serve", "--port=0", "--static", ".");
                HttpClient client = HttpClient.newHttpClient()) {
            int port = parley.port();
            parley.line("Your pages +http://127\\.0\\.0\\.1:" + port + "/rt/ ");
            parley.line("Chat +http://127\\.0\\.0\\.1:" + port + "/rt/chat ");
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/rt/"))
                    .build();
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("mine");
        }
    }

    @Test
    void theLogGoesWhereItIsToldTo() throws Exception {
        Path log = folder.resolve("parley.log");
        try (Child parley =
                        Child.start(folder, "serve", "--port", "0", "--log-file", "parley.log", "--log-level", "warn");
                HttpClient client = HttpClient.newHttpClient()) {
            URI echo = URI.create("ws://127.0.0.1:" + parley.port() + "/echo");
            assertThat(client.newWebSocketBuilder()
                            .header("Origin", "https://evil.example")
                            .buildAsync(echo, new WebSocket.Listener() {}))
                    .failsWithin(java.time.Duration.ofSeconds(10));
            assertThat(Files.readString(log))
                    .doesNotContain("INFO")
                    .containsPattern(
                            "(?m)^\\S+Z WARN  RefusalLog: refused a WebSocket to /echo .*https://evil\\.example"
                                    + ".*client\\.allowed_origins \\(--allowed-origin\\)$");
        }
    }
}
