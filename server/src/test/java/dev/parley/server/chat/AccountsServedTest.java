package dev.parley.server.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.Started;
import dev.parley.server.chat.Browser.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Accounts of the chat's own and the tokens that they and guests connect with, through a whole server.
class AccountsServedTest {

    private static final String ANN = "{'login':'Ann@example.com','name':'Ann','password':'correct horse'}";
    private static final String SIGN_IN = "{'login':'ann@example.com','password':'correct horse'}";

    @TempDir
    Path folder;

    private @Nullable Started server;
    private final Browser ann = new Browser();
    private final Browser other = new Browser();

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private void start(String accounts, String... options) throws Exception {
        stop();
        List<String> all = new ArrayList<>(List.of(
                "engine.type",
                "sqlite",
                "engine.sqlite.path",
                folder.resolve("data").toString(),
                "chat.accounts",
                accounts));
        all.addAll(List.of(options));
        server = Started.with(all.toArray(String[]::new));
    }

    private Answer ask(Browser browser, String path, String json, String... headers) throws Exception {
        return browser.post(server.port(), "/chat/" + path, json, headers);
    }

    private ChatClient connect(Answer answer) throws Exception {
        return ChatClient.with(server.port(), answer.text("token"));
    }

    private int connectError(String token) throws Exception {
        try (ChatClient client = ChatClient.with(server.port(), token)) {
            JsonNode answer = client.connected;
            return answer.path("error").path("code").asInt(answer.path("closed").asInt(0));
        }
    }

    @Test
    void whoSignsUpIsInAndSignsInAgainOnAnotherDevice() throws Exception {
        start("sign_up");
        Answer up = ask(ann, "sign-up", ANN);
        assertThat(up.status()).isEqualTo(200);
        assertThat(up.text("user")).matches("account:[a-z0-9]{16}");
        assertThat(up.text("kind")).isEqualTo("account");
        assertThat(up.cookie()).contains("; Max-Age=2592000; HttpOnly");
        assertThat(ask(ann, "session", "{}").text("user")).isEqualTo(up.text("user"));

        start("sign_in");
        assertThat(ask(ann, "session", "{}").text("user")).isEqualTo(up.text("user"));
        Answer in = ask(other, "sign-in", SIGN_IN);
        assertThat(in.text("user")).isEqualTo(up.text("user"));
        try (ChatClient one = connect(up);
                ChatClient two = connect(in)) {
            assertThat(one.rpc("chat.overview", "{}").path("me").path("id").asString())
                    .isEqualTo(up.text("user"));
            assertThat(two.rpc("chat.overview", "{}").path("me").path("name").asString())
                    .isEqualTo("Ann");
        }
        assertThat(ask(other, "session", "{'name':'Guest of mine'}").status()).isEqualTo(409);
        Answer no = ask(new Browser(), "sign-up", "{'login':'b','name':'B','password':'correct horse'}");
        assertThat(no.status()).isEqualTo(403);
        assertThat(no.text("error")).isEqualTo("sign_up_off");

        start("off");
        assertThat(ask(new Browser(), "sign-in", SIGN_IN).text("error")).isEqualTo("accounts_off");
        assertThat(ask(ann, "session", "{}").json().path("user").isNull()).isTrue();
    }

    @Test
    void aGuestCantTakeAMembersNameAndMayTakeTheirOwnAlong() throws Exception {
        start("sign_up");
        Answer guest = ask(ann, "session", "{'name':'Ann'}");
        Answer stranger = ask(other, "sign-up", "{'login':'x','name':'\u0410nn','password':'correct horse'}");
        assertThat(stranger.status()).isEqualTo(409);
        assertThat(stranger.text("error")).isEqualTo("name_taken");
        assertThat(other.kept).isEmpty();

        Answer account = ask(ann, "sign-up", ANN);

        assertThat(account.status()).isEqualTo(200);
        assertThat(account.text("user")).isNotEqualTo(guest.text("user"));
        assertThat(ask(new Browser(), "session", "{'name':'ANN'}").status()).isEqualTo(409);
    }

