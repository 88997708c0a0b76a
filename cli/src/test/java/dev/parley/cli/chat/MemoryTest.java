package dev.parley.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {

    @TempDir
    Path folder;

    private static Place place(String typed) {
        return Objects.requireNonNull(Place.of(typed), typed);
    }

    @Test
    void whoOneIsAtEachServerIsRemembered() throws Exception {
        Memory memory = new Memory(folder.resolve("deep/er/chat.json"));
        assertThat(memory.recall(place("a.example"))).isEmpty();
        memory.remember(place("a.example"), "seen1.a");
        memory.remember(place("b.example"), "seen1.b");
        memory.remember(place("a.example"), "seen1.c");
        Memory later = new Memory(folder.resolve("deep/er/chat.json"));
        assertThat(later.recall(place("https://a.example/"))).isEqualTo("seen1.c");
        assertThat(later.recall(place("b.example"))).isEqualTo("seen1.b");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void nobodyElseMayReadIt() throws Exception {
        Memory memory = new Memory(folder.resolve("parley/chat.json"));
        memory.remember(place("a.example"), "secret");
        memory.remember(place("a.example"), "another");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("parley/chat.json"))))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder.resolve("parley"))) {
            assertThat(files).hasSize(1); // nothing is left of its making
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"servers\":5}", "{\"servers\":{\"https://a.example/\":{}}}"})
    void aFileThatIsBrokenRemembersNobodyAndIsReplaced(String broken) throws Exception {
        Path file = Files.writeString(folder.resolve("chat.json"), broken);
        Memory memory = new Memory(file);
        assertThat(memory.recall(place("a.example"))).isEmpty();
        memory.remember(place("a.example"), "seen1.a");
        assertThat(memory.recall(place("a.example"))).isEqualTo("seen1.a");
    }

    @Test
    void aHundredServersAreRememberedAndTheOldestIsForgotten() throws Exception {
        Memory memory = new Memory(folder.resolve("chat.json"));
        for (int i = 0; i < 101; i++) {
            memory.remember(place("s" + i + ".example"), "seen" + i);
        }
        assertThat(memory.recall(place("s0.example"))).isEmpty();
        assertThat(memory.recall(place("s1.example"))).isEqualTo("seen1");
        assertThat(memory.recall(place("s100.example"))).isEqualTo("seen100");
    }

    @Test
    void itIsWhereEachSystemHasSuchFiles() throws Exception {
        Memory.ofThisUser(Map.of("XDG_CONFIG_HOME", folder.resolve("xdg").toString()), "Linux", folder)
                .remember(place("a.example"), "x");
        Memory.ofThisUser(Map.of("XDG_CONFIG_HOME", "relative is ignored"), "Linux", folder)
                .remember(place("a.example"), "x");
        Memory.ofThisUser(Map.of(), "Mac OS X", folder).remember(place("a.example"), "x");
        Memory.ofThisUser(Map.of("APPDATA", folder.resolve("appdata").toString()), "Windows 11", folder)
                .remember(place("a.example"), "x");
        assertThat(folder.resolve("xdg/parley/chat.json")).exists();
        assertThat(folder.resolve(".config/parley/chat.json")).exists();
        assertThat(folder.resolve("Library/Application Support/parley/chat.json"))
                .exists();
        assertThat(folder.resolve("appdata/parley/chat.json")).exists();
    }

    @ParameterizedTest
    @CsvSource({
        "'', http://127.0.0.1:8000/, ws://127.0.0.1:8000/connection/websocket",
        "localhost:9000, http://localhost:9000/, ws://localhost:9000/connection/websocket",
        "chat.example.com, https://chat.example.com/, wss://chat.example.com/connection/websocket",
        "https://site.com/rt, https://site.com/rt/, wss://site.com/rt/connection/websocket",
        "HTTP://x.example/, HTTP://x.example/, ws://x.example/connection/websocket"
    })
    void aPlaceIsWhatSomebodyTypes(String typed, String base, String socket) {
        assertThat(place(typed).toString()).isEqualTo(base);
        assertThat(place(typed).socket()).isEqualTo(socket);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://x",
                "http://",
                "http://a b/",
                "https://x/?q",
                "https://x/#lobby",
                "://",
                "javascript:alert(1)"
            })
    void whatIsNoAddressIsNoPlace(String typed) {
        assertThat(Place.of(typed)).isNull();
    }
}
