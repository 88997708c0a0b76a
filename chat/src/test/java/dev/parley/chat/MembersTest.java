package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.chat.people.Person;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Who is in a room, and what moderators do with them.
class MembersTest {

    @TempDir
    Path folder;

    private ChatNode node;
    private Device ann;
    private Device bob;
    private Device carl;

    /// Ann owns the garden, Bob moderates it, Carl is a member.
    @BeforeEach
    void start() throws Exception {
        node = new ChatNode("jdbc:sqlite:" + folder.resolve("chat.db"));
        ann = node.device("ann");
        bob = node.device("bob");
        carl = node.device("carl");
        ann.enter("garden");
        bob.enter("garden");
        carl.enter("garden");
        ann.rpc("role", "{'room':'garden','user':'bob','role':'moderator'}");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void membersAreListedInPagesWithTheirRoles() throws Exception {
        JsonNode first = carl.rpc("members", "{'room':'garden','limit':2}");
        assertThat(first.path("members").path(0).path("role").asString()).isEqualTo("owner");
        assertThat(first.path("members").path(1).path("role").asString()).isEqualTo("moderator");
        assertThat(first.path("more").asBoolean()).isTrue();
        assertThat(first.path("people").path("bob").path("name").asString()).isEqualTo("Bob");
        JsonNode second = carl.rpc("members", "{'room':'garden','after':'bob'}");
        assertThat(second.path("members")).hasSize(1);
        assertThat(second.path("more").asBoolean()).isFalse();
        assertThat(node.device("eve").code("members", "{'room':'garden'}")).isEqualTo(1005);
    }

    @Test
    void peopleAreFoundByTheBeginningOfTheirNames() throws Exception {
        Device carla = node.device("carla");
        assertThat(ann.rpc("people", "{'prefix':'Car'}").path("people")).hasSize(1); // she shares no room with her
        ann.rpc("create", "{'id':'hall','name':'Hall','kind':'public'}");
        carla.rpc("enter", "{'room':'hall'}");
        assertThat(ann.rpc("people", "{'prefix':'Car'}").path("people")).hasSize(2);
        carla.rpc("leave", "{'room':'hall'}");
        assertThat(ann.rpc("people", "{'prefix':'Car'}").path("people")).hasSize(1);
        assertThat(ann.rpc("people", "{'prefix':'car','room':'garden'}").path("people"))
                .hasSize(1);
        assertThat(node.device("eve").code("people", "{'prefix':'c','room':'garden'}"))
                .isEqualTo(1005);
    }

    @Test
    void whoIsInTheRoomIsFoundHoweverManyElsewhereAreCalledAlike() throws Exception {
        for (int i = 0; i < 120; i++) {
            node.people.seen(new Person("cara" + i, "Cara " + i, null, Person.Kind.SITE));
        }
        JsonNode found = ann.rpc("people", "{'prefix':'car','room':'garden'}").path("people");
        assertThat(found).hasSize(1);
        assertThat(found.path(0).path("id").asString()).isEqualTo("carl");
    }

    @Test
    void whoLooksForPeopleTooFastHasToWait() throws Exception {
        for (int i = 0; i < 30; i++) {
            ann.rpc("people", "{'prefix':'c'}");
        }
        assertThat(ann.code("people", "{'prefix':'c'}")).isEqualTo(1003);
        node.nanos.addAndGet(1_000_000_000L);
        ann.rpc("people", "{'prefix':'c'}");
    }

    @Test
    void aRoleIsGivenByOwnersAndTold() throws Exception {
        assertThat(bob.code("role", "{'room':'garden','user':'carl','role':'moderator'}"))
                .isEqualTo(1009);
        ann.rpc("role", "{'room':'garden','user':'carl','role':'owner'}");
        assertThat(carl.hears("role").data().path("role").asString()).isEqualTo("owner");
        bob.hears(heard -> heard.type().equals("member")
                && heard.data().path("role").asString("").equals("owner"));
        assertThat(carl.code("role", "{'room':'garden','user':'ann','role':'member'}"))
                .isEqualTo(1009);
        carl.rpc("role", "{'room':'garden','user':'carl','role':'member'}");
        assertThat(ann.code("role", "{'room':'garden','user':'eve','role':'member'}"))
                .isEqualTo(1017);
        assertThat(ann.code("role", "{'room':'garden','user':'carl','role':'king'}"))
                .isEqualTo(1000);
    }

    @Test
    void whoIsMutedReadsAndIsSilent() throws Exception {
        String message = carl.send("garden", "before").path("id").asString();
        bob.rpc("mute", "{'room':'garden','user':'carl','minutes':10}");
        assertThat(carl.hears("muted").data().path("until").asLong())
                .isEqualTo(node.now.get().plusSeconds(600).toEpochMilli());
        assertThat(carl.code("send", "{'room':'garden','id':'1','text':'x'}")).isEqualTo(1010);
        assertThat(carl.code("edit", "{'message':'" + message + "','text':'x'}"))
                .isEqualTo(1010);
        assertThat(carl.code("react", "{'message':'" + message + "','reaction':'x','on':true}"))
                .isEqualTo(1010);
        ann.send("garden", "after");
        carl.hearsText("after");
        assertThat(carl.rpc("members", "{'room':'garden'}")
                        .path("members")
                        .path(2)
                        .has("muted_until"))
                .isTrue();

        bob.rpc("mute", "{'room':'garden','user':'carl','minutes':0}");
        assertThat(carl.hears(heard -> heard.type().equals("muted")
                                && heard.data().path("until").isNull())
                        .channel())
                .isEqualTo("chat_me:carl");
        carl.send("garden", "again");
    }

    @Test
    void whoIsBannedHearsNothingMoreAndStaysOut() throws Exception {
        Device phone = node.device("carl");
        bob.rpc("ban", "{'room':'garden','user':'carl','minutes':10}");
        ann.send("garden", "without carl");
        bob.hearsText("without carl");
        for (Device each : new Device[] {carl, phone}) {
            assertThat(each.hears("left").data().path("why").asString()).isEqualTo("banned");
            await().until(() -> !each.channels.contains("chat:garden"));
            assertThat(each.texts()).isEmpty();
        }
        assertThat(carl.code("before", "{'room':'garden'}")).isEqualTo(1005);
        assertThat(carl.code("enter", "{'room':'garden'}")).isEqualTo(1011);
        assertThat(carl.code("send", "{'room':'garden','id':'1','text':'x'}")).isEqualTo(1005);
        assertThat(node.device("carl").channels).doesNotContain("chat:garden");

        bob.rpc("ban", "{'room':'garden','user':'carl','minutes':0}");
        assertThat(carl.rpc("overview", "{}").path("rooms")).isEmpty();
        carl.enter("garden");
        assertThat(carl.rpc("enter", "{'room':'garden'}")
                        .path("messages")
                        .path(0)
                        .path("text")
                        .asString())
                .isEqualTo("without carl");
    }

    @Test
    void aBanEnds() throws Exception {
        bob.rpc("ban", "{'room':'garden','user':'carl','minutes':10}");
        node.now.set(node.now.get().plus(Duration.ofMinutes(11)));
        carl.enter("garden");
    }

    @Test
    void whoIsRemovedMayComeBack() throws Exception {
        bob.rpc("remove", "{'room':'garden','user':'carl'}");
        assertThat(carl.hears("left").data().path("why").asString()).isEqualTo("removed");
        assertThat(bob.code("remove", "{'room':'garden','user':'carl'}")).isEqualTo(1005);
        carl.enter("garden");
    }

    @Test
    void nobodyTouchesTheirEqualsOrThoseAbove() throws Exception {
        for (String method : new String[] {"mute", "ban", "remove"}) {
            for (String user : new String[] {"ann", "bob", "root"}) {
                assertThat(bob.code(method, "{'room':'garden','user':'" + user + "','minutes':5}"))
                        .as(method + " " + user)
                        .isIn(1009, 1017);
            }
            assertThat(carl.code(method, "{'room':'garden','user':'bob','minutes':5}"))
                    .as(method)
                    .isEqualTo(1009);
        }
        assertThat(bob.code("ban", "{'room':'garden','user':'carl','minutes':525601}"))
                .isEqualTo(1000);
        assertThat(bob.code("ban", "{'room':'garden','user':'nobody','minutes':5}"))
                .isEqualTo(1017);
    }

    @Test
    void theSitesOwnersOwnEveryRoomAlsoFromOutside() throws Exception {
        Device root = node.device("root");
        ann.rpc("create", "{'name':'Club','kind':'invitation','id':'club'}");
        root.rpc("ban", "{'room':'garden','user':'ann','minutes':5}");
        assertThat(root.code("before", "{'room':'garden'}")).isEqualTo(1005);
        assertThat(root.rpc("enter", "{'room':'club'}")
                        .path("room")
                        .path("role")
                        .asString())
                .isEqualTo("owner");
        root.rpc("role", "{'room':'club','user':'ann','role':'guest'}");
    }

    @Test
    void whatModeratorsDidIsReadByModerators() throws Exception {
        bob.rpc("mute", "{'room':'garden','user':'carl','minutes':10}");
        bob.rpc("delete", "{'message':'" + carlsMessage() + "'}");
        JsonNode audit = ann.rpc("audit", "{'room':'garden'}");
        assertThat(audit.path("entries").path(0).path("act").asString()).isEqualTo("delete");
        assertThat(audit.path("entries").path(1).path("act").asString()).isEqualTo("mute");
        assertThat(audit.path("entries").path(1).path("by").asString()).isEqualTo("bob");
        assertThat(audit.path("entries").path(1).path("user").asString()).isEqualTo("carl");
        assertThat(audit.path("people").has("carl")).isTrue();
        assertThat(carl.code("audit", "{'room':'garden'}")).isEqualTo(1009);
        long last = audit.path("entries").path(0).path("sequence").asLong();
        assertThat(ann.rpc("audit", "{'room':'garden','before':" + last + ",'limit':1}")
                        .path("entries"))
                .hasSize(1);
    }

    private String carlsMessage() throws Exception {
        bob.rpc("mute", "{'room':'garden','user':'carl','minutes':0}");
        String id = carl.send("garden", "x").path("id").asString();
        bob.rpc("mute", "{'room':'garden','user':'carl','minutes':10}");
        return id;
    }
}
