package dev.parley.server.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.server.Started;
import dev.parley.server.chat.Browser.Answer;
import dev.parley.server.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionEndpointsTest {

    @TempDir
    Path folder;

    private @Nullable Started server;
    private final Browser ann = new Browser();
    private final Browser bob = new Browser();

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private void start(String... options) throws Exception {
        stop();
        server = Started.with(options);
    }

    private Answer ask(Browser browser, String path, String json, String... headers) throws Exception {
        return browser.post(server.port(), "/chat/" + path, json, headers);
    }

    private Answer session(Browser browser, String json, String... headers) throws Exception {
        return ask(browser, "session", json, headers);
    }

    @Test
    void whoSaysNothingIsNobody() throws Exception {
        start();
        Answer answer = session(ann, "{}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().toString()).isEqualTo("{\"user\":null}");
        assertThat(answer.cookie()).isEmpty();
        assertThat(answer.whole().headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void aGuestGetsAnIdATokenAndACookieAndIsTheSameByIt() throws Exception {
        start();
        Answer first = session(ann, "{'name':' Ann  Lee '}");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.text("user")).matches("guest:[a-z0-9]{16}");
        assertThat(first.text("name")).isEqualTo("Ann Lee");
        assertThat(first.text("kind")).isEqualTo("guest");
        assertThat(first.text("token")).startsWith("chat1.");
        assertThat(first.json().path("expires_in").asInt()).isEqualTo(3600);
        assertThat(first.text("remember")).isEqualTo(ann.kept);
        assertThat(first.cookie())
                .startsWith("parley_chat=")
                .endsWith("; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax");

        Answer again = session(ann, "{}");
        assertThat(again.text("user")).isEqualTo(first.text("user"));
        assertThat(again.text("name")).isEqualTo("Ann Lee");

        Answer renamed = session(ann, "{'name':'Anna'}");
        assertThat(renamed.text("user")).isEqualTo(first.text("user"));
        assertThat(renamed.text("name")).isEqualTo("Anna");
        assertThat(session(bob, "{'name':'Ann Lee'}").status()).isEqualTo(200);
    }

    @Test
    void whoKeepsNoCookiesRemembers() throws Exception {
        start();
        Answer first = session(ann, "{'name':'Ann'}");
        Answer again = session(bob, "{'remember':'" + first.text("remember") + "'}");
        assertThat(again.text("user")).isEqualTo(first.text("user"));
        assertThat(session(new Browser(), "{'remember':'" + first.text("token") + "'}")
                        .json()
                        .path("user")
                        .isNull())
                .isTrue();
    }

    @Test
    void aGuestsNameOutlivesARestart() throws Exception {
        String[] kept = {
            "engine.type",
            "sqlite",
            "engine.sqlite.path",
            folder.resolve("data").toString()
        };
        start(kept);
        Answer before = session(ann, "{'name':'Ann'}");
        start(kept);
        Answer after = session(ann, "{}");
        assertThat(after.text("user")).isEqualTo(before.text("user"));
        assertThat(after.text("name")).isEqualTo("Ann");
        Answer other = session(bob, "{'name':'\u0410nn'}");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.text("error")).isEqualTo("name_taken");
        assertThat(other.text("message")).startsWith("Somebody has this name");
        assertThat(other.cookie()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "A\u200bnn", "\u202eAnn", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void aBadNameIsRefusedWithASentence(String name) throws Exception {
        start();
        Answer answer = session(ann, "{'name':'" + name + "'}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("bad_name");
        assertThat(answer.text("message")).endsWith(".");
        assertThat(ann.kept).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{'name':'a','name':'b'}", "{'name':7}"})
    void whatIsNoJsonObjectIsRefused(String body) throws Exception {
        start();
        Answer answer = session(ann, body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("bad_request");
    }

    @Test
    void aFormOfAnotherSiteCanNotAsk() throws Exception {
        start();
        Answer plain = session(ann, "{'name':'Ann'}", "Content-Type", "text/plain");
        assertThat(plain.status()).isEqualTo(415);
        Answer foreign = session(ann, "{'name':'Ann'}", "Origin", "https://evil.example");
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.text("error")).isEqualTo("foreign_origin");
        assertThat(foreign.whole().headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
        assertThat(ann.kept).isEmpty();
        assertThat(server.http("OPTIONS /chat/session", "Origin: https://evil.example"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(server.http("GET /chat/session")).startsWith("HTTP/1.1 405 ");
        assertThat(session(ann, "{'name':'" + "a".repeat(9_000) + "'}").status())
                .isEqualTo(413);
    }

    @Test
    void aPageThatIsAllowedMayAskAndGetsNoCookiesAcross() throws Exception {
        start("client.allowed_origins", "https://shop.example", "server.hosts", "*");
        assertThat(server.http(
                        "OPTIONS /chat/session",
                        "Origin: https://shop.example",
                        "Access-Control-Request-Method: POST",
                        "Access-Control-Request-Headers: content-type"))
                .startsWith("HTTP/1.1 204 ")
                .contains("Access-Control-Allow-Origin: https://shop.example")
                .contains("Access-Control-Allow-Headers: content-type")
                .doesNotContain("Allow-Credentials");
        Answer answer = session(ann, "{'name':'Ann'}", "Origin", "https://shop.example");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.whole().headers().firstValue("Access-Control-Allow-Origin"))
                .hasValue("https://shop.example");
        assertThat(answer.whole().headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
    }

    @Test
    void behindAProxyWithTlsTheCookieIsForFramesOfOtherSites() throws Exception {
        start("server.trusted_proxies", "127.0.0.1", "server.hosts", "*", "server.base_path", "/rt");
        Answer answer = ann.post(server.port(), "/rt/chat/session", "{'name':'Ann'}", "X-Forwarded-Proto", "https");
        assertThat(answer.cookie())
                .endsWith("; Path=/rt; Max-Age=31536000; HttpOnly; Secure; SameSite=None; Partitioned");
        Answer plain = bob.post(server.port(), "/rt/chat/session", "{'name':'Bob'}");
        assertThat(plain.cookie()).endsWith("; HttpOnly; SameSite=Lax");
    }

    @Test
    void anAddressThatMakesManyGuestsHasToWait() throws Exception {
        start("server.trusted_proxies", "127.0.0.1", "server.hosts", "*");
        int made = 0;
        Answer late;
        do { // each five seconds another one may come
            late = session(new Browser(), "{'name':'Visitor " + made * 7 + "'}", "X-Forwarded-For", "203.0.113.7");
            made++;
        } while (late.status() == 200 && made < 90);
        assertThat(made).isGreaterThan(60);
        assertThat(late.status()).isEqualTo(429);
        assertThat(late.text("error")).isEqualTo("too_many");
        assertThat(Integer.parseInt(
                        late.whole().headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 5);
        assertThat(session(ann, "{'name':'Other'}", "X-Forwarded-For", "203.0.113.8")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whereGuestsAreOffANameIsNotEnoughNorIsAnOldCookie() throws Exception {
        String[] kept = {
            "engine.type",
            "sqlite",
            "engine.sqlite.path",
            folder.resolve("data").toString()
        };
        start(kept);
        session(ann, "{'name':'Ann'}");
        start(kept[0], kept[1], kept[2], kept[3], "chat.guests", "false");
        Answer answer = session(bob, "{'name':'Bob'}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text("error")).isEqualTo("guests_off");
        assertThat(session(ann, "{}").json().path("user").isNull()).isTrue();
    }

    @Test
    void amongSeveralCookiesTheOneThatIsOursCounts() throws Exception {
        start();
        Answer first = session(ann, "{'name':'Ann'}");
        Answer among = session(
                bob,
                "{}",
                "Cookie",
                "parley_chat=forged; a=b; =; parley_chat; parley_chat=" + first.text("remember") + "; z");
        assertThat(among.text("user")).isEqualTo(first.text("user"));
        assertThat(session(new Browser(), "{'remember':'forged'}", "Cookie", "parley_chat=" + "x".repeat(3_000))
                        .json()
                        .path("user")
                        .isNull())
                .isTrue();
    }

    @Test
    void aPublicServerIsForWhomTheChatLetsIn() throws Exception {
        String[] open = {"http_server.address", "0.0.0.0", "http_api.disabled", "true"};
        assertThatThrownBy(() -> start(open))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        wrong -> assertThat(wrong.problems())
                                .singleElement()
                                .asString()
                                .contains("`chat.guests` or `chat.accounts`"));
        start(open[0], open[1], open[2], open[3], "chat.accounts", "sign_in");
        assertThat(session(ann, "{'name':'Ann'}").text("error")).isEqualTo("guests_off");
        start(open[0], open[1], open[2], open[3], "chat.guests", "true");
        Answer guest = session(ann, "{'name':'Ann'}");
        try (ChatClient in = ChatClient.with(server.port(), guest.text("token"));
                ChatClient stranger = ChatClient.with(server.port(), null)) {
            assertThat(in.rpc("chat.overview", "{}").path("me").path("name").asString())
                    .isEqualTo("Ann");
            assertThat(stranger.connected.has("error") || stranger.connected.has("closed"))
                    .isTrue();
        }
    }

    @Test
    void aDatabaseThatCanNotBeIsSaidAtStart() {
        assertThatThrownBy(() -> start("chat.database", "jdbc:mariadb://joe:hunter2@localhost/chat"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has a user in front of its host")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> start("chat.database", "jdbc:oracle:x")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> start("chat.secret", "short"))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        wrong -> assertThat(wrong.problems())
                                .singleElement()
                                .asString()
                                .contains("at least 32 characters"));
    }

    @Test
    void whereThereIsNoChatThereAreNoSessions() throws Exception {
        start("chat.enabled", "false");
        assertThat(session(ann, "{}").status()).isEqualTo(405);
    }
}
