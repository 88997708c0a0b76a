package dev.parley.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a node of many would remember for itself.
class LeftLocalTest {

    private static final List<String> WHOLE = List.of(
            "--engine.type=redis",
            "--http_api.key=the-key-of-all-nodes-of-this-site",
            "--client.token.hmac_secret_key=the-secret-of-all-nodes-of-this-site",
            "--chat.database=jdbc:postgresql://db/chat",
            "--chat.secret=the-secret-of-the-chat-on-all-nodes",
            "--chat.files.path=.");

    @TempDir
    Path folder;

    private ServerConfig config(List<String> flags) throws Exception {
        Path file = Files.writeString(folder.resolve("parley.yaml"), "log: {level: warn}\n");
        return ServerConfig.of(Loader.load(
                Options.SCHEMA,
                file,
                folder,
                Map.of(),
                flags.stream().map(LeftLocalTest::flag).toList()));
    }

    private static Loader.FlagValue flag(String text) {
        int end = text.indexOf('=');
        return new Loader.FlagValue(text.substring(2, end), text.substring(0, end), text.substring(end + 1));
    }

    @Test
    void aNodeThatSharesEverythingStarts() throws Exception {
        assertThat(config(WHOLE).messaging().engine().isShared()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http_api.key", "client.token.hmac_secret_key", "chat.database", "chat.secret", "chat.files.path"
            })
    void aNodeThatWouldKeepSomethingForItselfIsRefusedAndNamesIt(String option) {
        List<String> others = WHOLE.stream()
                .filter(flag -> !flag.startsWith("--" + option + "="))
                .toList();
        assertThatThrownBy(() -> config(others))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("`" + option + "`: with `engine.type: redis` each node would ");
    }

    @Test
    void aBucketIsAsGoodAsAFolder() throws Exception {
        List<String> flags = new ArrayList<>(WHOLE.subList(0, WHOLE.size() - 1));
        flags.add("--chat.files.s3.bucket=files-of-all");
        flags.add("--chat.files.s3.access_key=key");
        assertThatThrownBy(() -> config(flags)).hasMessageContaining("needs `chat.files.s3.secret_key`, too");
        flags.add("--chat.files.s3.secret_key=not-to-be-shown");
        ServerConfig whole = config(flags);
        assertThat(whole.chat().files().bucket()).hasToString("bucket files-of-all at AWS in us-east-1");
        assertThat(whole.toString()).doesNotContain("not-to-be-shown");
    }

    @Test
    void aChatInAFileIsOfOneNode() {
        List<String> inAFile = WHOLE.stream()
                .map(flag -> flag.startsWith("--chat.database") ? "--chat.database=jdbc:sqlite:chat.db" : flag)
                .toList();
        assertThatThrownBy(() -> config(inAFile)).hasMessageContaining("the same PostgreSQL or MariaDB");
    }

    @Test
    void withoutChatNodesNeedNothingOfIt() throws Exception {
        List<String> without = List.of(WHOLE.get(0), WHOLE.get(1), WHOLE.get(2), "--chat.enabled=false");
        assertThat(config(without).chat().enabled()).isFalse();
    }
}
