package dev.parley.bench.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class ServerTest {

    @TempDir
    Path folder;

    @Test
    void aContenderRunsInAProcessOfItsOwnUntilItIsClosed() throws Exception {
        Setting setting = setting(List.of("-XX:+UseSerialGC"));
        long pid;
        try (Server server = Server.start(Contender.named("netty:nio"), setting)) {
            int descriptors = server.descriptors();
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                Patience.until("the connection", () -> server.descriptors() > descriptors);
                assertThat(socket.isConnected()).isTrue();
            }
            server.collectGarbage();
            assertThat(server.residentBytes()).isGreaterThan(10_000_000);
            assertThat(server.startTime()).isPositive().isLessThan(Duration.ofSeconds(30));
            assertThat(Files.readString(folder.resolve("logs/netty-nio.log")))
                    .isEqualTo("listening " + server.port() + " " + server.pid() + "\n");
            pid = server.pid();
        }
        assertThat(ProcessHandle.of(pid)).isEmpty();
    }

    @Test
    void aContenderThatDoesNotStartIsNamedWithItsLog() {
        Setting setting = setting(List.of("-XX:+NoSuchFlag"));
        assertThatIOException()
                .isThrownBy(() -> Server.start(Contender.named("jetty"), setting))
                .withMessage("jetty ended at its start; its log is " + folder.resolve("logs/jetty.log"));
        assertThat(folder.resolve("logs/jetty.log")).content().contains("NoSuchFlag");
    }

    @Test
    void flagsThatAreGivenComeBehindThoseThatShip() throws IOException {
        Path file = Files.writeString(folder.resolve("jvm.options"), """
                # chosen by measurement
                -XX:+UseSerialGC -Xmn8m   # young generation

                """);
        Setting setting = new Setting(folder, folder, "classes", Setting.flagsIn(file), List.of("-Xmn16m"), 0, 1);
        assertThat(Contender.named("netty:nio").command(setting, 8000))
                .containsSubsequence("-XX:+UseSerialGC", "-Xmn8m", "-Xmn16m", "-cp", "classes", "--port", "8000");
        assertThat(Contender.named("parley:nio").environment(setting)).containsEntry("PARLEY_JAVA_OPTS", "-Xmn16m");
    }

    @Test
    void aServerThatIsNotBuiltIsExplained() {
        assertThatIOException()
                .isThrownBy(() -> Server.start(Contender.named("parley:epoll"), setting(List.of())))
                .withMessageContaining("./parley version");
    }

    @Test
    void aMissingLoadGeneratorIsExplained() {
        assertThatIOException()
                .isThrownBy(() -> LoadGenerator.compiled(folder.resolve("wsload.c"), folder.resolve("wsload"), 0))
                .withMessageContaining("--wsload PATH");
    }

    private Setting setting(List<String> flags) {
        return new Setting(folder, folder, System.getProperty("java.class.path"), flags, List.of(), 0, 0);
    }
}
