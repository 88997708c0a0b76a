package dev.parley.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every configuration that the docs show starts a server, but for files that this machine does not have.
class DocsYamlTest {

    private static final Pattern BLOCK = Pattern.compile("( *)```yaml\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    static Stream<Arguments> blocks() throws IOException {
        List<Arguments> blocks = new ArrayList<>();
        try (Stream<Path> docs = Files.list(Path.of("../docs"))) {
            for (Path doc : docs.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                Matcher matcher = BLOCK.matcher(Files.readString(doc));
                while (matcher.find()) {
                    String yaml = matcher.group(2).replaceAll("(?m)^" + matcher.group(1), "");
                    if (!yaml.contains("scrape_configs")) { // Prometheus's own
                        blocks.add(Arguments.of(doc.getFileName().toString(), yaml));
                    }
                }
            }
        }
        assertThat(blocks).hasSizeGreaterThan(5);
        return blocks.stream();
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void whatTheDocsShowIsRight(String doc, String yaml) throws Exception {
        Path file = folder.resolve("parley.yaml");
        Files.writeString(file, yaml);
        List<String> problems = List.of();
        try {
            ServerConfig.of(Loader.load(Options.SCHEMA, file, folder, Map.of(), List.of()));
        } catch (ConfigException wrong) {
            problems = wrong.problems().stream()
                    .filter(problem -> !problem.contains("can't read /etc/parley/"))
                    .filter(problem -> !problem.contains("there is no folder /etc/parley/"))
                    .toList();
        }
        assertThat(problems).as(doc).isEmpty();
    }
}
