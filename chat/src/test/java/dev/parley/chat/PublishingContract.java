package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.chat.KilledNode.Step;
import dev.parley.chat.storage.Draft;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What has happened to a message is told once, whatever becomes of who was about to tell it. On each database.
abstract class PublishingContract {

    /// The URL of a new database.
    abstract String emptyDatabase() throws Exception;

    static Stream<Arguments> killings() {
        List<Arguments> all = new ArrayList<>();
        for (Step step : Step.values()) {
            for (String event : List.of("message", "edited", "deleted")) {
                all.add(Arguments.of(step, event));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("killings")
    void whatWasCommittedIsToldOnceAfterAKill(Step step, String event) throws Exception {
        String url = emptyDatabase();
        killAt(step, url, event);

        try (ChatNode node = new ChatNode(url, ChatNode.FAST, delivery -> delivery)) {
            Device bob = node.device("bob");
            Device tablet = node.device("bob");
            assertThat(bob.channels).contains("chat:lobby");
            assertThat(node.storage.unpublished(10)).hasSize(step == Step.DONE ? 0 : 1);
            node.chat.start();
            node.device("ann").send("lobby", "the next one");

            for (Device each : List.of(bob, tablet)) {
                each.hearsText("the next one");
                assertThat(each.heard)
                        .filteredOn(heard -> heard.channel().equals("chat:lobby") && isOf(heard, event))
                        .hasSize(step == Step.DONE ? 0 : 1);
            }
            await().until(() -> node.storage.unpublished(10).isEmpty());
        }
    }

    private static boolean isOf(Device.Heard heard, String event) {
        return heard.type().equals(event)
                && !heard.data().path("message").path("text").asString("").equals("the next one");
    }

    private static void killAt(Step step, String url, String event) throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledNode.class.getName(),
                        url,
                        step.name(),
                        event)
                .redirectErrorStream(true)
                .start();
        List<String> said = new ArrayList<>();
        try (var reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                said.add(line);
                if (line.equals(step.name())) {
                    process.destroyForcibly();
                    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
                    return;
                }
            }
        }
        throw new AssertionError("the node ended before it came to " + step + ": " + said);
    }

    @Test
    void whatAnotherProcessHasWrittenIsToldWithinASecondOrSo() throws Exception {
        String url = emptyDatabase();
        try (ChatNode node = new ChatNode(url);
                var other = dev.parley.chat.storage.JdbcChatStorage.open(url, node.now::get)) {
            Device ann = node.device("ann");
            ann.enter("lobby");
            other.send(new Draft("lobby", "ann", "c1", "from elsewhere"));
            ann.hearsText("from elsewhere");
        }
    }

    /// Between them they tell everything, and each a room's events in order.
    @Test
    void twoNodesOnOneDatabaseTellEverythingInOrder() throws Exception {
        String url = emptyDatabase();
        try (ChatNode one = new ChatNode(url);
                ChatNode two = new ChatNode(url)) {
            Device ann = one.device("ann");
            ann.enter("lobby");
            Device bob = two.device("bob");
            bob.enter("lobby");
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                sent.add(UUID.randomUUID().toString());
                (i % 2 == 0 ? ann : bob).send("lobby", sent.getLast());
            }
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> one.storage.unpublished(1).isEmpty());
            await().atMost(20, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(both(ann, bob)).containsAll(sent));
            for (Device each : List.of(ann, bob)) {
                List<Integer> places = each.texts().stream().map(sent::indexOf).toList();
                assertThat(places).isSorted().doesNotHaveDuplicates();
            }
        }
    }

    private static List<String> both(Device one, Device other) {
        List<String> all = new ArrayList<>(one.texts());
        all.addAll(other.texts());
        return all;
    }
}
