package dev.parley.net.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.net.Address;
import dev.parley.net.ConnectOptions;
import dev.parley.net.Connection;
import dev.parley.net.ConnectionHandler;
import dev.parley.net.ListenOptions;
import dev.parley.net.Network;
import dev.parley.net.NetworkException;
import dev.parley.net.NetworkOptions;
import dev.parley.net.TlsInfo;
import dev.parley.net.Transport;
import dev.parley.net.http.Headers;
import dev.parley.net.http.HttpOptions;
import dev.parley.net.http.HttpResponse;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TlsTest {

    @TempDir
    private Path folder;

    private @Nullable Network network;

    @AfterEach
    void stop() {
        if (network != null) {
            network.close();
        }
    }

    private int echo(Transport transport, ListenOptions.TlsFiles files) throws Exception {
        network = Network.start(NetworkOptions.DEFAULT.withTransport(transport).withLoops(2));
        Address address = network.listen(
                        new Address.Tcp("127.0.0.1", 0), ListenOptions.DEFAULT.withTls(files), TlsTest::echoing)
                .address();
        return ((Address.Tcp) address).port();
    }

    private static ConnectionHandler echoing() {
        return new ConnectionHandler() {
            @Override
            public void onRead(Connection connection, ByteBuffer in) {
                connection.write(in);
            }

            @Override
            public void onWritable(Connection connection, boolean writable) {
                if (writable) {
                    connection.resumeReading();
                } else {
                    connection.pauseReading();
                }
            }
        };
    }

    private Probe call(int port, String name, Path trust, CompletableFuture<Throwable> failure) {
        Probe probe = new Probe();
        network.connect(
                network.loops().getFirst(),
                new Address.Tcp("127.0.0.1", port),
                new ConnectOptions(new ConnectOptions.Tls(name, trust), 5_000),
                probe,
                failure::complete);
        return probe;
    }

    @ParameterizedTest
    @EnumSource(names = {"IO_URING", "EPOLL", "NIO"})
    void bytesGoBothWaysAndTheEndIsOrderly(Transport transport) throws Exception {
        ListenOptions.TlsFiles files = Certificates.make(folder, "one", "localhost");
        int port = echo(transport, files);
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Probe probe = call(port, "localhost", files.certificate(), failure);
        Connection connection = Probe.connection(probe);
        CompletableFuture<TlsInfo> info = new CompletableFuture<>();
        byte[] sent = new byte[900_000];
        new Random(1).nextBytes(sent);
        connection.loop().execute(() -> {
            info.complete(connection.tls());
            connection.write(ByteBuffer.wrap(sent));
        });
        await().until(() -> probe.count() == sent.length);
        assertThat(probe.received()).isEqualTo(sent);
        assertThat(info.get().protocol()).isEqualTo("TLSv1.3");
        assertThat(info.get().cipherSuite()).startsWith("TLS_");
        assertThat(failure).isNotDone();
        connection.loop().execute(connection::shutdownOutput);
        probe.ended.get(10, TimeUnit.SECONDS);
        connection.loop().execute(connection::close);
        assertThat(probe.closed.get(10, TimeUnit.SECONDS)).isNull();
        await().until(() -> network.connections() == 0);
    }

    @Test
    void aCertificateForAnotherHostOrFromNobodyKnownIsRefused() throws Exception {
        ListenOptions.TlsFiles files = Certificates.make(folder, "one", "localhost");
        ListenOptions.TlsFiles others = Certificates.make(folder, "two", "localhost");
        int port = echo(Transport.AUTO, files);
        CompletableFuture<Throwable> wrongHost = new CompletableFuture<>();
        call(port, "example.org", files.certificate(), wrongHost);
        assertThat(wrongHost.get(10, TimeUnit.SECONDS)).isInstanceOf(SSLException.class);
        CompletableFuture<Throwable> unknown = new CompletableFuture<>();
        call(port, "localhost", others.certificate(), unknown);
        assertThat(unknown.get(10, TimeUnit.SECONDS)).isInstanceOf(SSLException.class);
        await().until(() -> network.connections() == 0);
    }

    @Test
    void aNewPairIsServedAndABrokenOneIsNot() throws Exception {
        ListenOptions.TlsFiles files = Certificates.make(folder, "served", "localhost");
        ListenOptions.TlsFiles fresh = Certificates.make(folder, "fresh", "localhost");
        Path oldCertificate = folder.resolve("old.crt");
        Files.copy(files.certificate(), oldCertificate);
        int port = echo(Transport.AUTO, files);
        Probe before = call(port, "localhost", oldCertificate, new CompletableFuture<>());
        Connection open = Probe.connection(before);

        // The certificate alone does not fit the key: the old pair goes on.
        Certificates.replace(files.certificate(), fresh.certificate());
        await().pollDelay(Duration.ofMillis(1_500)).until(() -> true);
        Probe.connection(call(port, "localhost", oldCertificate, new CompletableFuture<>()));

        Certificates.replace(files.key(), fresh.key());
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            Probe probe = call(port, "localhost", fresh.certificate(), failure);
            await().until(() -> probe.opened.isDone() || failure.isDone());
            return probe.opened.isDone();
        });
        // Connections made with the old pair are not touched.
        open.loop().execute(() -> open.write(ByteBuffer.wrap(new byte[5])));
        await().until(() -> before.count() == 5);
    }

    @Test
    void filesThatAreMissingOrDoNotFitAreNamed() throws Exception {
        ListenOptions.TlsFiles one = Certificates.make(folder, "one", "localhost");
        ListenOptions.TlsFiles two = Certificates.make(folder, "two", "localhost");
        Path nowhere = folder.resolve("nowhere.pem");
        Path nonsense = Files.writeString(folder.resolve("nonsense.pem"), "nonsense");
        refused(new ListenOptions.TlsFiles(nowhere, one.key()), "certificate file " + nowhere + " does not exist");
        refused(new ListenOptions.TlsFiles(one.certificate(), nowhere), "key file " + nowhere + " does not exist");
        refused(new ListenOptions.TlsFiles(nonsense, one.key()), "can't be used");
        refused(new ListenOptions.TlsFiles(one.certificate(), nonsense), "PKCS#8");
        refused(new ListenOptions.TlsFiles(one.certificate(), two.key()), "does not belong to the certificate");
    }

    private void refused(ListenOptions.TlsFiles files, String why) {
        assertThatThrownBy(() -> {
                    try {
                        echo(Transport.AUTO, files);
                    } finally {
                        network.close();
                    }
                })
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining(why);
    }

    @Test
    void httpOverTlsSaysSoAndUpgrades() throws Exception {
        ListenOptions.TlsFiles files = Certificates.make(folder, "one", "localhost");
        network = Network.start(NetworkOptions.DEFAULT.withLoops(1));
        CompletableFuture<String> scheme = new CompletableFuture<>();
        Address address = network.listenHttp(
                        new Address.Tcp("127.0.0.1", 0),
                        ListenOptions.DEFAULT.withTls(files),
                        HttpOptions.DEFAULT,
                        exchange -> {
                            scheme.complete(exchange.request().scheme());
                            if (exchange.request().isUpgradeTo("echo")) {
                                exchange.upgrade(Headers.of("Upgrade", "echo"), echoing());
                            } else {
                                exchange.respond(HttpResponse.empty(404));
                            }
                        })
                .address();
        Probe probe = new Probe() {
            @Override
            public void onOpen(Connection connection) {
                super.onOpen(connection);
                connection.write(ByteBuffer.wrap("hello".getBytes()));
            }
        };
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        network.connectHttp(
                network.loops().getFirst(),
                address,
                new ConnectOptions(new ConnectOptions.Tls("localhost", files.certificate()), 5_000),
                "/",
                Headers.of("Host", "localhost", "Connection", "Upgrade", "Upgrade", "echo"),
                (status, headers, connection) -> status == 101 ? probe : null,
                failure::complete);
        await().until(() -> probe.count() == 5);
        assertThat(scheme.get()).isEqualTo("https");
        assertThat(failure).isNotDone();
    }

    @Test
    void whoSpeaksNoTlsIsCutAndNobodyElse() throws Exception {
        ListenOptions.TlsFiles files = Certificates.make(folder, "one", "localhost");
        int port = echo(Transport.AUTO, files);
        Probe probe = call(port, "localhost", files.certificate(), new CompletableFuture<>());
        Connection connection = Probe.connection(probe);
        try (Socket plain = new Socket("127.0.0.1", port)) {
            plain.setSoTimeout(10_000);
            plain.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes());
            await().until(() -> network.connections() == 2);
        }
        connection.loop().execute(() -> connection.write(ByteBuffer.wrap(new byte[5])));
        await().until(() -> probe.count() == 5);
    }
}
