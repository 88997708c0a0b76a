package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.hub.HubError;
import dev.parley.hub.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Sending, changing and reading messages.
class MessagesTest {

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
        ann.enter("garden");
        bob.enter("garden");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static String id(JsonNode sent) {
        return sent.path("id").asString();
    }

    private JsonNode last(Device reader) throws InterruptedException {
        JsonNode messages = reader.rpc("before", "{'room':'garden','limit':1}").path("messages");
        return messages.path(0);
    }

    // ---- sending

    @Test
    void aMessageComesToAllDevicesOfAllMembersOnceAndInOrder() throws Exception {
        Device phone = node.device("bob");
        for (int i = 1; i <= 30; i++) {
            assertThat(ann.send("garden", "m" + i).path("position").asInt()).isEqualTo(i);
        }
        List<String> all = new ArrayList<>();
        for (int i = 1; i <= 30; i++) {
            all.add("m" + i);
        }
        for (Device each : List.of(ann, bob, phone)) {
            each.hearsText("m30");
            assertThat(each.texts()).isEqualTo(all);
        }
        assertThat(bob.hearsText("m1").data().path("person").path("name").asString())
                .isEqualTo("Ann");
    }

    @Test
    void aMessageThatIsSentAgainIsThereOnce() throws Exception {
        String params = "{'room':'garden','id':'draft-1','text':'once'}";
        JsonNode first = bob.rpc("send", params);
        assertThat(first.path("repeated").asBoolean()).isFalse();
        ann.rpc("mute", "{'room':'garden','user':'bob','minutes':5}");
        JsonNode second = node.device("bob").rpc("send", params);
        assertThat(second.path("repeated").asBoolean()).isTrue();
        assertThat(id(second)).isEqualTo(id(first));
        ann.send("garden", "end");
        ann.hearsText("end");
        assertThat(ann.texts()).containsExactly("once", "end");
    }

    @Test
    void onlyItsAuthorIsToldWhatTheClientCalledIt() throws Exception {
        ann.rpc("send", "{'room':'garden','id':'draft-1','text':'x'}");
        assertThat(last(ann).path("client_id").asString()).isEqualTo("draft-1");
        assertThat(last(bob).has("client_id")).isFalse();
        assertThat(bob.hearsText("x").data().path("message").has("client_id")).isFalse();
    }

    @Test
    void whatCantBeSentIsRefusedWithAReason() throws Exception {
        assertThat(ann.code("send", "{'room':'garden','id':'1','text':''}")).isEqualTo(1001);
        assertThat(ann.code("send", "{'room':'garden','id':'1','text':' \u200b\u00a0'}"))
                .isEqualTo(1001);
        assertThat(ann.code("send", "{'room':'garden','id':'1'}")).isEqualTo(1001);
        HubError tooLong = ann.refusal("send", "{'room':'garden','id':'1','text':'" + "🙂".repeat(103) + "'}");
        assertThat(tooLong.code()).isEqualTo(1002);
        assertThat(tooLong.message()).contains("by 3 characters").contains("100");
        ann.rpc("send", "{'room':'garden','id':'1','text':'" + "🙂".repeat(100) + "'}");
        assertThat(ann.code("send", "{'room':'garden','text':'x'}")).isEqualTo(1000);
        assertThat(ann.code("send", "{'room':'lobby','id':'1','text':'x'}")).isEqualTo(1005);
        assertThat(ann.code("send", "{'room':'nowhere','id':'1','text':'x'}")).isEqualTo(1007);
        assertThat(ann.code("send", "{'room':'garden','id':'2','text':'x','reply':'none'}"))
                .isEqualTo(1008);
        assertThat(ann.code("send", "{'room':'garden','id':'2','text':'x','files':['none']}"))
                .isEqualTo(1000);
    }

