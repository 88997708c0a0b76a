package dev.parley.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.websocket.WebSocketServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestartingClientTest {

    private final List<String> out = new CopyOnWriteArrayList<>();

    @Test
    void noLineIsMissingAfterTheServerHasRestartedTwice() throws Exception {
        int port = freePort();
        var client = RestartingClient.start(port, Duration.ofMillis(10), out::add);
        try {
            await().until(() -> out.stream().anyMatch(line -> line.startsWith("trying again: ")));
            for (int restart = 0; restart < 3; restart++) {
                WebSocketServer echo = Echo.start(port);
                try (echo) {
                    int before = lines().size();
                    await().until(() -> lines().size() >= before + 5);
                }
            }
            List<String> lines = lines();
            assertThat(lines)
                    .isEqualTo(IntStream.rangeClosed(1, lines.size())
                            .mapToObj(n -> "line " + n)
                            .toList());
            assertThat(out).filteredOn("connected"::equals).hasSize(3);
        } finally {
            client.close();
        }
    }

    private List<String> lines() {
        return out.stream().filter(line -> line.startsWith("line ")).toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }
}
