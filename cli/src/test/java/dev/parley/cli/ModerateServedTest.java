package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `parley moderate` beside a server that runs: each a process of its own.
class ModerateServedTest {

    @TempDir
    Path folder;

    private List<String> moderate(String... words) throws Exception {
        String[] line = Stream.concat(Stream.of("moderate"), Stream.of(words)).toArray(String[]::new);
        try (Child command = Child.start(folder, line)) {
            assertThat(command.exitCode()).isZero();
            return command.rest();
        }
    }

    @Test
    void aBanEndsALiveSubscription() throws Exception {
        try (Child server = Child.start(folder, "serve", "--port", "0")) {
            int port = server.port();
            try (Visitor ann = new Visitor(port, "Ann");
                    Visitor eve = new Visitor(port, "Eve")) {
                for (Visitor each : List.of(ann, eve)) {
                    each.rpc("enter", "{'room':'lobby'}");
                }
                ann.says("lobby", "hello");
                eve.hears("hello");
                assertThat(moderate("ban", "lobby", "Eve", "--for", "2h"))
                        .singleElement()
                        .asString()
                        .startsWith("Eve (guest:")
                        .contains(") may not come before ");
                eve.hears("\"why\":\"banned\"");
                ann.says("lobby", "she is gone");
                ann.hears("she is gone");
                ann.rpc("create", "{'name':'Other','kind':'public','id':'other'}");
                eve.rpc("enter", "{'room':'other'}");
                ann.says("other", "here you are");
                eve.hears("here you are");

                assertThat(eve.heard.toString()).doesNotContain("she is gone");
            }
        }
    }

    @Test
    void whatWasErasedIsInNoFileOfARunningServer() throws Exception {
        Path data = folder.resolve("parley-data");
        try (Child server = Child.start(folder, "serve", "--port", "0", "--chat.burst", "100")) {
            int port = server.port();
            try (Visitor ann = new Visitor(port, "Ann");
                    Visitor eve = new Visitor(port, "Eve")) {
                for (Visitor each : List.of(ann, eve)) {
                    each.rpc("enter", "{'room':'lobby'}");
                }
                for (int i = 0; i < 50; i++) {
                    eve.says("lobby", "confidential" + i + " 机密");
                }
                ann.says("lobby", "harmless");
                ann.hears("confidential49");
                ann.rpc("search", "{'words':'confidential7','room':'lobby'}");
                assertThat(files(data)).contains("confidential49", "harmless");

                assertThat(moderate("export", "Eve"))
                        .hasSize(50)
                        .first()
                        .asString()
                        .contains("\"confidential0 机密\"");
                assertThat(moderate("erase", "Eve", "--yes"))
                        .singleElement()
                        .asString()
                        .startsWith("Erased 50 messages");

                String now = files(data);
                assertThat(now.contains("harmless")).isTrue();
                assertThat(now.contains("confidential")).isFalse();
                assertThat(now.contains("机密")).isFalse();
                ann.hears("\"deleted\"");
                assertThat(ann.rpc("before", "{'room':'lobby','position':100,'limit':100}"))
                        .contains("harmless")
                        .doesNotContain("confidential");
            }
        }
    }

    private static String files(Path data) throws Exception {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(file).append('\n').append(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
        }
        return all.toString();
    }
}
