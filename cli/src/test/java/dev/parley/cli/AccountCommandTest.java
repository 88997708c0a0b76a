package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.people.Accounts;
import dev.parley.chat.people.Passwords;
import dev.parley.chat.people.People;
import dev.parley.chat.people.PeopleException;
import dev.parley.chat.storage.JdbcChatStorage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountCommandTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final InputStream before = System.in;

    @AfterEach
    void giveTheInputBack() {
        System.setIn(before);
    }

    private int account(String input, String... words) {
        out.reset();
        err.reset();
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        List<String> line = new ArrayList<>(List.of("account"));
        line.addAll(List.of(words));
        line.addAll(List.of("--data", folder.resolve("data").toString()));
        Main.World world = new Main.World(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                folder);
        return Main.run(world, line.toArray(String[]::new));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complained() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /// What signing in comes to, as the server does it.
    private String signIn(String login, String password) throws Exception {
        try (JdbcChatStorage chat =
                        JdbcChatStorage.open("jdbc:sqlite:" + folder.resolve("data/chat.db"), InstantSource.system());
                Passwords passwords = new Passwords(new SecureRandom())) {
            People people = new People(chat.database(), InstantSource.system(), new SecureRandom());
            return new Accounts(people, passwords)
                    .signIn(login, password)
                    .person()
                    .name();
        } catch (PeopleException refused) {
            return refused.reason().name();
        }
    }

    @Test
    void anAccountIsMadeBeforeTheFirstStartAndItsPersonCanSignIn() throws Exception {
        assertThat(account("correct horse\n", "add", "Ann@example.com", "--name", "Ann Lee", "--password-stdin"))
                .isZero();
        assertThat(said()).startsWith("ann@example.com is Ann Lee (account:");
        assertThat(complained()).contains("chat.accounts: sign_in");
        assertThat(signIn("ann@example.com", "correct horse")).isEqualTo("Ann Lee");

        assertThat(account("another horse\n", "password", "ANN@example.com", "--password-stdin"))
                .isZero();
        assertThat(signIn("ann@example.com", "correct horse")).isEqualTo("WRONG_LOGIN");
        assertThat(signIn("ann@example.com", "another horse")).isEqualTo("Ann Lee");

        assertThat(account("", "list")).isZero();
        assertThat(said()).startsWith("ann@example.com\tAnn Lee\taccount:").hasLineCount(1);

        assertThat(account("", "remove", "ann@example.com")).isZero();
        assertThat(signIn("ann@example.com", "another horse")).isEqualTo("WRONG_LOGIN");
        assertThat(account("", "remove", "ann@example.com")).isEqualTo(1);
        assertThat(complained()).contains("there is no account with the login 'ann@example.com'");
    }

    @Test
    void whatCanNotBeIsSaidAndNothingIsMade() throws Exception {
        assertThat(account("", "list")).isEqualTo(1);
        assertThat(complained()).contains("there is no chat in");
        assertThat(account("short\n", "add", "ann", "--name", "Ann", "--password-stdin"))
                .isEqualTo(1);
        assertThat(complained()).contains("A password has 8 to 256 characters");
        assertThat(account("correct horse\n", "add", "ann", "--password-stdin")).isEqualTo(1);
        assertThat(complained()).contains("--name says what others see");
        assertThat(account("", "add", "ann", "--name", "Ann", "--password-stdin"))
                .isEqualTo(1);
        assertThat(complained()).contains("no line with a password");
        assertThat(account("", "add", "ann", "--name", "Ann")).isEqualTo(1);
        assertThat(complained()).contains("--password-stdin");
        assertThat(account("", "password", "ann", "--password-stdin", "--engine.type", "memory"))
                .isEqualTo(1);
        assertThat(complained()).contains("memory");
        assertThat(account("", "list")).isZero();
        assertThat(said()).isEmpty();
        assertThat(account("", "add")).isEqualTo(2);
    }
}
