package dev.parley.e2e.faults;

import dev.parley.e2e.process.Parley;
import dev.parley.redis.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A Redis, nodes that reach it each by a way of its own, and one door in front of all nodes, which lets clients in wherever
/// a node is well.
final class Site implements AutoCloseable {

    static final JsonMapper JSON = JsonMapper.shared();

    private static final String KEY = "the key of the backend";

    /// A node's process, over all its lives.
    final class Node {
        final Path folder;
        final int port;
        final Way toRedis;
        private volatile boolean up;
        private Parley process;

        Node(int number) throws IOException {
            folder = Files.createDirectories(Site.this.folder.resolve("node-" + number));
            port = freePort();
            toRedis = new Way(redis::port);
            Files.writeString(folder.resolve("parley.yaml"), """
                    http_server: {port: %d}
                    http_api: {key: %s}
                    node: {name: n%d}
                    engine: {type: redis, redis: {address: "redis://127.0.0.1:%d", connect_timeout: 1s, io_timeout: 1s,
                      check_interval: 2s, node_timeout: 2s}}
                    chat: {enabled: false}
                    client: {allow_anonymous_connect_without_token: true, ping_interval: 2s, pong_timeout: 1900ms}
                    channel:
                      without_namespace: {history_size: 1000000, history_ttl: 24h, force_recovery: true, presence: true,
                        join_leave: true, force_push_join_leave: true, allow_subscribe_for_client: true,
                        allow_subscribe_for_anonymous: true}
                    """.formatted(port, KEY, number, toRedis.port()));
        }

        void start() throws IOException {
            process = Parley.in(folder, List.of("-Xmx192m", "-XX:TieredStopAtLevel=1"), "--port", String.valueOf(port));
        }

        void awaitUp() throws InterruptedException {
            process.port();
            up = true;
        }

        void kill() throws InterruptedException {
            up = false;
            process.kill();
        }

        void pause() throws IOException, InterruptedException {
            up = false;
            process.freeze();
        }

        void resume() throws IOException, InterruptedException {
            process.thaw();
            up = true;
        }
    }

    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    final RedisServer redis;
    final List<Node> nodes = new ArrayList<>();
    final Way door;

    Site(Path folder, int nodes, String fsync) throws IOException, InterruptedException {
        this.folder = folder;
        redis = RedisServer.start(folder.resolve("redis"), "--save", "", "--appendonly", "yes", "--appendfsync", fsync);
        for (int i = 0; i < nodes; i++) {
            Node node = new Node(i);
            this.nodes.add(node);
            node.start();
        }
        for (Node node : this.nodes) {
            node.awaitUp();
        }
        door = new Way(() -> any().port);
    }

    Path redisFolder() {
        return folder.resolve("redis");
    }

    /// A node that is well, by chance.
    Node any() {
        List<Node> well = nodes.stream().filter(node -> node.up).toList();
        return well.get(ThreadLocalRandom.current().nextInt(well.size()));
    }

    /// Asks a node's API.
    JsonNode ask(Node node, String method, JsonNode body) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port + "/api/" + method))
                        .timeout(Duration.ofSeconds(3))
                        .header("X-API-Key", KEY)
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        return JSON.readTree(answer.body());
    }

    /// Below those that the system gives to clients, so that none of them takes it while the node is away.
    private static int freePort() throws IOException {
        for (int tries = 0; tries < 1_000; tries++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException taken) {
                // the next one
            }
        }
        throw new IOException("no free port");
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Node node : nodes) {
            node.process.close();
            node.toRedis.close();
        }
        http.close();
        redis.close();
    }
}
