package dev.parley.server.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.redis.RedisServer;
import dev.parley.server.Caller;
import dev.parley.server.Peer;
import dev.parley.server.Signed;
import dev.parley.server.Started;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Three servers that share a Redis: what one of them is told, all keep to.
@Timeout(60)
class OverNodesTest {

    private static final String KEY = "the key of the backend";
    private static final String SECRET = "the secret that tokens are signed with";

    @TempDir
    static Path folder;

    private static RedisServer redis;
    private static final List<Started> NODES = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        redis = RedisServer.start(folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always");
        for (int i = 0; i < 3; i++) {
            NODES.add(Started.with(
                    "engine.type",
                    "redis",
                    "engine.redis.address",
                    redis.address(),
                    "http_api.key",
                    KEY,
                    "client.token.hmac_secret_key",
                    SECRET,
                    "chat.enabled",
                    "false"));
        }
    }

    @AfterAll
    static void stop() {
        NODES.forEach(Started::close);
        redis.close();
    }

    private static Caller.Answer call(int node, String method, String json) throws Exception {
        return NODES.get(node).api(KEY).call(method, json);
    }

    private static String token(String claims) throws Exception {
        return Signed.token(SECRET, claims.replace('\'', '"'));
    }

    private static Peer open(int node, String token) {
        return Peer.open(NODES.get(node).ws("/user?token=" + token));
    }

    private static void isRefused(int node, String token, String status) {
        assertThatThrownBy(() -> open(node, token))
                .hasCauseInstanceOf(WebSocketHandshakeException.class)
                .satisfies(failed -> assertThat(((WebSocketHandshakeException) failed.getCause())
                                .getResponse()
                                .statusCode())
                        .hasToString(status));
    }

    /// Waits until the session hears what is said to its user.
    private static void awaitReached(int from, Peer peer, String user) {
        await().until(() -> {
            call(from, "user_publish", "{'user':'" + user + "','text':'are you there'}");
            return peer.hears().equals("are you there");
        });
    }

    @Test
    void whoIsBlockedOnOneNodeIsKeptOutOfAll() throws Exception {
        String token = token("{'sub':'42'}");
        try (Peer first = open(0, token);
                Peer second = open(1, token);
                Peer other = open(1, token("{'sub':'43'}"))) {
            awaitReached(2, other, "43");

            call(2, "block_user", "{'user':'42'}").result();

            for (int node = 0; node < 3; node++) {
                isRefused(node, token, "403");
            }
            assertThat(first.hears()).startsWith("close 3503");
            assertThat(second.hears()).startsWith("close 3503");
            assertThat(other.heardNothingMore()).isTrue();
            call(1, "unblock_user", "{'user':'42'}").result();
            open(0, token).close();
        }
    }

    @Test
    void whatIsTakenBackOnOneNodeOpensNoOther() throws Exception {
        String stolen = token("{'sub':'44','jti':'stolen','iat':1000}");
        String old = token("{'sub':'44','iat':1000}");
        String recent = token("{'sub':'44','iat':2000}");
        try (Peer thief = open(0, stolen);
                Peer before = open(0, old);
                Peer after = open(0, recent)) {
            call(1, "revoke_token", "{'uid':'stolen'}").result();
            isRefused(0, stolen, "401");
            isRefused(2, stolen, "401");
            assertThat(thief.hears()).startsWith("close 3500");

            call(2, "invalidate_user_tokens", "{'user':'44','issued_before':2000}")
                    .result();
            isRefused(0, old, "401");
            isRefused(1, old, "401");
            assertThat(before.hears()).startsWith("close 3500");
            awaitReached(1, after, "44");
        }
    }

    @Test
    void whatIsKeptOnOneNodeIsHeardOnAnotherUntilItIsTakenOnAThird() throws Exception {
        String token = token("{'sub':'45'}");
        String push = "{'user':'45','text':'one','keep':true,'idempotency_key':'k'}";
        long id = call(0, "user_publish", push).result().path("id").asLong();
        assertThat(call(1, "user_publish", push).result().path("id").asLong()).isEqualTo(id);
        call(0, "user_publish", "{'user':'45','text':'two','keep':true}").result();
        try (Peer peer = open(1, token)) {
            assertThat(peer.hears()).isEqualTo("one");
            assertThat(peer.hears()).isEqualTo("two");
            call(2, "user_publish", "{'user':'45','text':'three','keep':true}").result();
            assertThat(peer.hears()).isEqualTo("three");
        }

        call(2, "rpc", "{'method':'inbox.ack','user':'45','params':{'id':" + id + "}}")
                .result();
        try (Peer peer = open(1, token)) {
            assertThat(peer.hears()).isEqualTo("two");
            assertThat(peer.hears()).isEqualTo("three");
        }
        call(0, "rpc", "{'method':'inbox.ack','user':'45','params':{'up_to':9000000000000}}")
                .result();
        try (Peer peer = open(2, token)) {
            awaitReached(0, peer, "45");
            assertThat(peer.heardNothingMore()).isTrue();
        }
    }

    /// What the SDKs' client hears that connects to a node.
    private static String connects(int node, String token) throws Exception {
        try (Peer peer = Peer.open(NODES.get(node).ws("/connection/websocket"))) {
            return peer.say("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}")
                    .hears();
        }
    }

    @Test
    void whileRedisIsAwayWhoConnectsIsToldToComeAgain() throws Exception {
        String token = token("{'sub':'46'}");
        assertThat(connects(0, token)).contains("user:#46");
        redis.kill();
        try {
            assertThat(connects(0, token)).contains("\"code\":151", "\"temporary\":true");
            assertThat(call(1, "block_user", "{'user':'46'}").code()).isEqualTo(151);
        } finally {
            redis.start();
        }
        for (int node = 0; node < 3; node++) {
            int each = node;
            await().until(() -> connects(each, token).contains("user:#46"));
        }
        call(1, "block_user", "{'user':'46'}").result();
        isRefused(2, token, "403");
    }
}
