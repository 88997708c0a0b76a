package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.hub.HubError;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnderWayTest {

    @TempDir
    Path folder;

    @Test
    void whoAsksForTooMuchAtOnceHasToWaitAndOthersHaveNot() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        List<HubError> refusals = new CopyOnWriteArrayList<>();
        String url = "jdbc:sqlite:" + folder.resolve("chat.db");
        try (ChatNode node = new ChatNode(url, ChatNode.FAST, delivery -> delivery);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            node.chat.add("chat.wait", _ -> {
                try {
                    slow.await();
                } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                }
                return Command.NOTHING;
            });
            node.chat.start();
            List<Device> devices = List.of(node.device("ann"), node.device("ann"));
            Device bob = node.device("bob");
            for (int i = 0; i <= UnderWay.MOST; i++) {
                Device ann = devices.get(i % 2);
                threads.submit(() -> {
                    Object answer = ann.call("wait", "{}");
                    if (answer instanceof HubError error) {
                        refusals.add(error);
                    } else {
                        done.incrementAndGet();
                    }
                    return null;
                });
            }
            await().until(() -> refusals.size() == 1);
            threads.submit(() -> bob.rpc("wait", "{}"));
            slow.countDown();
            await().until(() -> done.get() == UnderWay.MOST);
            assertThat(refusals).singleElement().satisfies(refusal -> {
                assertThat(refusal.code()).isEqualTo(1015);
                assertThat(refusal.message()).contains("256 calls under way");
            });
            devices.getFirst().rpc("overview", "{}");
            bob.rpc("overview", "{}");
        }
    }
}