    @Test
    void whoSendsTooFastHasToWait() throws Exception {
        node.close();
        start(new ChatOptions(
                100,
                1,
                3,
                100,
                Set.of(),
                Set.of(),
                false,
                ChatOptions.Creators.EVERYBODY,
                Duration.ofSeconds(10),
                0,
                List.of()));
        for (int i = 0; i < 3; i++) {
            ann.send("garden", "m" + i);
        }
        HubError tooFast = node.device("ann").refusal("send", "{'room':'garden','id':'4','text':'m4'}");
        assertThat(tooFast.code()).isEqualTo(1003);
        assertThat(tooFast.temporary()).isTrue();
        assertThat(tooFast.message()).contains("1 s");
        bob.send("garden", "others may");
        node.nanos.addAndGet(1_000_000_000L);
        ann.rpc("send", "{'room':'garden','id':'4','text':'m4'}");
    }

    @Test
    void aRoomCanBeSlowForAllButItsModerators() throws Exception {
        ann.rpc("change", "{'room':'garden','slow_mode':30}");
        bob.rpc("send", "{'room':'garden','id':'1','text':'one'}");
        node.now.set(node.now.get().plusSeconds(10));
        HubError slow = bob.refusal("send", "{'room':'garden','id':'2','text':'two'}");
        assertThat(slow.code()).isEqualTo(1003);
        assertThat(slow.message()).contains("20 s");
        assertThat(bob.rpc("send", "{'room':'garden','id':'1','text':'one'}")
                        .path("repeated")
                        .asBoolean())
                .isTrue();
        ann.send("garden", "a");
        ann.send("garden", "b");
        node.now.set(node.now.get().plusSeconds(20));
        bob.rpc("send", "{'room':'garden','id':'2','text':'two'}");
    }

