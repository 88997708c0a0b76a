package dev.parley.cli;

import dev.parley.cli.Main.World;
import dev.parley.net.Address;
import dev.parley.server.ParleyServer;
import dev.parley.websocket.WebSocket;
import dev.parley.websocket.WebSocketClient;
import dev.parley.websocket.WebSocketHandler;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Starts a server as a user would and uses it a little, so that the JVM can note which classes the next start will
/// need (the ahead-of-time cache; see `src/main/dist/bin/parley`). Listens on a free port of this machine, touches no
/// configuration of the owner's, and ends with 0 when all answered.
public final class Rehearsal {

    private static final int SECONDS = 20;

    private Rehearsal() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("parley-rehearsal");
        Path file = folder.resolve("rehearsal.yaml");
        Path data = folder.resolve("data");
        Path page = folder.resolve("hello.html");
        try {
            Files.writeString(file, """
                    http_server: {port: 0}
                    log: {level: info}
                    client: {allowed_origins: ['https://*.example'], allow_anonymous_connect_without_token: true}
                    channel:
                      without_namespace:
                        raw: true
                        history_size: 10
                        history_ttl: 1m
                        allow_subscribe_for_client: true
                        allow_subscribe_for_anonymous: true
                        allow_publish_for_client: true
                        allow_publish_for_anonymous: true
                    engine: {sqlite: {path: '%s'}}
                    """.formatted(data.toString().replace("'", "''")));
            Files.writeString(page, "<!doctype html><title>hello</title>");
            play(new World(System.out, System.err, Map.of(), folder), file, folder);
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        System.exit(Main.DONE);
    }

    private static void play(World world, Path file, Path folder) throws Exception {
        Serve serve = new Serve(world);
        var flags = Commands.parley().parseArgs("serve", "--config", file.toString(), "--static", folder.toString());
        try (ParleyServer server = serve.start(serve.config(flags.subcommand()))) {
            serve.announce(server);
            int port = ((Address.Tcp) server.addresses().getFirst()).port();
            for (String path :
                    new String[] {"/", "/console", "/favicon.svg", "/hello.html", "/healthz", "/nowhere", "/echo"}) {
                get(port, path);
            }
            exchange("ws://127.0.0.1:" + port + "/echo");
            exchange("ws://127.0.0.1:" + port + "/raw/rehearsal");
        }
    }

    private static void get(int port, String path) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(SECONDS * 1000);
            String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                    + "\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().readAllBytes().length == 0) {
                throw new IOException("no answer to GET " + path);
            }
        }
    }

    /// Sends text and binary, and waits until two messages have come.
    private static void exchange(String uri) throws InterruptedException {
        CountDownLatch heard = new CountDownLatch(2);
        CountDownLatch closed = new CountDownLatch(1);
        WebSocket ws = WebSocketClient.builder().uri(uri).connect(new WebSocketHandler() {
            @Override
            public void onText(WebSocket ws, String text) {
                heard.countDown();
            }

            @Override
            public void onBinary(WebSocket ws, ByteBuffer data) {
                heard.countDown();
            }

            @Override
            public void onClose(WebSocket ws, int code, String reason) {
                closed.countDown();
            }
        });
        ws.send("{\"type\":\"message\",\"id\":\"1\",\"text\":\"hello\"}");
        ws.send(ByteBuffer.wrap("hello, a message long enough to be worth compressing, hello, hello, hello"
                .repeat(4)
                .getBytes(StandardCharsets.UTF_8)));
        if (!heard.await(SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no answer from " + uri);
        }
        ws.close();
        if (!closed.await(SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no goodbye from " + uri);
        }
    }
}
