package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Finding, entering, making and changing rooms.
class RoomsTest {

    @TempDir
    Path folder;

    private ChatNode node;
    private Device ann;
    private Device bob;

    @BeforeEach
    void start() throws Exception {
        start(ChatNode.FAST);
    }

    private void start(ChatOptions options) throws Exception {
        node = new ChatNode("jdbc:sqlite:" + folder.resolve("chat.db"), options);
        ann = node.device("ann");
        bob = node.device("bob");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static ChatOptions with(ChatOptions.Creators creators, int rooms) {
        ChatOptions fast = ChatNode.FAST;
        return new ChatOptions(
                fast.textLimit(),
                2,
                3,
                rooms,
                fast.owners(),
                Set.of(),
                false,
                creators,
                Duration.ofSeconds(10),
                0,
                fast.rooms());
    }

    @Test
    void theRoomsOfTheConfigurationAreThereAndBelongToNobody() throws Exception {
        JsonNode room = ann.rpc("rooms", "{}").path("rooms").path(0);
        assertThat(room.path("id").asString()).isEqualTo("lobby");
        assertThat(room.path("name").asString()).isEqualTo("Lobby");
        assertThat(room.path("kind").asString()).isEqualTo("public");
        assertThat(node.storage.members("lobby", "", 10)).isEmpty();
    }

    @Test
    void whoEntersIsAMemberAndSoAreAllTheirDevices() throws Exception {
        Device phone = node.device("ann");
        JsonNode entered = ann.rpc("enter", "{'room':'lobby'}");

        assertThat(entered.path("room").path("role").asString()).isEqualTo("member");
        assertThat(entered.path("people").path("ann").path("name").asString()).isEqualTo("Ann");
        await().until(() -> phone.channels.contains("chat:lobby") && ann.channels.contains("chat:lobby"));
        assertThat(phone.hears("joined").data().path("room").path("id").asString())
                .isEqualTo("lobby");

        Device tablet = node.device("ann");
        assertThat(tablet.channels).contains("chat:lobby", "chat_me:ann");
        assertThat(tablet.rpc("overview", "{}").path("rooms").path(0).path("id").asString())
                .isEqualTo("lobby");
    }

    @Test
    void aGuestIsAGuestInARoomToo() throws Exception {
        var guest = node.people.enter(null, "Gus");
        Device gus = node.device(node.sessions.token(guest, 0));
        JsonNode entered = gus.rpc("enter", "{'room':'lobby'}");
        assertThat(entered.path("room").path("role").asString()).isEqualTo("guest");
        assertThat(entered.path("people").path(guest.id()).path("kind").asString())
                .isEqualTo("guest");
    }

    @Test
    void aTokenOfTheChatThatIsNoLongerGoodIsToBeReplaced() throws Exception {
        var guest = node.people.enter(null, "Gus");
        String token = node.sessions.token(guest, 0);
        assertThat(node.device(token + "x").refused.code()).isEqualTo(109);
        node.now.set(node.now.get().plus(Duration.ofHours(2)));
        assertThat(node.device(token).refused.code()).isEqualTo(109);
    }

    @Test
    void othersHearWhoComesAndGoes() throws Exception {
        bob.enter("lobby");
        ann.enter("lobby");
        assertThat(bob.hears(heard -> heard.type().equals("member")
                                && heard.data().path("user").asString().equals("ann"))
                        .data()
                        .path("role")
                        .asString())
                .isEqualTo("member");

        ann.rpc("leave", "{'room':'lobby'}");
        bob.hears(heard ->
                heard.type().equals("member") && heard.data().path("role").isNull());
        assertThat(ann.hears("left").data().path("why").asString()).isEqualTo("left");
        await().until(() -> !ann.channels.contains("chat:lobby"));
        assertThat(ann.rpc("overview", "{}").path("rooms")).isEmpty();
        ann.rpc("leave", "{'room':'lobby'}");
    }

    @Test
    void whatWasSaidBeforeIsThereForWhoEnters() throws Exception {
        bob.enter("lobby");
        for (int i = 1; i <= 60; i++) {
            bob.send("lobby", "m" + i);
        }
        JsonNode entered = ann.rpc("enter", "{'room':'lobby'}");
        assertThat(entered.path("messages")).hasSize(50);
        assertThat(entered.path("messages").path(49).path("text").asString()).isEqualTo("m60");
        assertThat(entered.path("more").asBoolean()).isTrue();
        assertThat(entered.path("room").path("unread").asInt()).isZero();
        assertThat(entered.path("room").path("read").asInt()).isEqualTo(60);
    }

    @Test
    void enteringARoomThatIsNotThereMakesIt() throws Exception {
        assertThat(ann.rpc("enter", "{'room':'garden'}")
                        .path("room")
                        .path("role")
                        .asString())
                .isEqualTo("owner");
        assertThat(bob.rpc("enter", "{'room':'garden'}")
                        .path("room")
                        .path("role")
                        .asString())
                .isEqualTo("member");
        for (String id : new String[] {"@talk", "..", "a room", "räum", "a/b"}) {
            assertThat(ann.code("enter", "{'room':'" + id + "'}")).as(id).isEqualTo(1007);
        }
    }

    @Test
    void whoMayMakeRoomsIsTheOwnersToSay() throws Exception {
        node.close();
        start(with(ChatOptions.Creators.MEMBERS, 100));
        Device gus = node.device(node.sessions.token(node.people.enter(null, "Gus"), 0));
        assertThat(gus.rpc("overview", "{}").path("may_create").asBoolean()).isFalse();
        assertThat(gus.code("enter", "{'room':'garden'}")).isEqualTo(1007);
        assertThat(gus.code("create", "{'name':'Garden','kind':'public'}")).isEqualTo(1009);
        assertThat(ann.rpc("overview", "{}").path("may_create").asBoolean()).isTrue();
        ann.enter("garden");
        node.close();
        start(with(ChatOptions.Creators.OWNERS, 100));
        assertThat(ann.code("enter", "{'room':'yard'}")).isEqualTo(1007);
        node.device("root").enter("yard");
    }

    @Test
    void thereAreNoMoreRoomsThanTheOwnerSays() throws Exception {
        node.close();
        start(with(ChatOptions.Creators.EVERYBODY, 2));
        ann.enter("second");
        assertThat(ann.code("enter", "{'room':'third'}")).isEqualTo(1006);
        assertThat(ann.code("create", "{'name':'Third','kind':'invitation'}")).isEqualTo(1006);
        ann.rpc("talk", "{'users':['bob']}");
    }

    @Test
    void nobodyIsInMoreRoomsThanMayBe() throws Exception {
        for (int i = 0; i < Memberships.MOST; i++) {
            node.storage.createRoom("r" + i, "r", dev.parley.chat.storage.Room.Kind.PUBLIC, "", "ann");
        }
        assertThat(ann.code("enter", "{'room':'lobby'}")).isEqualTo(1006);
        assertThat(ann.code("create", "{'name':'One more','kind':'public'}")).isEqualTo(1006);
        assertThat(bob.code("talk", "{'users':['ann']}")).isEqualTo(1006);
        ann.rpc("leave", "{'room':'r7'}");
        ann.enter("lobby");
    }

    @Test
    void aRoomIsMadeWithNameKindAndTopic() throws Exception {
        JsonNode room = ann.rpc("create", "{'name':'Der Garten','kind':'invitation','topic':'Roses','id':'garden'}")
                .path("room");
        assertThat(room.path("id").asString()).isEqualTo("garden");
        assertThat(room.path("topic").asString()).isEqualTo("Roses");
        assertThat(room.path("role").asString()).isEqualTo("owner");
        assertThat(ann.code("create", "{'name':'x','kind':'public','id':'garden'}"))
                .isEqualTo(1014);
        assertThat(ann.code("create", "{'name':'x','kind':'secret'}")).isEqualTo(1000);
        assertThat(ann.code("create", "{'name':'\u200b','kind':'public'}")).isEqualTo(1001);
        assertThat(ann.code("create", "{'name':'a\u202eb','kind':'public'}")).isEqualTo(1000);
        assertThat(ann.code("create", "{'name':'x','kind':'public','id':'@x'}")).isEqualTo(1000);
        assertThat(ann.rpc("create", "{'name':'y','kind':'public'}")
                        .path("room")
                        .path("id")
                        .asString())
                .matches("[A-Za-z0-9_-]{24}");
        assertThat(bob.rpc("rooms", "{}").toString()).doesNotContain("garden");
    }

    @Test
    void aRoomByInvitationIsNotThereForOthers() throws Exception {
        ann.rpc("create", "{'name':'Club','kind':'invitation','id':'club'}");
        ann.send("club", "secret");
        for (String method :
                new String[] {"enter", "leave", "before", "after", "members", "invite_link", "change", "audit", "read"
                }) {
            assertThat(bob.code(method, "{'room':'club','position':1}"))
                    .as(method)
                    .isEqualTo(1007);
        }
        assertThat(bob.code("send", "{'room':'club','id':'1','text':'x'}")).isEqualTo(1007);
        assertThat(bob.code("invite", "{'room':'club','user':'bob'}")).isEqualTo(1007);
        assertThat(bob.code("search", "{'room':'club','words':'secret'}")).isEqualTo(1007);
        assertThat(bob.rpc("search", "{'words':'secret'}").path("messages")).isEmpty();
    }

    @Test
    void aCodeLetsPeopleInUntilItIsRenewed() throws Exception {
        ann.rpc("create", "{'name':'Club','kind':'invitation','id':'club'}");
        String code = ann.rpc("invite_link", "{'room':'club'}").path("code").asString();
        assertThat(ann.rpc("invite_link", "{'room':'club'}").path("code").asString())
                .isEqualTo(code);
        assertThat(bob.code("enter", "{'room':'club','code':'" + code + "x'}")).isEqualTo(1007);
        bob.rpc("enter", "{'room':'club','code':'" + code + "'}");
        assertThat(bob.code("invite_link", "{'room':'club'}")).isEqualTo(1009);

        ann.rpc("invite_link", "{'room':'club','renew':true}");
        Device carl = node.device("carl");
        assertThat(carl.code("enter", "{'room':'club','code':'" + code + "'}")).isEqualTo(1007);
        assertThat(ann.code("invite_link", "{'room':'lobby'}")).isIn(1009, 1005);
    }

    @Test
    void whoIsInvitedIsInAtOnce() throws Exception {
        ann.rpc("create", "{'name':'Club','kind':'invitation','id':'club'}");
        ann.rpc("invite", "{'room':'club','user':'bob'}");
        await().until(() -> bob.channels.contains("chat:club"));
        assertThat(bob.hears("joined").data().path("room").path("name").asString())
                .isEqualTo("Club");
        ann.send("club", "welcome");
        bob.hearsText("welcome");
        assertThat(ann.code("invite", "{'room':'club','user':'nobody'}")).isEqualTo(1017);
        assertThat(bob.code("invite", "{'room':'club','user':'ann'}")).isEqualTo(1009);
    }

    @Test
    void twoPeopleHaveOneTalkWhoeverBegins() throws Exception {
        String id = ann.rpc("talk", "{'users':['bob']}").path("room").path("id").asString();
        JsonNode again = bob.rpc("talk", "{'users':['ann']}");
        assertThat(again.path("room").path("id").asString()).isEqualTo(id);
        assertThat(again.path("room").path("kind").asString()).isEqualTo("private");
        assertThat(again.path("room").path("name").asString()).isEmpty();
        assertThat(again.path("room").path("with").path(0).asString()).isEqualTo("ann");
        assertThat(again.path("people").path("ann").path("name").asString()).isEqualTo("Ann");
        ann.send(id, "psst");
        bob.hearsText("psst");

        Device root = node.device("root");
        assertThat(root.code("enter", "{'room':'" + id + "'}")).isEqualTo(1007);
        assertThat(root.code("before", "{'room':'" + id + "'}")).isEqualTo(1007);
        assertThat(ann.code("invite", "{'room':'" + id + "','user':'root'}")).isEqualTo(1009);
        assertThat(ann.code("remove", "{'room':'" + id + "','user':'bob'}")).isEqualTo(1009);
        assertThat(ann.code("change", "{'room':'" + id + "','name':'x'}")).isEqualTo(1009);
        assertThat(ann.code("talk", "{'users':['ann']}")).isEqualTo(1000);
        assertThat(ann.code("talk", "{'users':['nobody']}")).isEqualTo(1017);
    }

    @Test
    void aTalkThatSomebodyLeftIsStillTheirs() throws Exception {
        String id = ann.rpc("talk", "{'users':['bob']}").path("room").path("id").asString();
        bob.rpc("leave", "{'room':'" + id + "'}");
        JsonNode room = ann.rpc("overview", "{}").path("rooms").path(0);
        assertThat(room.path("with").path(0).asString()).isEqualTo("bob");
        assertThat(bob.code("before", "{'room':'" + id + "'}")).isEqualTo(1007);
        ann.rpc("talk", "{'users':['bob']}");
        assertThat(bob.rpc("overview", "{}").path("rooms")).hasSize(1);
    }

    @Test
    void severalPeopleTalkAndWhoBeganMayInviteMore() throws Exception {
        Device carl = node.device("carl");
        Device dora = node.device("dora");
        String id = ann.rpc("talk", "{'users':['bob','carl']}")
                .path("room")
                .path("id")
                .asString();
        assertThat(carl.rpc("overview", "{}").path("rooms").path(0).path("with").toString())
                .isEqualTo("[\"ann\",\"bob\"]");
        assertThat(bob.code("invite", "{'room':'" + id + "','user':'dora'}")).isEqualTo(1009);
        ann.rpc("invite", "{'room':'" + id + "','user':'dora'}");
        ann.rpc("change", "{'room':'" + id + "','name':'Four'}");
        ann.rpc("remove", "{'room':'" + id + "','user':'bob'}");
        assertThat(dora.rpc("overview", "{}").path("rooms").path(0).path("name").asString())
                .isEqualTo("Four");
        assertThat(bob.rpc("overview", "{}").path("rooms")).isEmpty();
        assertThat(ann.rpc("talk", "{'users':['bob','carl']}")
                        .path("room")
                        .path("id")
                        .asString())
                .isNotEqualTo(id);
    }

    @Test
    void whatChangesInARoomIsTold() throws Exception {
        ann.enter("garden");
        bob.enter("garden");
        JsonNode room = ann.rpc(
                        "change", "{'room':'garden','name':'Garden','topic':'Roses','slow_mode':5,'retention_days':30}")
                .path("room");
        assertThat(room.path("slow_mode").asInt()).isEqualTo(5);
        JsonNode told = bob.hears("room").data().path("room");
        assertThat(told.path("name").asString()).isEqualTo("Garden");
        assertThat(told.path("topic").asString()).isEqualTo("Roses");
        assertThat(told.path("retention_days").asInt()).isEqualTo(30);
        assertThat(ann.rpc("change", "{'room':'garden','topic':''}")
                        .path("room")
                        .has("topic"))
                .isFalse();
        assertThat(bob.code("change", "{'room':'garden','name':'x'}")).isEqualTo(1009);
        ann.rpc("role", "{'room':'garden','user':'bob','role':'moderator'}");
        bob.rpc("change", "{'room':'garden','slow_mode':0}");
        assertThat(bob.code("change", "{'room':'garden','retention_days':1}")).isEqualTo(1009);
        assertThat(ann.code("change", "{'room':'garden','slow_mode':4000}")).isEqualTo(1000);
    }

    @Test
    void whoMakesRoomsTooFastHasToWait() throws Exception {
        for (int i = 0; i < 20; i++) {
            ann.enter("room" + i);
        }
        assertThat(ann.code("enter", "{'room':'one-more'}")).isEqualTo(1003);
        node.nanos.addAndGet(1_000_000_000L);
        ann.enter("one-more");
    }

    @Test
    void whoComesAndGoesTooFastHasToWait() throws Exception {
        bob.enter("garden");
        for (int i = 0; i < 20; i++) {
            ann.enter("garden");
            ann.enter("garden"); // who is in already does not come
            ann.rpc("leave", "{'room':'garden'}");
        }
        assertThat(ann.code("enter", "{'room':'garden'}")).isEqualTo(1003);
        node.nanos.addAndGet(1_000_000_000L);
        ann.enter("garden");
    }

    @Test
    void othersCantFillAllRoomsThatOneMayBeIn() throws Exception {
        Device carl = node.device("carl");
        for (int i = 0; i < Memberships.BROUGHT; i++) {
            node.storage.createRoom("r" + i, "r", dev.parley.chat.storage.Room.Kind.PRIVATE, "", "bob");
        }
        ann.rpc("create", "{'name':'Cellar','kind':'invitation','id':'cellar'}");
        assertThat(ann.code("invite", "{'room':'cellar','user':'bob'}")).isEqualTo(1006);
        assertThat(ann.refusal("talk", "{'users':['carl','bob']}").message()).contains("Bob is in 150 rooms");
        assertThat(carl.rpc("overview", "{}").path("rooms")).isEmpty();

        bob.enter("lobby");
        bob.rpc("talk", "{'users':['ann']}");
        ann.rpc("talk", "{'users':['bob']}");
    }

    @Test
    void anonymousPeopleAreToldToSignIn() throws Exception {
        Device nobody = node.device("");
        assertThat(nobody.code("overview", "{}")).isEqualTo(1004);
        assertThat(nobody.code("enter", "{'room':'lobby'}")).isEqualTo(1004);
        assertThat(nobody.code("nothing", "{}")).isEqualTo(104);
        assertThat(node.device("x".repeat(129)).code("overview", "{}")).isEqualTo(1004);
    }

    @Test
    void whatIsNoParameterIsRefused() throws Exception {
        for (String params : new String[] {
            "[]", "'x'", "{'room':5}", "{'room':''}", "{'room':'a','room':'b'}", "{'room':'" + "x".repeat(65) + "'}"
        }) {
            assertThat(ann.code("enter", params)).as(params).isEqualTo(1000);
        }
        assertThat(ann.code("before", "{'room':'lobby','limit':101}")).isEqualTo(1000);
        assertThat(ann.code("talk", "{'users':['a',5]}")).isEqualTo(1000);
    }
}