    @Test
    void aSlowRoomIsSlowAlsoForWhoSendsEverythingAtOnce() throws Exception {
        ann.rpc("change", "{'room':'garden','slow_mode':30}");
        AtomicInteger refused = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 10; i++) {
                String send = "{'room':'garden','id':'" + i + "','text':'x'}";
                threads.submit(() -> {
                    try {
                        bob.rpc("send", send);
                    } catch (AssertionError slow) {
                        assertThat(slow).hasMessageContaining("slow mode");
                        refused.incrementAndGet();
                    }
                    return null;
                });
            }
        }
        assertThat(refused).hasValue(9);
        assertThat(bob.rpc("before", "{'room':'garden'}").path("messages")).hasSize(1);
    }

    @Test
    void inARoomForAnnouncementsOnlyModeratorsWrite() throws Exception {
        ann.rpc("create", "{'name':'News','kind':'announcement','id':'news'}");
        bob.enter("news");
        assertThat(bob.code("send", "{'room':'news','id':'1','text':'x'}")).isEqualTo(1018);
        String message = id(ann.send("news", "hear"));
        bob.hearsText("hear");
        bob.rpc("react", "{'message':'" + message + "','reaction':'👍','on':true}");
    }

    // ---- replies, mentions, reactions

    @Test
    void anAnswerQuotesWhatItAnswers() throws Exception {
        String question = id(ann.send("garden", "q".repeat(90)));
        bob.rpc("send", "{'room':'garden','id':'a','text':'answer','reply':'" + question + "'}");
        JsonNode reply = ann.hearsText("answer").data().path("message").path("reply");
        assertThat(reply.path("id").asString()).isEqualTo(question);
        assertThat(reply.path("author").asString()).isEqualTo("ann");
        assertThat(reply.path("text").asString()).isEqualTo("q".repeat(90));
        assertThat(reply.path("deleted").asBoolean()).isFalse();

        ann.rpc("delete", "{'message':'" + question + "'}");
        reply = last(bob).path("reply");
        assertThat(reply.path("deleted").asBoolean()).isTrue();
        assertThat(reply.path("text").asString()).isEmpty();
    }

    @Test
    void aLongQuoteIsCutBetweenCharacters() {
        assertThat(Write.excerpt("🙂".repeat(140))).isEqualTo("🙂".repeat(140));
        assertThat(Write.excerpt("🙂".repeat(141))).isEqualTo("🙂".repeat(139) + "…");
    }

    @Test
    void whoIsMentionedIsToldSoUntilTheyHaveReadIt() throws Exception {
        ann.rpc("send", "{'room':'garden','id':'1','text':'hey Bob','mentions':['bob','ann']}");
        JsonNode message = bob.hearsText("hey Bob").data().path("message");
        assertThat(message.path("mentions").toString()).isEqualTo("[\"ann\",\"bob\"]");
        assertThat(bob.rpc("overview", "{}")
                        .path("rooms")
                        .path(0)
                        .path("mentions")
                        .asInt())
                .isEqualTo(1);
        bob.rpc("read", "{'room':'garden','position':1}");
        assertThat(bob.rpc("overview", "{}")
                        .path("rooms")
                        .path(0)
                        .path("mentions")
                        .asInt())
                .isZero();
    }

    @Test
    void reactionsAreCountedAndToldAndOnesOwnAreKnownOnAllDevices() throws Exception {
        Device phone = node.device("bob");
        String message = id(ann.send("garden", "news"));
        ann.rpc("react", "{'message':'" + message + "','reaction':'👍','on':true}");
        JsonNode reacted = bob.rpc("react", "{'message':'" + message + "','reaction':'👍','on':true}");
        assertThat(reacted.path("message").path("reactions").toString())
                .isEqualTo("[{\"reaction\":\"👍\",\"count\":2,\"mine\":true}]");
        ann.hears(heard -> heard.type().equals("reactions")
                && heard.data().path("reactions").toString().equals("[{\"reaction\":\"👍\",\"count\":2}]"));
        assertThat(phone.hears("reacted").data().path("on").asBoolean()).isTrue();
        bob.rpc("react", "{'message':'" + message + "','reaction':'👍','on':false}");
        assertThat(last(bob).path("reactions").path(0).path("mine").asBoolean()).isFalse();
        assertThat(bob.code("react", "{'message':'" + message + "','reaction':'\u200b','on':true}"))
                .isEqualTo(1001);
        for (int i = 0; i < 19; i++) {
            bob.rpc("react", "{'message':'" + message + "','reaction':'r" + i + "','on':true}");
        }
        assertThat(bob.code("react", "{'message':'" + message + "','reaction':'r20','on':true}"))
                .isEqualTo(1013);
    }

    // ---- editing and deleting

    @Test
    void authorsEditAndDeleteTheirOwnWordsAndModeratorsAlsoOthers() throws Exception {
        String anns = id(ann.send("garden", "by ann"));
        String bobs = id(bob.send("garden", "by bob"));
        assertThat(bob.code("edit", "{'message':'" + anns + "','text':'x'}")).isEqualTo(1009);
        assertThat(bob.code("delete", "{'message':'" + anns + "'}")).isEqualTo(1009);
        bob.rpc("edit", "{'message':'" + bobs + "','text':'bob again'}");
        JsonNode edited = ann.hears("edited").data().path("message");
        assertThat(edited.path("text").asString()).isEqualTo("bob again");
        assertThat(edited.path("edited").path("by").asString()).isEqualTo("bob");
        ann.rpc("edit", "{'message':'" + bobs + "','text':'by the owner'}");
        assertThat(last(bob).path("edited").path("by").asString()).isEqualTo("ann");
        ann.rpc("delete", "{'message':'" + bobs + "'}");
        JsonNode deleted = bob.hears("deleted").data().path("message");
        assertThat(deleted.path("text").asString()).isEmpty();
        assertThat(deleted.path("deleted").path("by").asString()).isEqualTo("ann");
        assertThat(bob.code("edit", "{'message':'" + bobs + "','text':'x'}")).isEqualTo(1012);
        assertThat(bob.code("react", "{'message':'" + bobs + "','reaction':'x','on':true}"))
                .isEqualTo(1012);
        ann.rpc("delete", "{'message':'" + bobs + "'}");
        assertThat(ann.code("edit", "{'message':'none','text':'x'}")).isEqualTo(1008);
    }

    @Test
    void whoComesBackNeverGetsATextThatWasReplaced() throws Exception {
        String message = id(ann.send("garden", "confidential"));
        bob.hearsText("confidential");
        Device dora = node.device("dora");
        dora.enter("garden");
        await().until(() -> dora.channels.contains("chat:garden"));
        var before = new HashMap<>(dora.positions);
        before.put(
                ChatChannels.room("garden"),
                new Position(before.get(ChatChannels.room("garden")).epoch(), 0));
        dora.goes();
        Device back = node.device("dora", before);
        assertThat(back.texts()).containsExactly("confidential");
        assertThat(back.recovered.get("chat:garden")).isTrue();

        ann.rpc("edit", "{'message':'" + message + "','text':'harmless'}");
        bob.hears("edited");
        Device again = node.device("dora", before);
        assertThat(again.heard).noneMatch(heard -> heard.data().toString().contains("confidential"));
        assertThat(again.recovered.get("chat:garden")).isFalse();
    }

    // ---- reading

    @Test
    void messagesAreReadInPagesFromAnyPlace() throws Exception {
        for (int i = 1; i <= 12; i++) {
            ann.send("garden", "m" + i);
        }
        JsonNode page = bob.rpc("before", "{'room':'garden','limit':5}");
        assertThat(positions(page)).containsExactly(8, 9, 10, 11, 12);
        assertThat(page.path("more").asBoolean()).isTrue();
        page = bob.rpc("before", "{'room':'garden','position':3,'limit':5}");
        assertThat(positions(page)).containsExactly(1, 2);
        assertThat(page.path("more").asBoolean()).isFalse();
        page = bob.rpc("after", "{'room':'garden','position':9,'limit':3}");
        assertThat(positions(page)).containsExactly(10, 11, 12);
        assertThat(page.path("more").asBoolean()).isFalse();
        page = bob.rpc("around", "{'room':'garden','position':6,'limit':5}");
        assertThat(positions(page)).containsExactly(4, 5, 6, 7, 8);
        assertThat(page.path("more").asBoolean()).isTrue();
        assertThat(page.path("people").path("ann").path("kind").asString()).isEqualTo("site");
    }

    private static List<Integer> positions(JsonNode page) {
        List<Integer> positions = new ArrayList<>();
        page.path("messages")
                .forEach(message -> positions.add(message.path("position").asInt()));
        return positions;
    }

    @Test
    void wordsAreFoundInOneRoomAndInAllOfOnesRooms() throws Exception {
        bob.enter("lobby");
        ann.send("garden", "红色的玫瑰");
        node.now.set(node.now.get().plusSeconds(1));
        bob.send("lobby", "A Rose is a rose 玫瑰");
        JsonNode found = bob.rpc("search", "{'words':'玫瑰'}").path("messages");
        assertThat(found).hasSize(2);
        assertThat(found.path(0).path("room").asString()).isEqualTo("lobby");
        assertThat(bob.rpc("search", "{'words':'玫瑰','room':'garden'}").path("messages"))
                .hasSize(1);
        assertThat(ann.rpc("search", "{'words':'玫瑰'}").path("messages")).hasSize(1);
        assertThat(ann.code("search", "{'words':'rose','room':'lobby'}")).isEqualTo(1005);
        assertThat(ann.code("search", "{'words':''}")).isEqualTo(1000);
    }

    @Test
    void howFarSomebodyHasReadIsKnownOnAllTheirDevices() throws Exception {
        Device phone = node.device("bob");
        ann.send("garden", "one");
        ann.send("garden", "two");
        JsonNode room = bob.rpc("overview", "{}").path("rooms").path(0);
        assertThat(room.path("unread").asInt()).isEqualTo(2);
        assertThat(room.path("last").asInt()).isEqualTo(2);
        bob.rpc("read", "{'room':'garden','position':2}");
        assertThat(phone.hears("read").data().path("position").asInt()).isEqualTo(2);
        assertThat(bob.rpc("read", "{'room':'garden','position':1}")
                        .path("position")
                        .asInt())
                .isEqualTo(2);
        assertThat(phone.rpc("overview", "{}")
                        .path("rooms")
                        .path(0)
                        .path("unread")
                        .asInt())
                .isZero();
        assertThat(ann.rpc("overview", "{}")
                        .path("rooms")
                        .path(0)
                        .path("unread")
                        .asInt())
                .isZero();
    }
}
