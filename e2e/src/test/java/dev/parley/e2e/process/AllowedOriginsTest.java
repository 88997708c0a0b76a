package dev.parley.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which pages may open WebSockets, on every path that serves some.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AllowedOriginsTest {

    private static final List<String> PATHS = List.of("/connection/websocket", "/user?token=none", "/echo");

    private Parley some;
    private Parley withFiles;
    private int port;
    private int portWithFiles;

    @BeforeAll
    void start(@TempDir Path folder, @TempDir Path another) throws Exception {
        some = Parley.in(
                folder,
                List.of(),
                "--port",
                "0",
                "--allowed-origin",
                "https://app.example.com",
                "--allowed-origin",
                "https://dev.example.com:8443",
                "--allowed-origin",
                "http://localhost:*",
                "--allowed-origin",
                "example.org",
                "--allowed-origin",
                "example.net:8080",
                "--allowed-origin",
                "https://*.wild.example");
        withFiles = Parley.in(another, List.of(), "--port", "0", "--allowed-origin", "null");
        port = some.port();
        portWithFiles = withFiles.port();
    }

    @AfterAll
    void stop() {
        some.close();
        withFiles.close();
    }

    private static String status(int port, String path, String origin) throws IOException {
        try (BareClient client = BareClient.connect(port)) {
            String header = origin.isEmpty() ? "" : "Origin: " + origin + "\r\n";
            return client.sends("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                            + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + header + "\r\n")
                    .hearsAnswer()
                    .substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com, true",
        "https://APP.example.com, true",
        "https://app.example.com:443, true",
        "https://app.example.com:8443, false",
        "http://app.example.com, false",
        "https://app.example.com.evil.example, false",
        "https://evil.example/https://app.example.com, false",
        "https://xapp.example.com, false",
        "https://dev.example.com:8443, true",
        "https://dev.example.com, false",
        "https://dev.example.com:8444, false",
        "http://localhost, true",
        "http://localhost:3000, true",
        "https://localhost:3000, false",
        "http://127.0.0.1:3000, false",
        "https://example.org, true",
        "http://example.org:81, true",
        "https://www.example.org, false",
        "https://example.net:8080, true",
        "https://example.net, false",
        "https://a.wild.example, true",
        "https://a.b.wild.example, true",
        "https://wild.example, false",
        "https://awild.example, false",
        "null, false",
        "file://, false",
        "nonsense, false",
    })
    void aPageIsLetInWhenItsOriginIsNamed(String origin, boolean may) throws Exception {
        for (String path : PATHS) {
            // once in, a bare user without a good token is a matter of its own
            String inside = path.startsWith("/user") ? "401" : "101";
            assertThat(status(port, path, origin))
                    .as("%s from %s", path, origin)
                    .isEqualTo(may ? inside : "403");
        }
    }

    @ParameterizedTest
    @CsvSource({"null, 101", "https://app.example.com, 403", "http://127.0.0.1:1, 403", "'', 101"})
    void filesAreLetInWhenThatIsSaid(String origin, String status) throws Exception {
        assertThat(status(portWithFiles, "/echo", origin)).isEqualTo(status);
    }

    @Test
    void itsOwnPagesAndWhatIsNoPageAreLetInAnyway() throws Exception {
        assertThat(status(port, "/echo", "")).isEqualTo("101");
        assertThat(status(port, "/echo", "http://127.0.0.1:" + port)).isEqualTo("101");
    }
}
