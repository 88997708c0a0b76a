package dev.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.net.Address;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenersTest {

    @TempDir
    Path folder;

    @Test
    void everyListenerServesTheSame() throws Exception {
        try (Started server = Started.with("server.listeners", "[{port: 0}, {address: '::1', port: 0}]")) {
            assertThat(server.server().addresses()).hasSize(3);
            try (Peer first = Peer.open(server.ws("/raw/a"));
                    Peer second =
                            Peer.open("ws://" + server.server().addresses().get(1) + "/raw/a");
                    Peer third = Peer.open("ws://" + server.server().addresses().get(2) + "/raw/a")) {
                first.say("hi");
                assertThat(first.hears()).isEqualTo("hi");
                assertThat(second.hears()).isEqualTo("hi");
                assertThat(third.hears()).isEqualTo("hi");
            }
        }
    }

    @Test
    void aUnixDomainSocketIsAPlaceToListen() throws Exception {
        Path socket = folder.resolve("p.sock");
        try (Started server = Started.with("server.listeners", "[{address: 'unix:" + socket + "'}]")) {
            assertThat(server.server().addresses()).contains(new Address.Unix(socket));
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of(socket));
                channel.write(ByteBuffer.wrap("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII)));
                ByteBuffer answer = ByteBuffer.allocate(8192);
                while (channel.read(answer) >= 0) {
                    assertThat(answer.hasRemaining()).isTrue();
                }
                assertThat(new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 200 ");
            }
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void withACertificatePagesAndWebSocketsAreUnderTls() throws Exception {
        KeyStore store = certificate();
        try (Started server = Started.with(
                        "http_server.tls.cert_pem", folder.resolve("cert.pem").toString(),
                        "http_server.tls.key_pem", folder.resolve("key.pem").toString());
                HttpClient client =
                        HttpClient.newBuilder().sslContext(trusting(store)).build()) {
            String origin = "https://localhost:" + server.port();
            HttpResponse<String> page = client.send(
                    java.net.http.HttpRequest.newBuilder(URI.create(origin + "/console"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);

            CompletableFuture<String> heard = new CompletableFuture<>();
            WebSocket ws = client.newWebSocketBuilder()
                    .header("Origin", origin)
                    .buildAsync(URI.create("wss://localhost:" + server.port() + "/echo"), new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                            heard.complete(data.toString());
                            return null;
                        }
                    })
                    .get(10, TimeUnit.SECONDS);
            ws.sendText("secret", true);
            assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("secret");
            ws.abort();
        }
    }

    @Test
    void underTlsTheChatsCookieIsForFramesOfOtherSitesToo() throws Exception {
        KeyStore store = certificate();
        try (Started server = Started.with(
                        "http_server.tls.cert_pem", folder.resolve("cert.pem").toString(),
                        "http_server.tls.key_pem", folder.resolve("key.pem").toString());
                HttpClient client =
                        HttpClient.newBuilder().sslContext(trusting(store)).build()) {
            String origin = "https://localhost:" + server.port();
            HttpResponse<String> session = client.send(
                    java.net.http.HttpRequest.newBuilder(URI.create(origin + "/chat/session"))
                            .header("Content-Type", "application/json")
                            .header("Origin", origin)
                            .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{\"name\":\"Ann\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(session.statusCode()).isEqualTo(200);
            assertThat(session.headers().firstValue("Set-Cookie").orElseThrow())
                    .startsWith("parley_chat=seen1.")
                    .endsWith("; Path=/; Max-Age=31536000; HttpOnly; Secure; SameSite=None; Partitioned");
        }
    }

    @Test
    void anAddressThatIsTakenIsNamed() throws Exception {
        try (Started server = Started.with()) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> Started.with("http_server.port", String.valueOf(server.port()))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(String.valueOf(server.port()));
        }
    }

    /// Makes a certificate for `localhost` with the JDK's keytool, and writes it and its key as PEM.
    private KeyStore certificate() throws Exception {
        Path file = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
        pem("cert.pem", "CERTIFICATE", store.getCertificate("a").getEncoded());
        pem(
                "key.pem",
                "PRIVATE KEY",
                store.getKey("a", "changeit".toCharArray()).getEncoded());
        return store;
    }

    private void pem(String name, String label, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                folder.resolve(name), "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }

    private static SSLContext trusting(KeyStore store) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("a", store.getCertificate("a"));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
