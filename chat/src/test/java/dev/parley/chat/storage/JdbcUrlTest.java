package dev.parley.chat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
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
            "jdbc:sqlite::memory:",
            "jdbc:mariadb://db/chat?password=hunter2%"
        }) {
            assertThatThrownBy(() -> JdbcUrl.of(url))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("hunter2")
                    .hasNoCause();
        }
    }

    @Test
    void aServerThatDoesNotAnswerMayDoSoLater() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        for (String kind : new String[] {"postgresql", "mariadb"}) {
            String url = "jdbc:" + kind + "://127.0.0.1:" + nobody + "/chat?user=ann&password=hunter2";
            assertThatThrownBy(() -> JdbcChatStorage.open(url, InstantSource.system()))
                    .hasMessageContaining("jdbc:" + kind)
                    .isInstanceOfSatisfying(
                            ChatException.class,
                            why -> assertThat(why.reason()).isEqualTo(ChatException.Reason.UNAVAILABLE));
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
