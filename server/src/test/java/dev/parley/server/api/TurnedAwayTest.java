package dev.parley.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.auth.token.TokenMaker;
import dev.parley.server.Peer;
import dev.parley.server.Signed;
import dev.parley.server.Started;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Users that are blocked and tokens that were taken back: who is here has to go, and who comes is not let in.
class TurnedAwayTest {

    @TempDir
    Path folder;

    private Started kept() throws Exception {
        return Started.with(
                "engine.type",
                "sqlite",
                "engine.sqlite.path",
                folder.resolve("data").toString());
    }

    private static String token(Started server, String user) {
        return TokenMaker.hmac(server.tokenSecret(), Clock.systemUTC()).connection(user, 0, null, List.of());
    }

    @Test
    void aTokenOfTheSitesConnectsAndABadOneDoesNot() throws Exception {
        try (Started server = Started.with();
                Peer peer = Peer.open(server.ws("/user?token=" + token(server, "42")))) {
            server.awaitSessions("42", 1);
            server.api().call("user_publish", "{'user':'42','text':'hello'}");
            assertThat(peer.hears()).isEqualTo("hello");
            assertThat(server.upgrade("/user?token=" + token(server, "42") + "x"))
                    .startsWith("HTTP/1.1 401 ");
            String expired = TokenMaker.hmac(server.tokenSecret(), Clock.systemUTC())
                    .connection("42", Instant.now().getEpochSecond() - 3600, null, List.of());
            assertThat(server.upgrade("/user?token=" + expired)).startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void aBlockedUserHasToGoAndIsNotLetInUntilUnblocked() throws Exception {
        try (Started server = Started.with();
                Peer tab = Peer.open(server.ws("/user?user=42"));
                Peer phone = Peer.open(server.ws("/user?token=" + token(server, "42")));
                Peer other = Peer.open(server.ws("/user?user=43"))) {
            server.awaitSessions("42", 2);
            server.awaitSessions("43", 1);
            assertThat(server.api().call("block_user", "{'user':'42'}").result())
                    .isEmpty();
            assertThat(tab.hears()).startsWith("close 3503");
            assertThat(phone.hears()).startsWith("close 3503");
            assertThat(server.upgrade("/user?token=" + token(server, "42"))).startsWith("HTTP/1.1 403 ");
            assertThat(server.upgrade("/user?user=42")).startsWith("HTTP/1.1 403 ");
            assertThat(server.upgrade("/user?user=43")).startsWith("HTTP/1.1 101 ");
            server.api().call("user_publish", "{'user':'43','text':'still here'}");
            assertThat(other.hears()).isEqualTo("still here");
            assertThat(server.api().call("unblock_user", "{'user':'42'}").result())
                    .isEmpty();
            assertThat(server.upgrade("/user?token=" + token(server, "42"))).startsWith("HTTP/1.1 101 ");
            assertThat(server.upgrade("/user?user=42")).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void aBlockThatIsOverKeepsNobodyOut() throws Exception {
        try (Started server = Started.with()) {
            server.api().call("block_user", "{'user':'42','expire_at':1}");
            assertThat(server.upgrade("/user?token=" + token(server, "42"))).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void whatWasTakenBackStaysSoAfterARestart() throws Exception {
        String first;
        String second;
        try (Started server = kept()) {
            first = token(server, "42");
            second = Signed.token(server.tokenSecret(), "{\"sub\":\"43\",\"jti\":\"lost\"}");
            server.api().call("block_user", "{'user':'42'}");
            server.api().call("revoke_token", "{'uid':'lost'}");
        }
        try (Started server = kept()) {
            assertThat(server.upgrade("/user?token=" + first)).startsWith("HTTP/1.1 403 ");
            assertThat(server.upgrade("/user?token=" + second)).startsWith("HTTP/1.1 401 ");
            server.api().call("unblock_user", "{'user':'42'}");
        }
        try (Started server = kept()) {
            assertThat(server.upgrade("/user?token=" + first)).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void aRevokedTokenEndsItsSessionsAndNoOthers() throws Exception {
        try (Started server = Started.with()) {
            String lost = Signed.token(server.tokenSecret(), "{\"sub\":\"42\",\"jti\":\"lost\"}");
            String good = Signed.token(server.tokenSecret(), "{\"sub\":\"42\",\"jti\":\"good\"}");
            try (Peer thief = Peer.open(server.ws("/user?token=" + lost));
                    Peer owner = Peer.open(server.ws("/user?token=" + good))) {
                server.awaitSessions("42", 2);
                server.api().call("revoke_token", "{'uid':'lost','expire_at':4000000000}");
                assertThat(thief.hears()).startsWith("close 3500");
                server.awaitSessions("42", 1);
                assertThat(server.upgrade("/user?token=" + lost)).startsWith("HTTP/1.1 401 ");
                server.api().call("user_publish", "{'user':'42','text':'still here'}");
                assertThat(owner.hears()).isEqualTo("still here");
            }
        }
    }

    @Test
    void oldTokensOfAUserAreRefusedAndNewOnesAreNot() throws Exception {
        try (Started server = Started.with()) {
            Instant now = Instant.now();
            String old = TokenMaker.hmac(server.tokenSecret(), Clock.fixed(now.minusSeconds(60), ZoneOffset.UTC))
                    .connection("42", 0, null, List.of());
            String fresh = token(server, "42");
            try (Peer before = Peer.open(server.ws("/user?token=" + old));
                    Peer after = Peer.open(server.ws("/user?token=" + fresh))) {
                server.awaitSessions("42", 2);
                long moment = now.minusSeconds(30).getEpochSecond();
                server.api().call("invalidate_user_tokens", "{'user':'42','issued_before':" + moment + "}");
                assertThat(before.hears()).startsWith("close 3500");
                server.awaitSessions("42", 1);
                assertThat(server.upgrade("/user?token=" + old)).startsWith("HTTP/1.1 401 ");
                assertThat(server.upgrade("/user?token=" + fresh)).startsWith("HTTP/1.1 101 ");
                server.api().call("user_publish", "{'user':'42','text':'still here'}");
                assertThat(after.hears()).isEqualTo("still here");
            }
        }
    }
}
