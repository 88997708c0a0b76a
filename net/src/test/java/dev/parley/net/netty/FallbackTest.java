package dev.parley.net.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.net.Network;
import dev.parley.net.NetworkException;
import dev.parley.net.NetworkOptions;
import dev.parley.net.Transport;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What happens where the kernel or the class path has less to offer, each in a process of its own.
class FallbackTest {

    private static String run(String property, String classPath, String transport) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        property,
                        "-cp",
                        classPath,
                        FewDescriptors.class.getName(),
                        transport)
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    private static String classPathWithoutNatives() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(java.io.File.pathSeparator))
                .filter(entry -> !entry.contains("linux-") && !entry.contains("tcnative"))
                .collect(Collectors.joining(java.io.File.pathSeparator));
    }

    @Test
    void nioIsTakenWhereNativeTransportsAreForbidden() throws Exception {
        String said = run("-Dio.netty.transport.noNative=true", System.getProperty("java.class.path"), "AUTO");
        assertThat(said)
                .contains("Transport: NIO (IO_URING does not work here: ")
                .contains("EPOLL does not work here: ")
                .contains("port ");
        assertThat(said.lines().filter(line -> line.contains("Transport:"))).hasSize(1);
    }

    @Test
    void nioIsTakenWhereNativeLibrariesAreMissing() throws Exception {
        String said = run("-Dx=y", classPathWithoutNatives(), "AUTO");
        assertThat(said)
                .contains("Transport: NIO (IO_URING does not work here: its native library")
                .contains("port ");
    }

    @Test
    void aTransportThatWasAskedForAndDoesNotWorkIsRefusedWithTheRemedy() throws Exception {
        String said = run("-Dio.netty.transport.noNative=true", System.getProperty("java.class.path"), "EPOLL");
        assertThat(said).contains("The transport EPOLL does not work here (").contains("leave the transport to AUTO");
    }

    @Test
    void autoTellsWhatItTook() throws Exception {
        try (Network network = Network.start(NetworkOptions.DEFAULT.withLoops(1))) {
            assertThat(network.transport()).isNotEqualTo(Transport.AUTO);
        }
        assertThatThrownBy(() -> NetworkOptions.DEFAULT.withLoops(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new NetworkException("x", null)).hasMessage("x");
    }
}
