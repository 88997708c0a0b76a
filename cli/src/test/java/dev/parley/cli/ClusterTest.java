package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.net.Address;
import dev.parley.redis.RedisServer;
import dev.parley.server.ParleyServer;
import dev.parley.server.config.Loader;
import dev.parley.server.config.Options;
import dev.parley.server.config.ServerConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        out.reset();
        err.reset();
        return Main.run(
                new Main.World(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Map.of("PARLEY_HTTP_API_KEY", "the right one"),
                        folder),
                args);
    }

    private ParleyServer node(Path file, String name) throws Exception {
        List<Loader.FlagValue> flags = List.of(new Loader.FlagValue("node.name", "--node.name", name));
        return ParleyServer.start(
                ServerConfig.of(Loader.load(Options.SCHEMA, file, folder, Map.of(), flags)), line -> {});
    }

    private static int port(ParleyServer server) {
        return ((Address.Tcp) server.addresses().getFirst()).port();
    }

    @Test
    void eachNodeHasALineWhicheverIsAsked() throws Exception {
        try (RedisServer redis = RedisServer.start(folder.resolve("redis"), "--save", "")) {
            Path file = Files.writeString(folder.resolve("site.yaml"), """
                    http_server: {port: 0}
                    engine: {type: redis, redis: {address: '%s'}}
                    http_api: {key: the right one}
                    client: {token: {hmac_secret_key: whatever}}
                    chat: {enabled: false}
                    """.formatted(redis.address()));
            try (ParleyServer blue = node(file, "blue");
                    ParleyServer red = node(file, "red")) {
                for (ParleyServer asked : List.of(blue, red)) {
                    // that there is another one is known a little after its start
                    await().until(() -> run("cluster", "http://127.0.0.1:" + port(asked) + "/api") == 0
                            && out.toString(StandardCharsets.UTF_8).lines().count() == 3);
                    assertThat(out.toString(StandardCharsets.UTF_8).lines())
                            .first()
                            .asString()
                            .startsWith("NAME");
                    assertThat(out.toString(StandardCharsets.UTF_8).lines().skip(1))
                            .anyMatch(line -> line.matches("blue +ready .*blue-[0-9a-f]{8}"))
                            .anyMatch(line -> line.matches("red +ready .*red-[0-9a-f]{8}"));
                }
                assertThat(run("cluster", "http://127.0.0.1:" + port(red) + "/api", "--http_api.key", "another"))
                        .isEqualTo(Main.FAILED);
                assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("parley cluster: send the API key");
                // as the configuration says
                assertThat(run("cluster", "--port", String.valueOf(port(blue)))).isZero();
            }
        }
    }

    @Test
    void whatCanNotBeCalledIsSaid() {
        assertThat(run("cluster", "--port", "1")).isEqualTo(Main.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("parley cluster: http://127.0.0.1:1/api can't be reached: ");
        assertThat(run("cluster", "ws://here")).isEqualTo(Main.NOT_UNDERSTOOD);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines(
                        "parley cluster: 'ws://here' is no address of an API, such as https://ws.example.com/api");
    }

    @Test
    void timesAreShort() {
        assertThat(List.of(9, 69, 3_700, 90_000))
                .map(seconds -> Cluster.span(Duration.ofSeconds(seconds)))
                .containsExactly("9s", "1m 9s", "1h 1m", "1d 1h");
    }
}
