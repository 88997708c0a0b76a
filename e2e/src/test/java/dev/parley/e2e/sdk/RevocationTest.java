package dev.parley.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.e2e.sdk.TwoSdks.Language;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// Users and tokens that the site wants no more: they go at once, and stay away over a crash.
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RevocationTest {

    private Backend backend;
    private TwoSdks sdks;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        backend = Backend.with(folder, "", "");
        sdks = TwoSdks.start();
    }

    @AfterAll
    void stop() {
        sdks.close();
        backend.close();
    }

    private SdkClient connected(Language language, String token) throws InterruptedException {
        SdkClient client = sdks.in(language).client(backend.url(), Proof.of(token));
        client.connected();
        return client;
    }

    private static void goes(SdkClient client, int code) throws InterruptedException {
        assertThat(client.heard().next("disconnected").path("code").asInt()).isEqualTo(code);
        assertThat(client.heard().rest("connecting", "")).hasSize(1); // it has not tried again by itself
    }

    /// Whoever comes with it is told not to try again.
    private void isRefused(Language language, String token, int code, int status) throws InterruptedException {
        SdkClient client = sdks.in(language).client(backend.url(), Proof.of(token));
        client.connect();
        goes(client, code);
        assertThat(client.heard().rest("connected", "")).isEmpty();
        assertThat(BareSdkClient.refusalOf(backend.userUrl("?token=" + token))).isEqualTo(status);
    }

    private void isReached(SdkClient client, String user) throws Exception {
        assertThat(client.heard().rest("disconnected", "")).isEmpty();
        backend.pushes(user, 7);
        JsonNode heard = client.heard().next("publication", "user:#" + user);
        assertThat(Json.n(heard)).isEqualTo(7);
    }

    private void crashes() throws Exception {
        backend.server().kill();
        backend.server().start();
    }

    @ParameterizedTest
    @EnumSource
    void aBlockedUserGoesEverywhereAndCantComeBackUntilUnblocked(Language language) throws Exception {
        String user = "blocked" + language;
        String token = Backend.token(user);
        SdkClient first = connected(language, token);
        SdkClient second = connected(language, token);
        SdkClient other = connected(language, Backend.token("free" + language));
        try (BareSdkClient bare = BareSdkClient.open(backend.userUrl("?token=" + token))) {
            backend.call("block_user", Json.object().put("user", user));
            goes(first, 3503);
            goes(second, 3503);
            assertThat(bare.closeCode()).isEqualTo(3503);
        }
        isReached(other, "free" + language);
        isRefused(language, token, 3503, 403);
        isRefused(language, Backend.token(user), 3503, 403);
        crashes();
        isRefused(language, token, 3503, 403);
        backend.call("unblock_user", Json.object().put("user", user));
        isReached(connected(language, token), user);
    }

    @ParameterizedTest
    @EnumSource
    void aRevokedTokenEndsItsSessionAndNoOtherOfTheUser(Language language) throws Exception {
        String user = "revoked" + language;
        String stolen = Backend.signed(Backend.claims(user).put("jti", "stolen" + language));
        String kept = Backend.signed(Backend.claims(user).put("jti", "kept" + language));
        SdkClient thief = connected(language, stolen);
        SdkClient owner = connected(language, kept);
        backend.call("revoke_token", Json.object().put("uid", "stolen" + language));
        goes(thief, 3500);
        isReached(owner, user);
        isRefused(language, stolen, 3500, 401);
        crashes();
        isRefused(language, stolen, 3500, 401);
        isReached(connected(language, kept), user);
    }

    @ParameterizedTest
    @EnumSource
    void invalidatedAreAllTokensOfAUserUpToATimeAndNoneAfterIt(Language language) throws Exception {
        String user = "invalid" + language;
        long then = Backend.now() - 10;
        String before = Backend.signed(Backend.claims(user).put("iat", then - 1));
        String after = Backend.signed(Backend.claims(user).put("iat", then));
        String other = Backend.signed(Backend.claims("free" + language).put("iat", then - 1));
        SdkClient old = connected(language, before);
        SdkClient recent = connected(language, after);
        backend.call("invalidate_user_tokens", Json.object().put("user", user).put("issued_before", then));
        goes(old, 3500);
        isReached(recent, user);
        isRefused(language, before, 3500, 401);
        crashes();
        isRefused(language, before, 3500, 401);
        isReached(connected(language, after), user);
        isReached(connected(language, other), "free" + language);
    }
}
