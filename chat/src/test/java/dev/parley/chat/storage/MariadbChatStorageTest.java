package dev.parley.chat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class MariadbChatStorageTest extends ChatStorageContract {
    @TempDir
    static Path folder;

    private static MariadbServer server;

    @BeforeAll
    static void startTheServer() throws IOException, InterruptedException {
        server = MariadbServer.start(folder);
    }

    @AfterAll
    static void stopTheServer() throws InterruptedException {
        server.close();
    }

    @Override
    String aMillion() {
        return "SELECT seq AS n FROM seq_1_to_1000000";
    }

    @Override
    String emptyDatabase() throws SQLException {
        return server.emptyDatabase();
    }

    @Test
    void aPasswordMayBeWrittenWithPercents() throws Exception {
        JdbcChatStorage.open(url.replace("open-sesame", "open%2Dsesame"), InstantSource.system())
                .close();
    }

    @Test
    void aWrongPasswordIsSaidAndNotShown() {
        String wrong = url.replaceFirst("password=.*", "password=hunter2-and-more");
        assertThatThrownBy(() -> JdbcChatStorage.open(wrong, InstantSource.system()))
                .isInstanceOf(ChatException.class)
                .hasMessageContaining("denied")
                .hasMessageContaining("jdbc:mariadb:")
                .satisfies(why -> {
                    StringWriter all = new StringWriter();
                    why.printStackTrace(new PrintWriter(all));
                    assertThat(all.toString()).doesNotContain("hunter2");
                });
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aServerThatFallsSilentIsGivenUp() throws Exception {
        SilentServer.isGivenUpAndTakenUpAgain(emptyDatabase());
    }
}
