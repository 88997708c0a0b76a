package dev.parley.e2e.deploy;

import dev.parley.e2e.SelfSigned;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/// Debian's nginx or HAProxy in front of three nodes, with the text that is shipped.
///
/// @param port for clients, with TLS
/// @param api for the site's backend, without
record Balancer(Process process, int port, int api) implements AutoCloseable {

    /// @param site one of `deploy/nginx`, such as `ws.site.com`
    /// @param pages the nodes' ports for pages and WebSockets
    /// @param internal their ports for the API
    static Balancer nginx(Path folder, String site, SelfSigned certificate, int[] pages, int[] internal)
            throws IOException {
        Files.createDirectories(folder);
        int port = Shipped.freePort();
        int api = Shipped.freePort();
        Path proxy = Shipped.of("nginx/parley-proxy.conf").write(folder.resolve("proxy.conf"));
        Path upstream = Shipped.of("nginx/parley-upstream.conf")
                .withNodes(pages, internal)
                .with("listen 10.0.0.10:8080", "listen 127.0.0.1:" + api)
                .with("/etc/nginx/parley-proxy.conf", proxy)
                .write(folder.resolve("upstream.conf"));
        Shipped shipped = Shipped.of("nginx/" + site + ".conf")
                .withoutIpv6()
                .with("listen 80;", "listen 127.0.0.1:" + Shipped.freePort() + ";")
                .with("listen 443 ssl;", "listen 127.0.0.1:" + port + " ssl;")
                .with("/etc/nginx/parley-proxy.conf", proxy);
        String name = site.endsWith("-rt") ? "site.com" : site;
        shipped = shipped.with("/etc/nginx/certs/" + name + ".crt", certificate.certificate())
                .with("/etc/nginx/certs/" + name + ".key", certificate.key());
        if (site.endsWith("-rt")) {
            Files.writeString(folder.resolve("index.html"), "the site");
            shipped = shipped.with("/var/www/site.com", folder);
        }
        Path server = shipped.write(folder.resolve("site.conf"));
        Path main = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                worker_processes 1;
                %s
                pid %2$s/nginx.pid;
                error_log stderr;
                events {}
                http {
                    access_log off;
                    client_body_temp_path %2$s/body;
                    proxy_temp_path %2$s/proxy;
                    fastcgi_temp_path %2$s/fastcgi;
                    scgi_temp_path %2$s/scgi;
                    uwsgi_temp_path %2$s/uwsgi;
                    include %3$s;
                    include %4$s;
                }
                """.formatted(
                        System.getProperty("user.name").equals("root") ? "user root;" : "", folder, upstream, server));
        return start(folder, port, api, "nginx", "-p", folder.toString(), "-c", main.toString());
    }

    static Balancer haproxy(Path folder, SelfSigned certificate, int[] pages, int[] internal) throws IOException {
        Files.createDirectories(folder);
        int port = Shipped.freePort();
        int api = Shipped.freePort();
        Path pem = Files.writeString(
                folder.resolve("site.pem"),
                Files.readString(certificate.certificate()) + Files.readString(certificate.key()));
        Path file = Shipped.of("haproxy/haproxy.cfg")
                .withNodes(pages, internal)
                .with("maxconn 200000", "maxconn 1000")
                .with("bind :80\n", "bind 127.0.0.1:" + Shipped.freePort() + "\n")
                .with("bind :443 ", "bind 127.0.0.1:" + port + " ")
                .with("bind 10.0.0.10:8080", "bind 127.0.0.1:" + api)
                .with("/etc/haproxy/certs/ws.site.com.pem", pem)
                .write(folder.resolve("haproxy.cfg"));
        return start(folder, port, api, "haproxy", "-db", "-f", file.toString());
    }

    private static Balancer start(Path folder, int port, int api, String program, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(found(program)));
        command.addAll(List.of(arguments));
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError(program + " has ended: " + Files.readString(log));
            }
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
                return true;
            } catch (IOException notYet) {
                return false;
            }
        });
        if (Pattern.compile("\\[(WARNING|warn)]").matcher(Files.readString(log)).find()) {
            process.destroy();
            throw new AssertionError(program + " would have it otherwise: " + Files.readString(log));
        }
        return new Balancer(process, port, api);
    }

    /// Debian has it where not everybody's PATH leads.
    private static String found(String program) {
        Path usual = Path.of("/usr/sbin", program);
        return Files.isExecutable(usual) ? usual.toString() : program;
    }

    String ws(String path) {
        return "wss://localhost:" + port + path;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
