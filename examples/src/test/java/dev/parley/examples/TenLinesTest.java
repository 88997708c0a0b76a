package dev.parley.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program that the README shows.
class TenLinesTest {

    private static final Path PROGRAM = Path.of("TenLines.java");

    @Test
    void itHasTenLinesAndJavaRunsItsSourceAsAChat(@TempDir Path folder) throws Exception {
        assertThat(PROGRAM).content().hasLineCount(10);
        int port = freePort();
        Path copy = folder.resolve("TenLines.java");
        Files.writeString(copy, Files.readString(PROGRAM).replace("9000", String.valueOf(port)));

        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        Process program = new ProcessBuilder(java, "-cp", classPath, copy.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = program.inputReader()) {
            String line;
            do {
                line = out.readLine();
                assertThat(line).as("what it prints once it listens").isNotNull();
            } while (!line.equals("Chat at ws://localhost:" + port + "/"));
            try (Page ann = Page.open(port);
                    Page bob = Page.open(port)) {
                ann.send("hello");
                assertThat(bob.hears()).isEqualTo("hello");
                assertThat(ann.hears()).isEqualTo("hello");
            }
            assertThat(program.isAlive()).isTrue();
        } finally {
            program.destroy();
        }
    }

    @Test
    void theReadmeShowsItWordForWord() throws Exception {
        Path readme = Path.of("..", "README.md");
        assumeTrue(
                Files.exists(readme) && Files.readString(readme).contains("void main()"),
                "the README shows no program");
        assertThat(readme).content().contains(Files.readString(PROGRAM));
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }
}
