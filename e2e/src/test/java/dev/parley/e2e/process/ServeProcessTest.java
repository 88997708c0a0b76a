package dev.parley.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What only a whole process with its own limits and flags can show.
@Tag("slow")
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServeProcessTest {

    private static final int MANY = 1_200;

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void moreThan1024ClientsTalkAndAreToldGoodbyeWhenItStops() throws Exception {
        List<BareClient> clients = new ArrayList<>();
        // The limit that shells and services give by default; the JVM raises it as far as it may.
        try (Parley parley = Parley.behind(limited("ulimit -Sn 1024"), "--port", "0")) {
            int port = parley.port();
            for (int i = 0; i < MANY; i++) {
                BareClient client = BareClient.connect(port);
                clients.add(client);
                assertThat(client.asksFor("/raw/all").hearsAnswer()).startsWith("HTTP/1.1 101 ");
            }
            clients.getLast().says("hello, all");
            for (BareClient client : clients) {
                assertThat(client.hears()).isEqualTo("hello, all");
            }
            parley.askToStop();
            for (BareClient client : clients) {
                assertThat(client.hears()).startsWith("close 1001 ");
                client.saysGoodbye(1001);
            }
            parley.line("^Stopped\\.$");
            assertThat(parley.exitCode()).isZero();
        } finally {
            closeAll(clients);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void outOfDescriptorsItServesWhomItHasAndTheOthersWhenThereIsRoom() throws Exception {
        List<BareClient> clients = new ArrayList<>();
        try (Parley parley = Parley.behind(limited("ulimit -n 512"), "--port", "0")) {
            int port = parley.port();
            BareClient first = BareClient.connect(port).asksFor("/echo");
            clients.add(first);
            assertThat(first.hearsAnswer()).startsWith("HTTP/1.1 101 ");
            first.says("here"); // loads what an echo needs, while files can be opened
            assertThat(first.hears()).isEqualTo("here");
            for (int i = 1;
                    i < 560;
                    i++) { // more than fit beside the program's own files; the rest waits in the kernel's queue
                clients.add(BareClient.connect(port).asksFor("/echo"));
            }
            parley.line("WARN .*raise the limit on open files");
            first.says("still here");
            assertThat(first.hears()).isEqualTo("still here");
            closeAll(clients.subList(1, 460));
            for (BareClient late : clients.subList(460, 560)) {
                assertThat(late.hearsAnswer()).startsWith("HTTP/1.1 101 ");
            }
            first.says("and here");
            assertThat(first.hears()).isEqualTo("and here");
        } finally {
            closeAll(clients);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll", "io_uring"})
    void eachTransportServesOrSaysWhyItCant(String transport) throws Exception {
        try (Parley parley = Parley.serve("--port", "0", "--transport", transport, "--loops", "1")) {
            var first = parley.line(
                    "listens on http://127\\.0\\.0\\.1:(\\d+) \\((\\w+), 1 event loop\\)|^Parley can't start: .+");
            assumeTrue(first.group(1) != null, () -> "this machine has no " + transport + ": " + first.group());
            assertThat(first.group(2)).isEqualTo(transport);
            try (BareClient client = BareClient.connect(Integer.parseInt(first.group(1)))) {
                client.asksFor("/echo").hearsAnswer();
                client.says(transport);
                assertThat(client.hears()).isEqualTo(transport);
                parley.askToStop();
                assertThat(client.hears()).startsWith("close 1001 ");
            }
            assertThat(parley.exitCode()).isZero();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aUnixSocketIsServedLikeAPortAndItsFileGoesWithTheServer(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("parley.sock");
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(file);
        try (Parley parley = Parley.serve("--host", "unix:" + file)) {
            parley.line("listens on unix:" + file);
            try (BareClient http = BareClient.connect(address)) {
                http.sends("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(http.hearsAnswer()).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nok\n");
            }
            try (BareClient client = BareClient.connect(address)) {
                assertThat(client.asksFor("/echo").hearsAnswer()).startsWith("HTTP/1.1 101 ");
                client.says("by file");
                assertThat(client.hears()).isEqualTo("by file");
            }
            parley.kill();
            assertThat(file).exists();
        }
        try (Parley again = Parley.serve("--host", "unix:" + file)) {
            again.line("listens on unix:" + file); // over what the killed one has left
            String elsewhere = "--engine.sqlite.path=" + folder.resolve("data of the second");
            try (Parley second = Parley.serve("--host", "unix:" + file, elsewhere)) {
                second.line("Parley can't start: Another server is listening on .*" + file);
                assertThat(second.exitCode()).isEqualTo(1);
            }
            again.askToStop();
            assertThat(again.exitCode()).isZero();
            assertThat(file).doesNotExist();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aPrivilegedPortIsSaidInOneSentenceWithTheRemedy() throws Exception {
        assumeTrue(firstPortForEverybody() > 1023, "any user may take port 1023 here");
        List<String> without = List.of();
        if ("root".equals(System.getProperty("user.name"))) {
            without = List.of("setpriv", "--bounding-set=-net_bind_service");
            assumeTrue(works(without), "root can't give a privilege up here");
        }
        try (Parley parley = Parley.behind(without, "--port", "1023")) {
            parley.line("^Parley can't start: Port 1023 needs privileges; .*CAP_NET_BIND_SERVICE");
            assertThat(parley.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void aFolderForTheSocketFileThatIsNotThereIsSaidWithTheRemedy(@TempDir Path folder) throws Exception {
        try (Parley parley = Parley.serve("--host", "unix:" + folder.resolve("none/parley.sock"))) {
            parley.line("^Parley can't start: The folder .*none .*does not exist; create it\\.$");
            assertThat(parley.exitCode()).isEqualTo(1);
        }
    }

    private static int firstPortForEverybody() throws IOException {
        // Read in one piece, or this kernel file ends early.
        try (BufferedReader file = Files.newBufferedReader(Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start"))) {
            return Integer.parseInt(file.readLine());
        }
    }

    private static boolean works(List<String> wrapper) throws InterruptedException {
        List<String> command = new ArrayList<>(wrapper);
        command.add("true");
        try {
            Process process = new ProcessBuilder(command).start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }

    private static List<String> limited(String ulimit) {
        return List.of("sh", "-c", ulimit + "; exec \"$@\"", "sh");
    }

    private static void closeAll(List<BareClient> clients) throws IOException {
        for (BareClient client : clients) {
            client.close();
        }
    }
}
