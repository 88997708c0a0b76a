package dev.parley.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// An authority of its own, and what it has signed for a server at 127.0.0.1 and for a client. Made with openssl.
///
/// @param folder with `ca.pem`, and `server` and `client` with `.pem` and `.key`
public record Certificates(Path folder) {

    public static Certificates make(Path folder) throws IOException {
        Certificates made = new Certificates(Files.createDirectories(folder));
        made.openssl("ca", "/CN=authority", List.of());
        List<String> signed = List.of("-CA", "ca.pem", "-CAkey", "ca.key", "-addext", "basicConstraints=CA:FALSE");
        made.openssl("server", "/CN=redis", with(signed, "-addext", "subjectAltName=IP:127.0.0.1"));
        made.openssl("client", "/CN=parley", signed);
        return made;
    }

    private static List<String> with(List<String> some, String... more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return all;
    }

    private void openssl(String name, String subject, List<String> more) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-days", "2", "-nodes"));
        command.addAll(List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"));
        command.addAll(List.of("-keyout", name + ".key", "-out", name + ".pem", "-subj", subject));
        command.addAll(more);
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start();
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("openssl failed: " + Files.readString(folder.resolve("openssl.log")));
        }
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /// What a redis-server needs to take clients over TLS that show a certificate of this authority.
    public List<String> server(int port) {
        return List.of(
                "--tls-port",
                Integer.toString(port),
                "--tls-cert-file",
                file("server.pem").toString(),
                "--tls-key-file",
                file("server.key").toString(),
                "--tls-ca-cert-file",
                file("ca.pem").toString());
    }

    /// What a node needs.
    public Access.Tls client() {
        return new Access.Tls(file("ca.pem"), file("client.pem"), file("client.key"), false);
    }
}
