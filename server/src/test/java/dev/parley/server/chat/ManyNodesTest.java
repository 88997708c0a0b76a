package dev.parley.server.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.redis.RedisServer;
import dev.parley.server.Started;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// One chat on three nodes: a PostgreSQL, a Redis and a folder that they share.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyNodesTest {

    private EmbeddedPostgres postgres;
    private RedisServer redis;
    private final List<Started> nodes = new ArrayList<>();
    private final List<ChatClient> people = new ArrayList<>();

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        postgres = EmbeddedPostgres.start();
        redis = RedisServer.start(folder.resolve("redis"), "--save", "", "--appendonly", "no");
        for (int i = 0; i < 3; i++) {
            nodes.add(Started.with(
                    "engine.type", "redis",
                    "engine.redis.address", redis.address(),
                    "http_api.key", "the-key-of-all-nodes",
                    "client.token.hmac_secret_key", "the-secret-of-all-nodes",
                    "chat.guests", "true",
                    "chat.database", "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres?user=postgres",
                    "chat.secret", "the-secret-of-the-chat-on-all-nodes",
                    "chat.files.path", folder.resolve("files").toString()));
        }
    }

    @AfterAll
    void stop() throws Exception {
        people.forEach(ChatClient::close);
        nodes.forEach(Started::close);
        redis.close();
        postgres.close();
    }

    /// Somebody's session on a node.
    private ChatClient on(int node, String token) throws Exception {
        ChatClient client = ChatClient.with(nodes.get(node).port(), token);
        people.add(client);
        return client;
    }

    private Browser.Answer guest(String name) throws Exception {
        return new Browser().post(nodes.getFirst().port(), "/chat/session", "{'name':'" + name + "'}");
    }

    private ChatClient guestOn(int node, String name, String room) throws Exception {
        ChatClient client = on(node, guest(name).text("token"));
        client.rpc("chat.enter", "{'room':'" + room + "'}");
        return client;
    }

    private static String text(JsonNode heard) {
        return heard.path("data").path("message").path("text").asString();
    }

    @Test
    void whatIsSaidOnAnyNodeIsHeardOnAllOnceAndInOneOrder() throws Exception {
        List<ChatClient> talkers = new ArrayList<>();
        for (int node = 0; node < 3; node++) {
            talkers.add(guestOn(node, "Talker " + node, "talk"));
        }
        List<Thread> all = new ArrayList<>();
        for (ChatClient each : talkers) {
            int number = all.size();
            all.add(Thread.startVirtualThread(() -> {
                for (int i = 0; i < 8; i++) {
                    try {
                        each.rpc("chat.send", "{'room':'talk','id':'" + i + "','text':'" + number + "-" + i + "'}");
                    } catch (Exception failed) {
                        throw new IllegalStateException(failed);
                    }
                }
            }));
        }
        for (Thread each : all) {
            each.join();
        }
        List<List<String>> heard = new ArrayList<>();
        for (ChatClient each : talkers) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                texts.add(text(each.hears("message")));
            }
            heard.add(texts);
        }
        assertThat(heard.get(0)).doesNotHaveDuplicates().hasSize(24);
        assertThat(heard.get(1)).isEqualTo(heard.get(0));
        assertThat(heard.get(2)).isEqualTo(heard.get(0));
        List<String> kept = new ArrayList<>();
        talkers.get(2)
                .rpc("chat.before", "{'room':'talk'}")
                .path("messages")
                .forEach(message -> kept.add(message.path("text").asString()));
        assertThat(kept).containsExactlyInAnyOrderElementsOf(heard.get(0));
    }

    @Test
    void whoIsBannedOnOneNodeHearsNothingOnAnother() throws Exception {
        ChatClient owner = guestOn(0, "Owner", "strict");
        Browser.Answer bob = guest("Bob");
        ChatClient bobs = on(1, bob.text("token"));
        bobs.rpc("chat.enter", "{'room':'strict'}");
        ChatClient bobsToo = on(2, bob.text("token"));
        owner.rpc("chat.send", "{'room':'strict','id':'1','text':'welcome'}");
        assertThat(text(bobs.hears("message"))).isEqualTo("welcome");
        assertThat(text(bobsToo.hears("message"))).isEqualTo("welcome");

        JsonNode banned = owner.rpc("chat.ban", "{'room':'strict','user':'" + bob.text("user") + "','minutes':5}");
        assertThat(banned.has("error")).as(banned.toString()).isFalse();
        owner.rpc("chat.send", "{'room':'strict','id':'2','text':'without bob'}");
        assertThat(text(owner.hears("message"))).isEqualTo("welcome");
        assertThat(text(owner.hears("message"))).isEqualTo("without bob");

        assertThat(bobs.refused("chat.send", "{'room':'strict','id':'1','text':'hey'}"))
                .isPositive();
        assertThat(bobs.refused("chat.enter", "{'room':'strict'}")).isPositive();
        ChatClient late = on(2, bob.text("token"));
        assertThat(late.connected.path("connect").path("subs").has("chat:strict"))
                .isFalse();
        assertThat(bobs.heard).noneMatch(each -> text(each).equals("without bob"));
        assertThat(bobsToo.heard).noneMatch(each -> text(each).equals("without bob"));
    }

    @Test
    void aFileIsSentOnOneNodeAndReadOnAnotherUntilItIsDeletedOnAThird() throws Exception {
        Browser.Answer ann = guest("Ann");
        ChatClient anns = on(0, ann.text("token"));
        anns.rpc("chat.enter", "{'room':'files'}");
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB), "png", png);

        FileClient up = new FileClient(nodes.get(1).port(), ann.text("token"));
        JsonNode first = up.taken("files", "one.png", png.toByteArray());
        JsonNode second =
                new FileClient(nodes.get(2).port(), ann.text("token")).taken("files", "two.png", png.toByteArray());
        JsonNode sent = anns.rpc(
                "chat.send",
                "{'room':'files','id':'1','text':'','files':['"
                        + first.path("id").asString() + "']}");
        assertThat(sent.path("position").asInt()).as(sent.toString()).isEqualTo(1);
        anns.rpc(
                "chat.send",
                "{'room':'files','id':'2','text':'','files':['"
                        + second.path("id").asString() + "']}");
        for (Started node : nodes) {
            assertThat(new FileClient(node.port(), "").get(first).body()).isEqualTo(png.toByteArray());
        }

        ChatClient elsewhere = on(2, ann.text("token"));
        JsonNode deleted = elsewhere.rpc(
                "chat.delete", "{'room':'files','message':'" + sent.path("id").asString() + "'}");
        assertThat(deleted.has("error")).as(deleted.toString()).isFalse();
        for (Started node : nodes) {
            await().until(() -> new FileClient(node.port(), "").get(first).status() != 200);
            // the other one has the same bytes, which stay
            assertThat(new FileClient(node.port(), "").get(second).body()).isEqualTo(png.toByteArray());
        }
    }

    private static int here(ChatClient asking) throws Exception {
        return asking.rpc("chat.enter", "{'room':'here'}").path("here").size();
    }

    @Test
    void whoIsOnAnyNodeIsThereForAll() throws Exception {
        ChatClient cat = guestOn(0, "Cat", "here");
        ChatClient dan = guestOn(1, "Dan", "here");
        await().until(() -> here(cat) == 2);
        await().until(() -> here(dan) == 2);
        dan.close();
        await().atMost(20, TimeUnit.SECONDS).until(() -> here(cat) == 1);
    }
}
