package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Visitors who ask for somebody. `op1` and `op2` answer; `root` owns the rooms.
class SupportTest {
    @TempDir
    Path folder;

    private ChatNode node;
    private Device vera;
    private Device op1;
    private Device op2;

    @BeforeEach
    void start() throws Exception {
        start(true);
    }

    private void start(boolean support) throws Exception {
        ChatOptions fast = ChatNode.FAST;
        ChatOptions options = new ChatOptions(
                fast.textLimit(),
                fast.rate(),
                fast.burst(),
                fast.roomLimit(),
                Set.of("root"),
                Set.of("op1", "op2"),
                support,
                fast.creators(),
                fast.presenceGrace(),
                0,
                fast.rooms());
        node = new ChatNode("jdbc:sqlite:" + folder.resolve("chat.db"), options);
        vera = node.device("vera");
        op1 = node.device("op1");
        op2 = node.device("op2");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private String asks() throws Exception {
        JsonNode room = vera.rpc("support", "{}").path("room");
        assertThat(room.path("kind").asString()).isEqualTo("support");
        return room.path("id").asString();
    }

    private static String in(String room) {
        return "{'room':'" + room + "'}";
    }

    @Test
    void aVisitorIsAnsweredByWhomeverTakesTheTalk() throws Exception {
        String talk = asks();
        assertThat(asks()).isEqualTo(talk);
        vera.send(talk, "my order is late");

        assertThat(op1.hears("queue").data().path("count").asInt()).isEqualTo(1);
        JsonNode waiting = op2.rpc("queue", "{}");
        assertThat(waiting.path("talks").path(0).path("text").asString()).isEqualTo("my order is late");
        assertThat(waiting.path("people").path("vera").path("name").asString()).isEqualTo("Vera");

        JsonNode taken = op1.rpc("take", in(talk));
        assertThat(taken.path("room").path("with").path(0).asString()).isEqualTo("vera");
        assertThat(taken.path("room").path("unread").asInt()).isEqualTo(1);
        assertThat(vera.hears(each -> each.type().equals("member")
                                && each.data().path("user").asString().equals("op1"))
                        .data()
                        .path("person")
                        .path("name")
                        .asString())
                .isEqualTo("Op1");
        assertThat(op2.code("take", in(talk))).isEqualTo(ChatError.ALREADY_TAKEN.code());
        op2.hears(
                each -> each.type().equals("queue") && each.data().path("count").asInt() == 0);
        op1.send(talk, "let me look");
        vera.hearsText("let me look");
    }

    @Test
    void aTalkIsNobodysBusinessButTheVisitorsAndTheOperatorsWhoHasTakenIt() throws Exception {
        String talk = asks();
        vera.send(talk, "secret");
        Device root = node.device("root");
        for (String method : new String[] {"enter", "before", "members", "audit", "reports", "close", "typing"}) {
            for (Device each : new Device[] {root, op1}) {
                assertThat(each.code(method, "{'room':'" + talk + "','position':9,'limit':9}"))
                        .as(method)
                        .isEqualTo(ChatError.NO_SUCH_ROOM.code());
            }
        }
        assertThat(root.code("queue", "{}")).isEqualTo(ChatError.NOT_ALLOWED.code());
        assertThat(root.code("take", in(talk))).isEqualTo(ChatError.NOT_ALLOWED.code());
        op1.rpc("take", in(talk));
        assertThat(op1.rpc("before", "{'room':'" + talk + "','position':9,'limit':9}")
                        .path("messages"))
                .hasSize(1);
        assertThat(op2.code("enter", in(talk))).isEqualTo(ChatError.NO_SUCH_ROOM.code());
        vera.send(talk, "more of it");
        op1.hearsText("more of it");
        assertThat(op2.texts()).isEmpty();
        assertThat(root.texts()).isEmpty();
    }

    @Test
    void aClosedTalkIsOverForBothAndTheNextQuestionIsANewOne() throws Exception {
        String talk = asks();
        vera.send(talk, "help");
        op1.rpc("take", in(talk));
        op1.rpc("close", in(talk));

        for (Device each : new Device[] {vera, op1}) {
            assertThat(each.hears("left").data().path("why").asString()).isEqualTo("closed");
            assertThat(each.code("send", "{'room':'" + talk + "','id':'x','text':'y'}"))
                    .isEqualTo(ChatError.NO_SUCH_ROOM.code());
        }
        assertThat(op2.code("take", in(talk))).isEqualTo(ChatError.ALREADY_TAKEN.code());
        assertThat(asks()).isNotEqualTo(talk);
    }

    @Test
    void leavingATalkEndsIt() throws Exception {
        String talk = asks();
        vera.send(talk, "help");
        vera.rpc("leave", in(talk));

        assertThat(vera.hears("left").data().path("why").asString()).isEqualTo("closed");
        assertThat(op1.rpc("queue", "{}").path("talks")).isEmpty();
        assertThat(asks()).isNotEqualTo(talk);
    }

    @Test
    void whoAsksDoesNotAnswerThemselves() throws Exception {
        String talk = op1.rpc("support", "{}").path("room").path("id").asString();

        assertThat(op1.code("take", in(talk))).isEqualTo(ChatError.NOT_ALLOWED.code());
    }

    @Test
    void whereNobodyAnswersNobodyAsks() throws Exception {
        node.close();
        start(false);

        assertThat(vera.code("support", "{}")).isEqualTo(ChatError.NOT_ALLOWED.code());
    }
}
