package dev.parley.server.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.server.Started;
import dev.parley.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {

    @TempDir
    Path folder;

    private final SecureRandom random = new SecureRandom();

    private Path file() {
        return folder.resolve("data").resolve(Keys.FILE);
    }

    private String[] kept(String... more) {
        String[] all = new String[more.length + 4];
        all[0] = "engine.type";
        all[1] = "sqlite";
        all[2] = "engine.sqlite.path";
        all[3] = folder.resolve("data").toString();
        System.arraycopy(more, 0, all, 4, more.length);
        return all;
    }

    @Test
    void theFirstStartMakesThemAndTheNextReadsThem() throws Exception {
        Keys first;
        try (Started server = Started.with(kept())) {
            first = Objects.requireNonNull(server.server().keys());
            assertThat(first.made()).isTrue();
            assertThat(first.file()).isEqualTo(file());
            assertThat(server.api().call("info", "{}").status()).isEqualTo(200);
        }
        try (Started server = Started.with(kept())) {
            Keys second = Objects.requireNonNull(server.server().keys());
            assertThat(second.made()).isFalse();
            assertThat(second.api()).isEqualTo(first.api());
            assertThat(second.tokenSecret()).isEqualTo(first.tokenSecret());
            assertThat(server.api(first.api()).call("info", "{}").status()).isEqualTo(200);
        }
    }

    @Test
    void onlyTheOwnerCanReadThemAlsoAfterSomebodyHasOpenedThem() throws Exception {
        Keys.in(file().getParent(), random);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(Keys.in(file().getParent(), random).made()).isFalse();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void theyAreLongRandomAndTwoDifferentOnes() throws Exception {
        Keys one = Keys.in(null, random);
        Keys two = Keys.in(null, random);
        assertThat(one.api()).hasSize(32).isNotEqualTo(one.tokenSecret()).isNotEqualTo(two.api());
        assertThat(one.tokenSecret()).hasSize(32).isNotEqualTo(two.tokenSecret());
        assertThat(one.file()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "not JSON", "[]", "{}", "{\"api_key\":\"a\"}", "{\"api_key\":\"\",\"token_secret\":\"s\"}"})
    void aFileThatIsBrokenIsSaidToBeAndIsNotOverwritten(String content) throws Exception {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), content);
        assertThatThrownBy(() -> Started.with(kept()).close())
                .isInstanceOf(IOException.class)
                .hasMessage(file() + " is not what Parley wrote; delete it, and new keys are made");
        assertThat(Files.readString(file())).isEqualTo(content);
    }

    @Test
    void noneAreMadeWhereTheOwnerGaveBothAndOneOfThemIsUsedBesideTheOwners() throws Exception {
        try (Started server = Started.with(
                kept("http_api.key", "mine", "client.token.hmac_secret_key", "my own secret, long enough"))) {
            assertThat(server.server().keys()).isNull();
            assertThat(file()).content().contains("chat_secret").doesNotContain("api_key", "token_secret");
        }
        try (Started server = Started.with(kept("http_api.key", "mine"))) {
            Keys made = Objects.requireNonNull(server.server().keys());
            assertThat(server.api("mine").call("info", "{}").status()).isEqualTo(200);
            assertThat(server.api(made.api()).call("info", "{}").status()).isEqualTo(401);
            String token = dev.parley.server.Signed.token(made.tokenSecret(), "{\"sub\":\"42\"}");
            assertThat(server.upgrade("/user?token=" + token)).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void noneAreMadeOnAPublicAddress() throws Exception {
        ServerConfig config = Started.config(kept(
                "http_server.address",
                "0.0.0.0",
                "http_api.key",
                "mine",
                "client.allow_anonymous_connect_without_token",
                "true"));
        try (var server = dev.parley.server.ParleyServer.start(config, _ -> {})) {
            assertThat(server.keys()).isNull();
            assertThat(file()).content().contains("chat_secret").doesNotContain("api_key", "token_secret");
        }
    }

    @Test
    void theChatsSecretIsKeptBesideTheOthersAndTheyBesideIt() throws Exception {
        Path folder = file().getParent();
        String secret = Keys.chatSecret(folder, random);
        Keys made = Keys.in(folder, random);
        assertThat(made.made()).isTrue();
        assertThat(Keys.chatSecret(folder, random)).isEqualTo(secret);
        assertThat(Keys.in(folder, random).api()).isEqualTo(made.api());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(Files.list(folder)).containsExactly(file());
        assertThat(Keys.chatSecret(null, random)).isNotEqualTo(secret);
    }

    @Test
    void noneIsKeptForTheChatWhereItsOwnerGaveOne() throws Exception {
        try (Started server = Started.with(kept(
                "http_api.key",
                "mine",
                "client.token.hmac_secret_key",
                "my own secret, long enough",
                "chat.secret",
                "a secret of the owner's, which is long"))) {
            assertThat(server.server().keys()).isNull();
            assertThat(file()).doesNotExist();
        }
    }

    @Test
    void printedTheyShowWhereTheyAreAndNothingElse() throws Exception {
        Keys keys = Keys.in(file().getParent(), random);
        assertThat(keys.toString())
                .contains(file().toString())
                .doesNotContain(keys.api())
                .doesNotContain(keys.tokenSecret());
    }
}
