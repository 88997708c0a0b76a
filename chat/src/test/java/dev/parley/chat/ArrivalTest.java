package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.hub.Grant;
import dev.parley.hub.Relay;
import dev.parley.hub.UserId;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What changes while somebody is just coming: behind the reading of their rooms, in front of the hub's seeing them.
class ArrivalTest {

    private static final UserId BOB = new UserId("bob");

    @TempDir
    Path folder;

    private ChatNode node;
    private Device ann;
    private Device bob;

    @BeforeEach
    void start() throws Exception {
        node = new ChatNode("jdbc:sqlite:" + folder.resolve("chat.db"));
        ann = node.device("ann");
        bob = node.device("bob");
        ann.enter("garden");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private Grant.Session reads(String client) throws Exception {
        return new Grant.Session(
                BOB, null, null, node.chat.context().memberships().arrive(client, BOB), 0);
    }

    @Test
    void whoIsBannedMeanwhileIsToldNothingNotEvenThatTheyWereSubscribed() throws Exception {
        bob.enter("garden");
        Grant.Session grant = reads("late");
        assertThat(grant.channels()).containsKey(ChatChannels.room("garden"));
        ann.rpc("ban", "{'room':'garden','user':'bob','minutes':5}");
        ann.send("garden", "without bob");
        ann.hearsText("without bob");

        Device late = Device.letIn(node, node.loop(), "late", grant);

        assertThat(late.channels).containsExactly("chat_me:bob");
        ann.send("garden", "still without bob");
        ann.hearsText("still without bob");
        bob.rpc("overview", "{}");
        assertThat(late.texts()).isEmpty();
        assertThat(bob.texts()).isEmpty();
    }

    @Test
    void whoComesIntoARoomMeanwhileHearsIt() throws Exception {
        Grant.Session grant = reads("late");
        assertThat(grant.channels()).doesNotContainKey(ChatChannels.room("garden"));
        bob.enter("garden");

        Device late = Device.letIn(node, node.loop(), "late", grant);

        await().until(() -> late.channels.contains("chat:garden"));
        ann.send("garden", "hello bob");
        late.hearsText("hello bob");
    }

    @Test
    void whatChangesOnAnotherNodeIsHeardOfByWhoIsJustComing() throws Exception {
        String url = "jdbc:sqlite:" + folder.resolve("shared.db");
        Relay relay = new Relay();
        try (ChatNode here = new ChatNode(url, relay, "here");
                ChatNode there = new ChatNode(url, relay, "there")) {
            Device phone = here.device("bob");
            Device tablet = there.device("bob");
            phone.enter("garden");
            assertThat(tablet.channels).contains("chat:garden");
            Memberships memberships = there.chat.context().memberships();
            Grant.Session grant = new Grant.Session(BOB, null, null, memberships.arrive("late", BOB), 0);

            phone.rpc("leave", "{'room':'garden'}");
            phone.enter("lounge");

            Device late = Device.letIn(there, there.loop(), "late", grant);
            await().until(() -> late.channels.contains("chat:lounge"));
            assertThat(late.channels).containsExactlyInAnyOrder("chat_me:bob", "chat:lounge");
            assertThat(tablet.channels).containsExactlyInAnyOrder("chat_me:bob", "chat:lounge");
        }
    }

    @Test
    void whatATokenSaysOfTheChatsChannelsIsInVain() throws Exception {
        Device spy = node.device("spy");
        assertThat(spy.channels).containsExactlyInAnyOrder("news", "chat_me:spy");
        ann.send("garden", "between us");
        ann.hearsText("between us");
        spy.rpc("overview", "{}");
        assertThat(spy.texts()).isEmpty();
    }

    @Test
    void theLastOfSeveralChangesCounts() throws Exception {
        Grant.Session grant = reads("late");
        bob.enter("garden");
        bob.rpc("leave", "{'room':'garden'}");
        bob.enter("garden");
        bob.rpc("leave", "{'room':'garden'}");

        Device late = Device.letIn(node, node.loop(), "late", grant);

        ann.send("garden", "without bob");
        ann.hearsText("without bob");
        assertThat(late.rpc("overview", "{}").path("rooms")).isEmpty();
        assertThat(late.channels).containsExactly("chat_me:bob");
        assertThat(late.texts()).isEmpty();
    }

    @Test
    void whoIsLetInWithoutHavingAskedTheChatHearsNoRoom() throws Exception {
        bob.enter("garden");
        Grant.Session grant = reads("one");
        Device other = Device.letIn(node, node.loop(), "another", grant);
        assertThat(other.channels).containsExactly("chat_me:bob");
        other.rpc("overview", "{}");
        assertThat(other.channels).contains("chat:garden");
    }
}
