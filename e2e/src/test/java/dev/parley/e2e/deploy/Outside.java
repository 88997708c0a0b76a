package dev.parley.e2e.deploy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.e2e.SelfSigned;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Who comes from outside: over TLS, with the balancer's certificate for the only authority.
record Outside(SSLContext tls, HttpClient http) {

    static Outside trusting(SelfSigned certificate) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(certificate.certificate())) {
            trusted.setCertificateEntry(
                    "it", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return new Outside(tls, HttpClient.newBuilder().sslContext(tls).build());
    }

    HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return http.send(request("https://localhost:" + port + path).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(int port, String path, String token, byte[] body)
            throws IOException, InterruptedException {
        return http.send(
                request("https://localhost:" + port + path)
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /// As the site's backend calls, from inside and without TLS.
    HttpResponse<String> api(int port, String method, String body) throws IOException, InterruptedException {
        return http.send(
                request("http://127.0.0.1:" + port + "/api/" + method)
                        .header("X-API-Key", SharedNode.KEY)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String uri) {
        return HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(30));
    }

    /// Opens a WebSocket from another address of this machine, and claims to be from elsewhere.
    ///
    /// @return the first line of the answer
    String opensFrom(String address, int port, String path) throws IOException {
        try (Socket plain = new Socket("127.0.0.1", port, InetAddress.getByName(address), 0);
                Socket socket = tls.getSocketFactory().createSocket(plain, "localhost", port, true)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                                    + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                    + "X-Forwarded-For: 198.51.100.6\r\nForwarded: for=198.51.100.6\r\n\r\n")
                            .getBytes(ISO_8859_1));
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int c = socket.getInputStream().read();
                    c >= 0 && c != '\r';
                    c = socket.getInputStream().read()) {
                line.write(c);
            }
            return line.toString(ISO_8859_1);
        }
    }

    /// What the site's backend signs.
    static String token(String user) throws GeneralSecurityException {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String said = base64.encodeToString("{\"alg\":\"HS256\"}".getBytes(UTF_8)) + "."
                + base64.encodeToString(("{\"sub\":\"" + user + "\"}").getBytes(UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SharedNode.TOKEN_SECRET.getBytes(UTF_8), "HmacSHA256"));
        return said + "." + base64.encodeToString(mac.doFinal(said.getBytes(UTF_8)));
    }
}
