package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.config.Option;
import dev.parley.server.config.Options;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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
