package dev.parley.chat.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.chat.people.PeopleException.Reason;
import java.security.SecureRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
    private final SecureRandom random = new SecureRandom();

    @Test
    void aPasswordIsKeptWithItsWorkAndASaltOfItsOwn() throws Exception {
        try (Passwords passwords = new Passwords(random)) {
            String kept = passwords.hash("correct horse");
            assertThat(kept).matches("pbkdf2-sha256\\$600000\\$[A-Za-z0-9+/]{22}==\\$[A-Za-z0-9+/]{43}=");
            assertThat(passwords.match("correct horse", kept)).isEqualTo(new Passwords.Match(true, ""));
            assertThat(passwords.match("Correct horse", kept).matches()).isFalse();
            assertThat(passwords.match("correct horse", "").matches()).isFalse();
            assertThat(passwords.hash("correct horse")).isNotEqualTo(kept);
        }
    }

    @Test
    void theHashIsWhatOthersComputeToo() {
        // by Python: hashlib.pbkdf2_hmac("sha256", "pässwörd".encode(), bytes(range(16)), 4096)
        String kept = "pbkdf2-sha256$4096$AAECAwQFBgcICQoLDA0ODw==$zs8SvlU3UnH5CRPs+e5KoGlgtKZpHeghh0nVyc+Lpc8=";
        assertThat(PasswordHash.parse(kept).matches("p\u00e4ssw\u00f6rd")).isTrue();
        assertThat(PasswordHash.parse(kept).matches("pa\u0308sswo\u0308rd")).isTrue();
        assertThat(PasswordHash.parse(kept)).hasToString(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "pbkdf2-sha256$0$AA==$AA==",
                "pbkdf2-sha256$999999999$AA==$AA==",
                "pbkdf2-sha1$1000$AA==$AA==",
                "pbkdf2-sha256$1000$AA=="
            })
    void whatWasKeptOtherwiseIsNoPassword(String kept) {
        assertThatThrownBy(() -> PasswordHash.parse(kept)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void moreThanMayWaitAreToldToComeBackAlsoThoseWhoAreUnknown() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        SecureRandom slow = new SecureRandom() {
            @Override
            public void nextBytes(byte[] bytes) {
                if (Thread.currentThread().getName().startsWith("parley-passwords-")) {
                    begun.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException stopped) {
                        throw new IllegalStateException(stopped);
                    }
                }
                super.nextBytes(bytes);
            }
        };
        try (Passwords passwords = new Passwords(slow, 1_000, 1, 1);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> first = threads.submit(() -> passwords.hash("correct horse"));
            begun.await();
            Future<Passwords.Match> second = threads.submit(() -> passwords.match("correct horse", ""));
            await().until(() -> passwords.waiting() == 1);

            assertThatThrownBy(() -> passwords.match("correct horse", ""))
                    .isInstanceOfSatisfying(
                            PeopleException.class,
                            why -> assertThat(why.reason()).isEqualTo(Reason.BUSY));

            goOn.countDown();
            String kept = first.get();
            assertThat(second.get().matches()).isFalse();
            assertThat(passwords.match("correct horse", kept).matches()).isTrue();
        }
    }
}
