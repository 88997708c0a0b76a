package dev.parley.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The examples of the README's push: each is run as it is, but for the port, and both tabs of the user hear it.
class NotifyExamplesTest {

    private static final Path EXAMPLES = Path.of("../examples/notify");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "notify.php  | php",
                "notify.sh   | sh",
                "notify.py   | python3",
                "notify.mjs  | node",
                "Notify.java | JAVA",
            })
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void itIsShownInBothTabsOfTheUser(String file, String program) throws Exception {
        try (Parley parley = Parley.serve("--port", "0", "--engine.type", "memory", "--http_api.key", "example-key")) {
            int port = parley.port();
            Tab one = new Tab(port);
            Tab two = new Tab(port);
            Path example = folder.resolve(file);
            Files.writeString(
                    example, Files.readString(EXAMPLES.resolve(file)).replace("127.0.0.1:8000", "127.0.0.1:" + port));
            String said = run(program, example);
            assertThat(one.heard.poll(10, TimeUnit.SECONDS))
                    .isEqualToIgnoringWhitespace("{\"title\":\"You have mail\"}");
            assertThat(two.heard.poll(10, TimeUnit.SECONDS))
                    .isEqualToIgnoringWhitespace("{\"title\":\"You have mail\"}");
            assertThat(said).contains("\"sessions\":2");
        }
    }

    private String run(String program, Path example) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(
                program.equals("JAVA")
                        ? Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()
                        : program);
        command.add(example.toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PARLEY_API_KEY", "example-key");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    /// A tab of user 42.
    private static final class Tab implements WebSocket.Listener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        Tab(int port) {
            HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/user?user=42"), this)
                    .join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            heard.add(text.toString());
            socket.request(1);
            return null;
        }
    }
}