    @Test
    void whatCanNotBeIsRefusedWithASentence() throws Exception {
        start("sign_up");
        assertThat(ask(ann, "sign-up", "{'login':'a b','name':'Ann','password':'correct horse'}")
                        .text("error"))
                .isEqualTo("bad_login");
        assertThat(ask(ann, "sign-up", "{'login':'ann','name':'Ann','password':'short'}")
                        .text("error"))
                .isEqualTo("bad_password");
        assertThat(ask(ann, "sign-up", "{'login':'ann','name':'Ann'}").text("error"))
                .isEqualTo("bad_request");
        assertThat(ask(ann, "password", "{'old':'correct horse','new':'another horse'}")
                        .status())
                .isEqualTo(401);
        assertThat(ask(ann, "sign-in", SIGN_IN, "Origin", "https://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(ask(ann, "sign-in", SIGN_IN, "Content-Type", "text/plain").status())
                .isEqualTo(415);
    }

    @Test
    void whoGuessesPasswordsHasToWaitAndTheOwnerOfTheLoginElsewhereHasNot() throws Exception {
        start("sign_up", "server.trusted_proxies", "127.0.0.1", "server.hosts", "*");
        ask(ann, "sign-up", ANN);
        String wrong = "{'login':'ANN@example.com','password':'wrong password'}";
        for (int i = 0; i < 5; i++) {
            Answer answer = ask(other, "sign-in", wrong, "X-Forwarded-For", "203.0.113.7");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.text("message")).isEqualTo("No account has this login with this password.");
        }
        Answer late = ask(other, "sign-in", SIGN_IN, "X-Forwarded-For", "203.0.113.7");
        assertThat(late.status()).isEqualTo(429);
        assertThat(Integer.parseInt(
                        late.whole().headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 20);
        assertThat(ask(other, "sign-in", SIGN_IN, "X-Forwarded-For", "203.0.113.8")
                        .status())
                .isEqualTo(200);
        String unknown = "{'login':'nobody','password':'wrong password'}";
        Answer none = ask(new Browser(), "sign-in", unknown, "X-Forwarded-For", "203.0.113.9");
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.text("message")).isEqualTo("No account has this login with this password.");
    }

    @Test
    void fromThisMachineTooWhoGuessesHasToWait() throws Exception {
        start("sign_in");
        for (int i = 0; i < 5; i++) {
            assertThat(ask(ann, "sign-in", SIGN_IN).status()).isEqualTo(401);
        }
        assertThat(ask(ann, "sign-in", SIGN_IN).status()).isEqualTo(429);
    }

    @Test
    void anotherPasswordEndsAllSessionsButTheOneThatAskedForIt() throws Exception {
        start("sign_up");
        Answer here = ask(ann, "sign-up", ANN);
        Answer there = ask(other, "sign-in", SIGN_IN);
        try (ChatClient elsewhere = connect(there)) {
            assertThat(ask(ann, "password", "{'old':'wrong password','new':'another horse'}")
                            .status())
                    .isEqualTo(401);
            Answer changed = ask(ann, "password", "{'old':'correct horse','new':'another horse'}");
            assertThat(changed.status()).isEqualTo(200);

            assertThat(elsewhere.ended()).isEqualTo(3011);
            assertThat(ask(other, "session", "{}").json().path("user").isNull()).isTrue();
            assertThat(connectError(there.text("token"))).isEqualTo(109);
            assertThat(connectError(here.text("token"))).isEqualTo(109);
            assertThat(connectError(changed.text("token"))).isZero();
            assertThat(ask(ann, "session", "{}").text("user")).isEqualTo(here.text("user"));
        }
        assertThat(ask(other, "sign-in", SIGN_IN).status()).isEqualTo(401);
    }

    @Test
    void signingOutIsForThisDeviceUnlessItIsForAll() throws Exception {
        start("sign_up");
        ask(ann, "sign-up", ANN);
        ask(other, "sign-in", SIGN_IN);
        Answer out = ask(ann, "sign-out", "{}");
        assertThat(out.json().toString()).isEqualTo("{\"user\":null}");
        assertThat(out.cookie()).startsWith("parley_chat=; Path=/; Max-Age=0;");
        assertThat(ann.kept).isEmpty();
        assertThat(ask(other, "session", "{}").text("name")).isEqualTo("Ann");

        String kept = other.kept;
        try (ChatClient live = connect(ask(other, "session", "{}"))) {
            ask(other, "sign-out", "{'everywhere':true}");
            assertThat(live.ended()).isEqualTo(3011);
        }
        assertThat(ask(other, "session", "{'remember':'" + kept + "'}")
                        .json()
                        .path("user")
                        .isNull())
                .isTrue();
    }

    @Test
    void onePersonWithSeveralTabsIsOneUser() throws Exception {
        start("off");
        Answer first = ask(ann, "session", "{'name':'Ann'}");
        Answer second = ask(ann, "session", "{}");
        try (ChatClient one = connect(first);
                ChatClient two = connect(second)) {
            String me = one.rpc("chat.overview", "{}").path("me").path("id").asString();
            assertThat(two.rpc("chat.overview", "{}").path("me").path("id").asString())
                    .isEqualTo(me);
            one.rpc("chat.enter", "{'room':'lobby'}");
            JsonNode rooms = two.rpc("chat.overview", "{}").path("rooms");
            assertThat(rooms.path(0).path("id").asString()).isEqualTo("lobby");
        }
    }

    @Test
    void whatIsNoTokenOfTheChatsOpensNothing() throws Exception {
        start("off");
        Answer guest = ask(ann, "session", "{'name':'Ann'}");
        String token = guest.text("token");
        assertThat(connectError(token)).isZero();
        assertThat(connectError(token.substring(0, token.length() - 1) + (token.endsWith("A") ? "B" : "A")))
                .isEqualTo(109);
        assertThat(connectError("chat1.e30.e30")).isEqualTo(109);
        assertThat(connectError(guest.text("remember"))).isEqualTo(3500);
    }

    @Test
    void theSitesTokenNamesNobodyOfTheChats() throws Exception {
        start("off");
        Answer guest = ask(ann, "session", "{'name':'Ann'}");
        String claims = "{\"sub\":\"" + guest.text("user") + "\"}";
        assertThat(connectError(dev.parley.server.Signed.token(server.tokenSecret(), claims)))
                .isEqualTo(103);
        assertThat(connectError(dev.parley.server.Signed.token(server.tokenSecret(), "{\"sub\":\"account:1\"}")))
                .isEqualTo(103);
    }

    @Test
    void theSitesUserIsCalledAsItsTokenSaysAndAGuestGivesWay() throws Exception {
        start("off");
        Answer guest = ask(ann, "session", "{'name':'Ann'}");
        String claims = "{\"sub\":\"42\",\"info\":{\"name\":\"Ann\",\"avatar\":\"https://cdn.example/42.png\"}}";
        try (ChatClient user =
                ChatClient.with(server.port(), dev.parley.server.Signed.token(server.tokenSecret(), claims))) {
            JsonNode me = user.rpc("chat.overview", "{}").path("me");
            assertThat(me.path("name").asString()).isEqualTo("Ann");
            assertThat(me.path("avatar").asString()).isEqualTo("https://cdn.example/42.png");
            assertThat(me.path("kind").asString()).isEqualTo("site");
        }
        Answer renamed = ask(ann, "session", "{}");
        assertThat(renamed.text("user")).isEqualTo(guest.text("user"));
        assertThat(renamed.text("name")).startsWith("Guest ");
        assertThat(ask(ann, "session", "{'name':'Ann'}").text("error")).isEqualTo("name_taken");
    }

    @Test
    void whoIsRenamedIsSoOnAllTheirDevicesAndInTheirRooms() throws Exception {
        start("off");
        Answer first = ask(ann, "session", "{'name':'Ann'}");
        try (ChatClient anns = connect(first);
                ChatClient bobs = ChatClient.named(server.port(), "Bob")) {
            anns.rpc("chat.enter", "{'room':'lobby'}");
            bobs.rpc("chat.enter", "{'room':'lobby'}");

            ask(ann, "session", "{'name':'Anna'}");

            JsonNode me = anns.hears("me").path("data").path("person");
            assertThat(me.path("name").asString()).isEqualTo("Anna");
            JsonNode member = bobs.hears("member").path("data");
            while (!member.path("person").path("name").asString().equals("Anna")) {
                member = bobs.hears("member").path("data");
            }
            assertThat(member.path("user").asString()).isEqualTo(first.text("user"));
            anns.rpc("chat.send", "{'room':'lobby','id':'1','text':'hello'}");
            assertThat(bobs.hears("message")
                            .path("data")
                            .path("person")
                            .path("name")
                            .asString())
                    .isEqualTo("Anna");
        }
    }

    @Test
    void outsideOfTheChatAGuestIsAStranger() throws Exception {
        Path file = folder.resolve("parley.yaml");
        java.nio.file.Files.writeString(file, """
                channel:
                  namespaces:
                    - name: members
                      allow_subscribe_for_client: true
                      allow_publish_for_client: true
                    - name: open
                      allow_subscribe_for_client: true
                      allow_subscribe_for_anonymous: true
                chat:
                  guests: true
                """);
        server = Started.from(file);
        Answer guest = ask(ann, "session", "{'name':'Ann'}");
        try (ChatClient client = connect(guest)) {
            assertThat(subscribe(client, "members:news")).isEqualTo(103);
            assertThat(subscribe(client, "open:news")).isZero();
            assertThat(client.ask(
                                    "publish",
                                    JsonMapper.shared()
                                            .createObjectNode()
                                            .put("channel", "members:news")
                                            .put("data", "x"))
                            .path("error")
                            .path("code")
                            .asInt(0))
                    .isEqualTo(103);
        }
    }

    private static int subscribe(ChatClient client, String channel) throws Exception {
        return client.ask("subscribe", JsonMapper.shared().createObjectNode().put("channel", channel))
                .path("error")
                .path("code")
                .asInt(0);
    }

    @Test
    void aSessionGoesOnWithAnotherTokenOfTheSamePersonOnly() throws Exception {
        start("off");
        Answer first = ask(ann, "session", "{'name':'Ann'}");
        Answer next = ask(ann, "session", "{}");
        Answer bob = ask(other, "session", "{'name':'Bob'}");
        try (ChatClient client = connect(first)) {
            assertThat(client.connected.path("connect").path("expires").asBoolean())
                    .isTrue();
            assertThat(client.connected.path("connect").path("ttl").asInt()).isBetween(3_500, 3_600);
            JsonNode refreshed =
                    client.ask("refresh", JsonMapper.shared().createObjectNode().put("token", next.text("token")));
            assertThat(refreshed.path("refresh").path("ttl").asInt()).isBetween(3_500, 3_600);
            client.tell("refresh", JsonMapper.shared().createObjectNode().put("token", bob.text("token")));
            assertThat(client.ended()).isEqualTo(3500);
        }
    }
}
