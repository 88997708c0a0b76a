package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.config.Option;
import dev.parley.server.config.Options;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        serve --prot 1                   | parley serve: unknown flag --prot; did you mean --port?
        serve --http_server.prot=1       | parley serve: unknown flag --http_server.prot; did you mean --http_server.port?
        serve --zzzzzzzzzz               | parley serve: unknown flag --zzzzzzzzzz; parley serve --help lists all
        serve --port                     | parley serve: --port needs a value: N
        serve --port http                | --port: `http_server.port` must be a whole number from 0 to 65535, got `http`
        serve --transport iouring        | --transport: `server.transport` must be one of auto, io_uring, epoll, nio, got `iouring`
        serve --verbose=maybe            | --verbose: `server.verbose` must be true or false, got `maybe`
        serve --config nowhere.yaml      | nowhere.yaml: there is no such file
        serve now                        | parley serve: unknown word now; parley serve --help lists all
        srve                             | parley: unknown word srve; did you mean serve?
        config chekc                     | parley config: unknown word chekc; did you mean check?
        config print --prot 1            | parley config print: unknown flag --prot; did you mean --port?
        config check nowhere.yaml        | nowhere.yaml: there is no such file
        """)
    void whatIsNotUnderstoodIsSaidInOneSentence(String line, String sentence) {
        assertThat(run(line.split(" "))).isEqualTo(Main.NOT_UNDERSTOOD);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines(sentence);
        assertThat(out.size()).isZero();
    }

    @Test
    void helpNamesTheFlagsAndTheOthersAreWrittenDown() {
        assertThat(run("serve", "--help")).isZero();
        for (Option<?> option : Options.SCHEMA.options()) {
            if (option.shortFlag() != null) {
                assertThat(out.toString(StandardCharsets.UTF_8)).contains(option.shortFlag());
            }
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("--config", "docs/configuration.md");
    }

    @Test
    void configCheckSaysWhatServeWouldAndStartsNothing() throws Exception {
        Path file = Files.writeString(folder.resolve("site.yaml"), """
                admin: {enabled: true}
                channel:
                  namespaces: [{name: news, force_recovery: true}]
                """);
        assertThat(run("config", "check", file.toString())).isEqualTo(Main.NOT_UNDERSTOOD);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines(file
                        + ":1: `admin` is ignored: Parley does not have it" + file
                        + ":3: `force_recovery` needs history: set history_size and history_ttl beside it");
        err.reset();
        Files.writeString(file, "http_server: {port: 9000}");
        assertThat(run("config", "check", file.toString())).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Nothing is wrong");
        assertThat(err.size()).isZero();
    }

    @Test
    void configPrintWritesEveryValueWithItsOrigin() throws Exception {
        Path file = Files.writeString(
                folder.resolve("site.yaml"),
                "channel:\n  namespaces: [{name: news, history_size: unlimited,\n" + "    history_ttl: 300s}]\n");
        assertThat(run("config", "print", "--config", file.toString(), "--port", "9000"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .contains(
                        "http_server.port: 9000  # --port",
                        "client.ping_interval: 25s  # default",
                        "channel.without_namespace.presence: false  # default",
                        "channel.namespaces[0].name: news  # " + file + ":2",
                        "channel.namespaces[0].history_size: unlimited  # " + file + ":2",
                        "channel.namespaces[0].history_ttl: 5m  # " + file + ":3");
        out.reset();
        assertThat(run("config", "print")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .contains("channel.without_namespace.presence: true  # default");
    }

    @Test
    void withoutACommandTheCommandsAreListed() {
        assertThat(run()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("serve", "version");
    }

    @Test
    void versionSaysWhatRuns() {
        assertThat(run("version")).isZero();
        assertThat(run("--version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("Parley "));
    }

    @Test
    void everyOptionIsAFlagAndFlagsForListsAddUp() throws Exception {
        Main.World world = world();
        var parsed = Commands.parley()
                .parseArgs(
                        "serve",
                        "--allowed-origin",
                        "https://a.org",
                        "--allowed-origin",
                        "https://b.org,null",
                        "--verbose",
                        "--echo.enabled=false",
                        "--websocket.message_size_limit",
                        "1MiB");
        var config = new Serve(world).config(parsed.subcommand());
        assertThat(config.site().allowedOrigins()).hasToString("[https://a.org, https://b.org, null]");
        assertThat(config.site().verbose()).isTrue();
        assertThat(config.echo().enabled()).isFalse();
        assertThat(config.websocket().messageSizeLimit()).isEqualTo(1 << 20);
    }

    private int run(String... args) {
        return Main.run(world(), args);
    }

    private Main.World world() {
        return new Main.World(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                folder);
    }
}
