package dev.parley.chat.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.people.ChatSessions.Pass;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ChatSessionsTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Person ANN = new Person("guest:abc", "Ann", null, Person.Kind.GUEST);
    private static final Person BOB = new Person("account:abc", "Bob", null, Person.Kind.ACCOUNT);

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final ChatSessions sessions = new ChatSessions("a secret", now::get);

    @Test
    void whatIsSignedIsReadForItsTime() {
        String token = sessions.token(BOB, 7);
        assertThat(token).matches("chat1\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{43}");
        assertThat(ChatSessions.isToken(token)).isTrue();
        long until = START.plus(Duration.ofHours(1)).getEpochSecond();
        assertThat(sessions.readToken(token)).isEqualTo(new Pass("account:abc", Person.Kind.ACCOUNT, 7, until));
        now.set(START.plus(Duration.ofHours(1)).minusSeconds(1));
        assertThat(sessions.readToken(token)).isNotNull();
        now.set(START.plus(Duration.ofHours(1)));
        assertThat(sessions.readToken(token)).isNull();
    }

    @Test
    void aGuestsCookieIsGoodForAYearAndAnAccountsForAMonth() {
        String anns = sessions.cookie(ANN, 0);
        String bobs = sessions.cookie(BOB, 1);
        now.set(START.plus(Duration.ofDays(30)));
        assertThat(sessions.readCookie(bobs)).isNull();
        assertThat(sessions.readCookie(anns)).isNotNull();
        now.set(START.plus(Duration.ofDays(365)));
        assertThat(sessions.readCookie(anns)).isNull();
    }

    @Test
    void aTokenIsNoCookieNorACookieAToken() {
        String token = sessions.token(ANN, 0);
        String cookie = sessions.cookie(ANN, 0);
        assertThat(sessions.readCookie(token)).isNull();
        assertThat(sessions.readToken(cookie)).isNull();
        assertThat(sessions.readCookie(token.replace("chat1.", "seen1."))).isNull();
        assertThat(sessions.readToken(cookie.replace("seen1.", "chat1."))).isNull();
    }

    @Test
    void nothingOfItCanBeChanged() {
        String token = sessions.token(ANN, 0);
        for (int i = 0; i < token.length(); i++) {
            String changed = token.substring(0, i) + (token.charAt(i) == 'x' ? 'y' : 'x') + token.substring(i + 1);
            assertThat(sessions.readToken(changed)).as("at %d", i).isNull();
        }
        assertThat(sessions.readToken(token + "A")).isNull();
        assertThat(sessions.readToken(token + "=")).isNull();
    }

    @Test
    void whatAnotherHasSignedIsNothing() {
        ChatSessions other = new ChatSessions("another secret", now::get);
        assertThat(sessions.readToken(other.token(ANN, 0))).isNull();
        assertThat(sessions.readCookie(other.cookie(ANN, 0))).isNull();
        String payload = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("GUEST 9999999999 0 guest:abc".getBytes(StandardCharsets.UTF_8));
        for (String forged : List.of(
                "",
                "chat1.",
                "chat1..",
                "chat1." + payload,
                "chat1." + payload + ".",
                "chat1." + payload + "." + "A".repeat(43),
                "chat1.\u0000.\u0000",
                "chat1." + "A".repeat(10_000) + ".A",
                "eyJhbGciOiJub25lIn0.e30.")) {
            assertThat(sessions.readToken(forged)).isNull();
            assertThat(sessions.readCookie(forged)).isNull();
        }
    }
}
