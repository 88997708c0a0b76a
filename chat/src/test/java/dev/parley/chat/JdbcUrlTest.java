package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcUrlTest {
    @Test
    void userAndPasswordsAreTakenOutOfWhatIsPrinted() {
        JdbcUrl url = JdbcUrl.of("jdbc:postgresql://db/chat?user=ann&ssl=true&password=p%26+s&sslpassword=k");

        assertThat(url).hasToString("jdbc:postgresql://db/chat?ssl=true");
        assertThat(url.secret()).isEqualTo(Map.of("user", "ann", "password", "p&+s", "sslpassword", "k"));
        assertThat(url.scrubbed("no 'p&+s' here, ann")).isEqualTo("no '…' here, ann");
    }

    @Test
    void whatCantBeReadIsRefusedWithoutRepeatingIt() {
        for (String url : new String[] {
            "jdbc:mariadb://ann:hunter2@db/chat",
            "mysql://ann:hunter2@db/chat",
            "jdbc:mariadb://db/chat?password=hunter2%"
        }) {
            assertThatThrownBy(() -> JdbcUrl.of(url))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("hunter2")
                    .hasNoCause();
        }
    }

    @Test
    void whatIsNoDatabaseIsSaid(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("chat.db"), "This is a letter and no database. ".repeat(50));

        assertThatThrownBy(() -> JdbcChatStorage.open("jdbc:sqlite:" + file, InstantSource.system()))
                .isInstanceOf(ChatException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("not a database");
    }
}
