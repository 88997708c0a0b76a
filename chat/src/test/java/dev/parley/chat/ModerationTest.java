package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.JdbcChatStorage;
import dev.parley.chat.storage.Member;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What moderators do, in the chat and beside it: `other` is the same database, opened as `parley moderate` does.
class ModerationTest {
    @TempDir
    Path folder;

    private ChatNode node;
    private ChatStorage other;
    private Device ann;
    private Device bob;

    @BeforeEach
    void start() throws Exception {
        String url = "jdbc:sqlite:" + folder.resolve("chat.db");
        node = new ChatNode(url);
        other = JdbcChatStorage.open(url, node.now::get);
        ann = node.device("ann");
        bob = node.device("bob");
        ann.rpc("create", "{'name':'Garden','kind':'public','id':'garden'}");
        bob.enter("garden");
    }

    @AfterEach
    void stop() {
        node.close();
        other.close();
    }

    private static List<JsonNode> heard(Device device, String type) {
        return device.heard.stream()
                .filter(each -> each.type().equals(type))
                .map(Device.Heard::data)
                .toList();
    }

    @Test
    void aBanFromElsewhereEndsWhatTheSessionsHearAndEverybodyIsTold() throws Exception {
        Device second = node.device("bob");
        other.ban("garden", "bob", node.now.get().plusSeconds(60), "operator:root");

        assertThat(bob.hears("left").data().toString())
                .isEqualTo("{\"type\":\"left\",\"room\":\"garden\",\"why\":\"banned\"}");
        assertThat(second.hears("left").data().path("why").asString()).isEqualTo("banned");
        assertThat(ann.hears(each -> each.type().equals("member")
                                && each.data().path("role").isNull())
                        .data()
                        .path("user")
                        .asString())
                .isEqualTo("bob");
        ann.send("garden", "he is gone");
        ann.hearsText("he is gone");
        // what comes later is there: had the other come, it would be, too
        bob.enter("lobby");
        ann.enter("lobby");
        ann.send("lobby", "in the lobby");
        bob.hearsText("in the lobby");
        second.hearsText("in the lobby");
        assertThat(bob.texts()).containsExactly("in the lobby");
        assertThat(second.texts()).containsExactly("in the lobby");
        assertThat(bob.code("enter", "{'room':'garden'}")).isEqualTo(ChatError.BANNED.code());
    }

    @Test
    void rolesAndMutesFromElsewhereAreToldAndLifted() throws Exception {
        other.setRole("garden", "bob", Member.Role.MODERATOR, "operator:root");
        assertThat(bob.hears("role").data().path("role").asString()).isEqualTo("moderator");
        ann.hears(each -> each.type().equals("member")
                && each.data().path("role").asString("").equals("moderator"));
        other.mute("garden", "bob", node.now.get().plusSeconds(60), "operator:root");
        assertThat(bob.hears("muted").data().path("until").asLong())
                .isEqualTo(node.now.get().plusSeconds(60).toEpochMilli());
        other.mute("garden", "bob", null, "operator:root");
        bob.hears(
                each -> each.type().equals("muted") && each.data().path("until").isNull());
    }

    @Test
    void whatIsDoneInTheChatIsToldOnce() throws Exception {
        ann.rpc("mute", "{'room':'garden','user':'bob','minutes':5}");
        bob.hears("muted");
        ann.rpc("role", "{'room':'garden','user':'bob','role':'moderator'}");
        bob.hears("role");
        ann.rpc("remove", "{'room':'garden','user':'bob'}");
        assertThat(bob.hears("left").data().path("why").asString()).isEqualTo("removed");
        // nothing more comes behind the next act
        bob.enter("lobby");
        other.setRole("lobby", "bob", Member.Role.OWNER, "operator:root");
        bob.hears(each -> each.type().equals("role")
                && each.data().path("role").asString().equals("owner"));

        assertThat(heard(bob, "muted")).hasSize(1);
        assertThat(heard(bob, "role")).hasSize(2);
        assertThat(heard(bob, "left")).hasSize(1);
        assertThat(node.storage.member("garden", "bob").joined()).isNull();
        assertThat(bob.rpc("enter", "{'room':'garden'}")
                        .path("room")
                        .path("role")
                        .asString())
                .isEqualTo("member");
    }

    @Test
    void aBanOfSomebodyWhoIsNotThereTellsThemNothing() throws Exception {
        Device eve = node.device("eve");
        ann.rpc("create", "{'name':'Secret','kind':'invitation','id':'secret'}");
        eve.enter("lobby");
        ann.rpc("ban", "{'room':'secret','user':'eve','minutes':5}");
        other.setRole("lobby", "eve", Member.Role.MODERATOR, "operator:root");
        eve.hears("role");

        assertThat(eve.heard.toString()).doesNotContain("secret");
    }

    @Test
    void moderatorsHearOfReportsAndDealWithThem() throws Exception {
        Device carl = node.device("carl");
        carl.enter("garden");
        String bad = bob.send("garden", "rude words").path("id").asString();
        carl.rpc("report", "{'message':'" + bad + "','reason':'he is rude'}");

        assertThat(ann.hears("report").data().path("count").asInt()).isEqualTo(1);
        assertThat(carl.code("reports", "{'room':'garden'}")).isEqualTo(ChatError.NOT_ALLOWED.code());
        JsonNode report =
                ann.rpc("reports", "{'room':'garden'}").path("reports").path(0);
        assertThat(report.path("message").path("text").asString()).isEqualTo("rude words");
        assertThat(report.path("reason").asString()).isEqualTo("he is rude");
        String number = "{'report':" + report.path("id").asLong() + "}";
        assertThat(carl.code("resolve", number)).isEqualTo(ChatError.NO_SUCH_MESSAGE.code());
        ann.rpc("resolve", number);
        ann.hears(each ->
                each.type().equals("report") && each.data().path("count").asInt() == 0);
        assertThat(ann.rpc("reports", "{'room':'garden'}").path("reports")).isEmpty();
        assertThat(heard(carl, "report")).isEmpty();
    }

    @Test
    void nobodyReportsWhatTheyCantRead() throws Exception {
        ann.rpc("create", "{'name':'Secret','kind':'invitation','id':'secret'}");
        String hidden = ann.send("secret", "hidden").path("id").asString();

        assertThat(bob.code("report", "{'message':'" + hidden + "'}")).isEqualTo(ChatError.NO_SUCH_MESSAGE.code());
    }

    @Test
    void anEraseBesideTheServerTakesTheTextFromWhatItKeepsForThoseWhoComeBack() throws Exception {
        bob.send("garden", "confidential");
        ann.hearsText("confidential");
        other.erase("bob", "operator:root");

        ann.hears("deleted");
        assertThat(node.history("garden")).doesNotContain("confidential").contains("deleted");
        assertThat(ann.rpc("before", "{'room':'garden','position':10,'limit':10}")
                        .toString())
                .doesNotContain("confidential");
    }
}
