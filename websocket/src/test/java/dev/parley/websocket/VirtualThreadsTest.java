package dev.parley.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// Handlers that block.
class VirtualThreadsTest {

    @Test
    void aHandlerThatBlocksHoldsUpNobodyElseAndKeepsItsOrder() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        WebSocketHandler handler = new WebSocketHandler() {
            @Override
            public void onText(WebSocket ws, String text) {
                if (!Thread.currentThread().isVirtual()) {
                    ws.send("not a virtual thread");
                }
                try {
                    if (text.equals("block")) {
                        go.await(10, TimeUnit.SECONDS);
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                ws.send(text);
            }
        };
        try (WebSocketServer server = WebSocketServer.builder()
                        .virtualThreads()
                        .path("/", handler)
                        .start();
                RawClient blocked = RawClient.open(server.port(), "/");
                RawClient other = RawClient.open(server.port(), "/")) {
            blocked.text("block");
            for (int i = 0; i < 1000; i++) {
                blocked.text("m" + i);
            }
            assertThat(other.text("quick").read().text()).isEqualTo("quick");
            go.countDown();
            assertThat(blocked.read().text()).isEqualTo("block");
            for (int i = 0; i < 1000; i++) {
                assertThat(blocked.read().text()).isEqualTo("m" + i);
            }
        }
    }

    @Test
    void aHandlerThatThrowsThereLosesItsConnectionWith1011() throws Exception {
        WebSocketHandler handler = new WebSocketHandler() {
            @Override
            public void onText(WebSocket ws, String text) {
                throw new IllegalStateException("on purpose");
            }
        };
        try (WebSocketServer server = WebSocketServer.builder()
                        .virtualThreads()
                        .path("/", handler)
                        .start();
                RawClient client = RawClient.open(server.port(), "/")) {
            assertThat(client.text("x").read().closeCode()).isEqualTo(1011);
        }
    }

    @Test
    void whatAHandlerThrowsInItsLastCallIsLogged() throws Exception {
        WebSocketHandler handler = new WebSocketHandler() {
            @Override
            public void onClose(WebSocket ws, int code, String reason) {
                throw new IllegalStateException("the last words");
            }
        };
        CompletableFuture<String> logged = new CompletableFuture<>();
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getThrowableProxy() != null) {
                    logged.complete(event.getThrowableProxy().getMessage());
                }
            }
        };
        Logger log = (Logger) LoggerFactory.getLogger(WebSocket.class);
        appender.start();
        log.addAppender(appender);
        try (WebSocketServer server =
                WebSocketServer.builder().virtualThreads().path("/", handler).start()) {
            RawClient.open(server.port(), "/").close();
            assertThat(logged.get(10, TimeUnit.SECONDS)).isEqualTo("the last words");
        } finally {
            log.detachAppender(appender);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHandlerThatClosesOrThrowsHearsNoMore(boolean closes) throws Exception {
        CountDownLatch allHaveCome = new CountDownLatch(1);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocketHandler handler = new WebSocketHandler() {
            @Override
            public void onText(WebSocket ws, String text) {
                heard.add(text);
                try {
                    allHaveCome.await(10, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                if (closes) {
                    ws.close();
                } else {
                    throw new IllegalStateException("on purpose");
                }
            }

            @Override
            public void onClose(WebSocket ws, int code, String reason) {
                heard.add("closed");
            }
        };
        try (WebSocketServer server = WebSocketServer.builder()
                        .virtualThreads()
                        .path("/", handler)
                        .start();
                RawClient client = RawClient.open(server.port(), "/")) {
            client.text("first").text("second").text("third");
            client.send(RawClient.frame(RawClient.FIN | RawClient.PING, new byte[0]));
            assertThat(client.read().opcode()).isEqualTo(RawClient.PONG);
            allHaveCome.countDown();
            assertThat(client.read().closeCode()).isEqualTo(closes ? 1000 : 1011);
            client.close(1000, "");
            assertThat(client.readToEnd()).isEmpty();
            client.close();
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("first");
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");
        }
    }
}
