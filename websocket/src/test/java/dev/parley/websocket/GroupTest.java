package dev.parley.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.net.NetworkOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Broadcasts.
class GroupTest {

    private final Group group = new Group();
    private final Recorder recorder = new Recorder() {
        @Override
        public void onOpen(WebSocket ws) {
            group.add(ws);
            super.onOpen(ws);
        }

        @Override
        public void onText(WebSocket ws, String text) {
            group.broadcast(text);
        }
    };

    private WebSocketServer start(int loops) throws Exception {
        return WebSocketServer.builder()
                .network(NetworkOptions.DEFAULT.withLoops(loops))
                .path("/", recorder)
                .start();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void everyMemberGetsEveryBroadcastInOrder(int loops) throws Exception {
        try (WebSocketServer server = start(loops)) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                clients.add(RawClient.open(server.port(), "/"));
                recorder.connection();
            }
            await().until(() -> group.size() == 20);
            for (int i = 0; i < 500; i++) {
                clients.getFirst().text("m" + i);
            }
            for (RawClient client : clients) {
                for (int i = 0; i < 500; i++) {
                    assertThat(client.read().text()).isEqualTo("m" + i);
                }
                client.close();
            }
            await().until(() -> group.size() == 0);
        }
    }

    @Test
    void aBroadcastToMoreThanATurnsWorthReachesAllInOrderWhileMembersComeAndGo() throws Exception {
        try (WebSocketServer server = start(1)) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 1500; i++) {
                clients.add(RawClient.open(server.port(), "/"));
            }
            await().until(() -> group.size() == 1500);
            for (int i = 0; i < 20; i++) {
                group.broadcast("m" + i);
                clients.get(i * 50).reset();
            }
            for (int c = 0; c < clients.size(); c++) {
                if (c % 50 != 0 || c >= 1000) {
                    for (int i = 0; i < 20; i++) {
                        assertThat(clients.get(c).read().text()).isEqualTo("m" + i);
                    }
                }
            }
            await().until(() -> group.size() == 1480);
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void whoLeavesHearsNoMore() throws Exception {
        try (WebSocketServer server = start(2);
                RawClient one = RawClient.open(server.port(), "/")) {
            WebSocket ws = recorder.connection();
            group.broadcast("first");
            assertThat(one.read().text()).isEqualTo("first");
            group.remove(ws);
            await().until(() -> group.size() == 0);
            group.broadcast("second");
            ws.send("third");
            assertThat(one.read().text()).isEqualTo("third");
        }
    }

    @Test
    void whoJoinsHearsNothingThatWasBroadcastBefore() throws Exception {
        try (WebSocketServer server = start(2);
                RawClient one = RawClient.open(server.port(), "/")) {
            WebSocket ws = recorder.connection();
            Group late = new Group();
            ws.execute(() -> {
                late.broadcast("to nobody");
                late.add(ws);
                late.broadcast("first");
            });
            assertThat(one.read().text()).isEqualTo("first");
            late.remove(ws);
            late.broadcast("gone");
            late.add(ws);
            late.broadcast("second");
            assertThat(one.read().text()).isEqualTo("second");
        }
    }

    @Test
    void aMemberWhoseHandlerBreaksTheFanOutCostsTheOthersNothing() throws Exception {
        Recorder breaking = new Recorder() {
            @Override
            public void onOpen(WebSocket ws) {
                group.add(ws);
                super.onOpen(ws);
            }

            @Override
            public void onWritable(WebSocket ws, boolean writable) {
                throw new StackOverflowError("on purpose");
            }
        };
        try (WebSocketServer server = WebSocketServer.builder()
                        .network(NetworkOptions.DEFAULT.withLoops(1))
                        .path("/", breaking)
                        .start();
                RawClient slow = RawClient.openNarrow(server.port(), "/")) {
            WebSocket broken = breaking.connection();
            try (RawClient quick = RawClient.open(server.port(), "/")) {
                breaking.connection();
                for (int i = 0; broken.state() == WebSocket.State.OPEN && i < 10_000; i++) {
                    group.broadcast(ByteBuffer.allocate(30_000));
                    assertThat(quick.read().payload()).hasSize(30_000);
                }
                assertThat(broken.state()).isNotEqualTo(WebSocket.State.OPEN);
                group.broadcast("still here");
                assertThat(quick.read().text()).isEqualTo("still here");
            }
            slow.reset();
        }
    }

    @Test
    void whatWaitsForABusyLoopIsBoundedHoweverSmallTheMessages() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (WebSocketServer server = start(1);
                RawClient client = RawClient.open(server.port(), "/")) {
            recorder.connection().execute(() -> {
                try {
                    done.await(10, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            int taken = 0;
            while (taken < 500_000 && group.broadcast("")) {
                taken++;
            }
            assertThat(taken).isBetween(1, 200_000);
            done.countDown();
            for (int i = 0; i < taken; i++) {
                assertThat(client.read().payload()).isEmpty();
            }
            await().until(() -> group.broadcast("room again"));
            assertThat(client.read().text()).isEqualTo("room again");
        }
    }
}
