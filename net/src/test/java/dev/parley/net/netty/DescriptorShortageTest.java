package dev.parley.net.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@EnabledOnOs(OS.LINUX)
@Tag("slow")
class DescriptorShortageTest {

    private static final int LIMIT = 100;

    @ParameterizedTest
    @EnumSource(names = {"IO_URING", "EPOLL", "NIO"})
    void acceptingRestsAndRecoversWithoutSpinning(dev.parley.net.Transport transport) throws Exception {
        Process server = new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -n " + LIMIT + "; exec \"$0\" \"$@\"",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-Xshare:auto",
                        "-XX:-MaxFDLimit",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FewDescriptors.class.getName(),
                        transport.name())
                .redirectErrorStream(true)
                .start();
        List<Socket> sockets = new ArrayList<>();
        try {
            List<String> log = new CopyOnWriteArrayList<>();
            CompletableFuture<Integer> port = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> listen(server, log, port));
            int at = port.get(30, TimeUnit.SECONDS);
            sockets.add(new Socket("127.0.0.1", at));
            // Loads what an echo needs: here classes are files of their own, which could not be opened later.
            echo(sockets.getFirst());
            for (int i = 1; i < 2 * LIMIT; i++) {
                sockets.add(new Socket("127.0.0.1", at));
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> log.stream().anyMatch(line -> line.contains("No connection can be accepted")));
            // Those that are there are not affected.
            echo(sockets.getFirst());

            long before = cpuMillis(server.pid());
            long start = System.nanoTime();
            try {
                sockets.getLast().setSoTimeout(1_500);
                sockets.getLast().getOutputStream().write(1);
                assertThat(sockets.getLast().getInputStream().read())
                        .as("not accepted yet")
                        .isEqualTo(-2);
            } catch (SocketTimeoutException expected) {
                assertThat(System.nanoTime() - start).isGreaterThan(1_000_000_000L);
            }
            assertThat(cpuMillis(server.pid()) - before)
                    .as("ms of CPU in 1.5 s")
                    .isLessThan(500);
            assertThat(log.stream().filter(line -> line.contains("No connection can be accepted")))
                    .hasSize(1);

            for (int i = 1; i < LIMIT + 50; i++) {
                sockets.get(i).close();
            }
            sockets.getLast().setSoTimeout(20_000);
            assertThat(sockets.getLast().getInputStream().read()).isEqualTo(1);
            echo(sockets.getFirst());
            try (Socket fresh = new Socket("127.0.0.1", at)) {
                echo(fresh);
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
            server.destroy();
            server.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static void listen(Process server, List<String> log, CompletableFuture<Integer> port) {
        try (BufferedReader out = new BufferedReader(new InputStreamReader(server.getInputStream()))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                log.add(line);
                if (line.startsWith("port ")) {
                    port.complete(Integer.parseInt(line.substring(5)));
                }
            }
        } catch (IOException ended) {
            port.completeExceptionally(ended);
        }
        port.completeExceptionally(new IOException("the server ended: " + log));
    }

    private static void echo(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(42);
        assertThat(socket.getInputStream().read()).isEqualTo(42);
    }

    private static long cpuMillis(long pid) throws IOException {
        String[] stat = Files.readString(Path.of("/proc/" + pid + "/stat"))
                .split("\\) ")[1]
                .split(" ");
        return (Long.parseLong(stat[11]) + Long.parseLong(stat[12])) * 10;
    }
}
