package dev.parley.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TcpEchoTest {

    @Test
    void aLineFromTelnetComesBack() throws Exception {
        try (var echo = TcpEcho.start(0);
                Socket telnet = connect(echo)) {
            telnet.getOutputStream().write("hello\r\n".getBytes(UTF_8));
            assertThat(telnet.getInputStream().readNBytes(7)).isEqualTo("hello\r\n".getBytes(UTF_8));
        }
    }

    @Test
    void whoReadsLateGetsAllOfItsEchoAndNothingOverflows() throws Exception {
        byte[] much = new byte[16 << 20];
        new Random(1).nextBytes(much);
        try (var echo = TcpEcho.start(0);
                Socket client = connect(echo);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicInteger written = new AtomicInteger();
            Future<?> writer = threads.submit(() -> {
                while (written.get() < much.length) {
                    client.getOutputStream().write(much, written.get(), 64 * 1024);
                    written.addAndGet(64 * 1024);
                }
                client.shutdownOutput();
                return null;
            });
            // Reads nothing until the server, which can't get rid of the echo, has stopped reading as well.
            AtomicInteger before = new AtomicInteger();
            await().pollInterval(Duration.ofMillis(200))
                    .until(() -> written.get() > 0 && before.getAndSet(written.get()) == written.get());
            assertThat(written).hasValueLessThan(much.length);

            byte[] echoed = client.getInputStream().readAllBytes();
            assertThat(Arrays.mismatch(echoed, much)).isEqualTo(-1);
            writer.get();
        }
    }

    private static Socket connect(TcpEcho.Running echo) throws IOException {
        Socket socket = new Socket("127.0.0.1", echo.address().port());
        socket.setSoTimeout(10_000);
        return socket;
    }
}
