package dev.parley.server.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.Started;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The chat through a whole server: HTTP for who one is, a WebSocket for the rest.
class ChatServedTest {

    @TempDir
    Path folder;

    private Started started() throws Exception {
        return Started.with(
                "engine.type",
                "sqlite",
                "engine.sqlite.path",
                folder.resolve("data").toString());
    }

    @Test
    void twoGuestsTalkAndTheirTalkOutlivesTheServer() throws Exception {
        try (Started server = started();
                ChatClient ann = ChatClient.named(server.port(), "Ann");
                ChatClient bob = ChatClient.named(server.port(), "Bob")) {
            JsonNode overview = ann.rpc("chat.overview", "{}");
            assertThat(overview.path("me").path("name").asString()).isEqualTo("Ann");
            assertThat(overview.path("rooms")).isEmpty();
            assertThat(ann.rpc("chat.rooms", "{}")
                            .path("rooms")
                            .path(0)
                            .path("id")
                            .asString())
                    .isEqualTo("lobby");

            assertThat(ann.rpc("chat.enter", "{'room':'lobby'}")
                            .path("room")
                            .path("joined")
                            .asBoolean())
                    .isTrue();
            bob.rpc("chat.enter", "{'room':'lobby'}");
            JsonNode sent = bob.rpc("chat.send", "{'room':'lobby','id':'c1','text':'hello'}");
            assertThat(sent.path("position").asInt()).isEqualTo(1);
            assertThat(bob.rpc("chat.send", "{'room':'lobby','id':'c1','text':'hello'}")
                            .path("repeated")
                            .asBoolean())
                    .isTrue();

            JsonNode heard = ann.hears("message");
            assertThat(heard.path("channel").asString()).isEqualTo("chat:lobby");
            assertThat(heard.path("data").path("message").path("text").asString())
                    .isEqualTo("hello");
            assertThat(heard.path("data").path("person").path("name").asString())
                    .isEqualTo("Bob");
            assertThat(ann.rpc("chat.overview", "{}")
                            .path("rooms")
                            .path(0)
                            .path("unread")
                            .asInt())
                    .isEqualTo(1);
            ann.rpc("chat.read", "{'room':'lobby','position':1}");
            assertThat(ann.hears("read").path("channel").asString()).startsWith("chat_me:guest:");
        }
        try (Started server = started();
                ChatClient carl = ChatClient.named(server.port(), "Carl")) {
            assertThat(carl.rpc("chat.enter", "{'room':'lobby'}")
                            .path("messages")
                            .path(0)
                            .path("text")
                            .asString())
                    .isEqualTo("hello");
        }
    }

    @Test
    void whoHasNotSignedInIsToldSo() throws Exception {
        try (Started server = started();
                ChatClient nobody = ChatClient.with(server.port(), null)) {
            assertThat(nobody.refused("chat.overview", "{}")).isEqualTo(1004);
            assertThat(nobody.refused("chat.send", "{}")).isEqualTo(1004);
        }
    }

    @Test
    void nobodyUsesTheChatsChannelsButTheChat() throws Exception {
        try (Started server = started();
                ChatClient ann = ChatClient.named(server.port(), "Ann")) {
            for (String channel : new String[] {"chat:lobby", "chat_me:guest:somebody"}) {
                var with = tools.jackson.databind.json.JsonMapper.shared()
                        .createObjectNode()
                        .put("channel", channel);
                for (String what : new String[] {"subscribe", "history", "presence", "presence_stats"}) {
                    assertThat(ann.ask(what, with).path("error").path("code").asInt())
                            .as(what + " " + channel)
                            .isIn(103, 108);
                }
                assertThat(ann.ask("publish", with.deepCopy().put("data", "x"))
                                .path("error")
                                .path("code")
                                .asInt())
                        .isEqualTo(103);
            }
        }
    }
}
