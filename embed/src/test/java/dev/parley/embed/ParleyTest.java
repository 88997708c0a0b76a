package dev.parley.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Draft;
import dev.parley.hub.Grant;
import dev.parley.hub.HistoryQuery;
import dev.parley.hub.HubError;
import dev.parley.hub.Namespace;
import dev.parley.hub.Namespace.Allow;
import dev.parley.hub.Payload;
import dev.parley.hub.Publication;
import dev.parley.hub.UserId;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// The hub inside a Java program.
class ParleyTest {

    private static Parley.Builder builder() {
        return Parley.builder()
                .anonymous()
                .withoutNamespace(RawHandlerTest.OPEN)
                .namespace(Namespace.named("live").allowing(Allow.values()).withRaw())
                .namespace(Namespace.named("who")
                        .allowing(Allow.values())
                        .withPresence()
                        .withRaw())
                .namespace(Namespace.named("closed").withRaw());
    }

    /// Writes down what it hears.
    private static class Recording implements Listener {
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @Override
        public void onPublication(ChannelName channel, Publication publication) throws Exception {
            heard.add(publication.payload().toString());
        }

        @Override
        public void onGap(ChannelName channel) {
            heard.add("gap");
        }

        String next() throws InterruptedException {
            return String.valueOf(heard.poll(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aListenerHearsWhatIsPublishedFromNowOnInOrder() throws Exception {
        Recording recording = new Recording();
        try (Parley parley = builder().start()) {
            parley.publish("room", Payload.text("before"));
            try (Listening listening = parley.subscribe("room", recording);
                    Caller anna = new Caller(parley.port(), "/raw/room")) {
                anna.text("from a client");
                assertThat(recording.next()).isEqualTo("from a client");
                for (int i = 0; i < 500; i++) {
                    parley.publish("room", Payload.text("m" + i));
                }
                for (int i = 0; i < 500; i++) {
                    assertThat(recording.next()).isEqualTo("m" + i);
                }
                assertThat(listening).isNotNull();
            }
            await().until(() -> parley.hub().sessions().isEmpty());
            parley.publish("room", Payload.text("after"));
            assertThat(recording.heard).isEmpty();
        }
    }

    @Test
    void aListenerThatIsSlowHearsEverythingWhereThereIsHistory() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Recording slow = new Recording() {
            @Override
            public void onPublication(ChannelName channel, Publication publication) throws Exception {
                go.await();
                super.onPublication(channel, publication);
            }
        };
        try (Parley parley = builder().start();
                Listening listening = parley.subscribe("room", slow, new ListenerOptions(10, 1 << 20))) {
            for (int i = 0; i < 2_000; i++) {
                parley.publish("room", Payload.text("m" + i));
            }
            assertThat(slow.heard).isEmpty();
            go.countDown();
            for (int i = 0; i < 2_000; i++) {
                assertThat(slow.next()).isEqualTo("m" + i);
            }
            parley.publish("room", Payload.text("live again"));
            assertThat(slow.next()).isEqualTo("live again");
            assertThat(listening).isNotNull();
        }
    }

    @Test
    void aListenerThatIsSlowIsToldOfTheGapWhereThereIsNone() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Recording slow = new Recording() {
            @Override
            public void onPublication(ChannelName channel, Publication publication) throws Exception {
                go.await();
                super.onPublication(channel, publication);
            }
        };
        try (Parley parley = builder().start();
                Listening listening = parley.subscribe("live:a", slow, new ListenerOptions(10, 1 << 20))) {
            for (int i = 0; i < 100; i++) {
                parley.publish("live:a", Payload.text("m" + i));
            }
            await().until(() -> parley.hub().sessions().isEmpty());
            go.countDown();
            String heard = slow.next();
            int i = 0;
            while (!heard.equals("gap")) {
                assertThat(heard).isEqualTo("m" + i++);
                heard = slow.next();
            }
            assertThat(i).isBetween(10, 12);
            parley.publish("live:a", Payload.text("live again"));
            assertThat(slow.next()).isEqualTo("live again");
            assertThat(listening).isNotNull();
        }
    }

    @Test
    void aListenerThatThrowsHearsTheNextOne() throws Exception {
        Recording recording = new Recording() {
            @Override
            public void onPublication(ChannelName channel, Publication publication) throws Exception {
                if (publication.payload().toString().equals("bad")) {
                    throw new IllegalStateException("on purpose");
                }
                super.onPublication(channel, publication);
            }
        };
        try (Parley parley = builder().start();
                Listening listening = parley.subscribe("room", recording)) {
            parley.publish("room", Payload.text("bad"));
            parley.publish("room", Payload.text("good"));
            assertThat(recording.next()).isEqualTo("good");
            assertThat(listening).isNotNull();
        }
    }

    @Test
    void historyAndPresenceAreThere() throws Exception {
        try (Parley parley = builder().start();
                Caller anna = new Caller(parley.port(), "/raw/who:a")) {
            for (int i = 0; i < 5; i++) {
                parley.publish("room", Payload.text("m" + i));
            }
            assertThat(parley.history("room", HistoryQuery.newest(2)).publications())
                    .extracting(publication -> publication.payload().toString())
                    .containsExactly("m4", "m3");
            await().until(() -> parley.presence("who:a").size() == 1);
            assertThat(anna.ws).isNotNull();
        }
    }

    @Test
    void whatTheHubRefusesIsThrown() throws Exception {
        try (Parley parley = builder().start()) {
            assertThatThrownBy(() -> parley.publish("nowhere:a", Payload.text("x")))
                    .isInstanceOfSatisfying(
                            HubException.class,
                            refused -> assertThat(refused.error()).isEqualTo(HubError.UNKNOWN_CHANNEL));
            assertThatThrownBy(() -> parley.history("live:a", HistoryQuery.newest(1)))
                    .isInstanceOf(HubException.class)
                    .hasMessage("not available");
            assertThatThrownBy(() -> parley.subscribe("nowhere:a", (_, _) -> {}))
                    .isInstanceOf(HubException.class);
            assertThatThrownBy(() -> parley.publish("", Payload.text("x")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void blockingOnAnEventLoopIsRefused() throws Exception {
        try (Parley parley = builder().start()) {
            BlockingQueue<Object> thrown = new LinkedBlockingQueue<>();
            parley.server().network().loops().getFirst().execute(() -> {
                try {
                    parley.subscribe("room", (_, _) -> {});
                    thrown.add("nothing");
                } catch (IllegalStateException refused) {
                    thrown.add(refused);
                }
            });
            assertThat(thrown.poll(10, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void callbacksDecideAndMayBlock() throws Exception {
        Parley.Builder builder = builder()
                .onConnecting(request -> switch (request.token()) {
                    case "anna" -> new Grant.Session(new UserId("anna"), null, null, Map.of(), 0);
                    case "bad" -> throw new HubException(HubError.TOKEN_EXPIRED);
                    case "broken" -> throw new IllegalStateException("on purpose");
                    default -> null;
                })
                .onSubscribing(
                        (session, request) -> session.user().value().equals("anna") ? Grant.Subscription.PLAIN : null)
                .onPublishing(
                        (session, channel, draft) -> session.user().value().equals("anna")
                                ? Draft.of(Payload.text("anna: " + draft.payload()))
                                        .by(session.info(null))
                                : null);
        try (Parley parley = builder.start();
                Caller anna = new Caller(parley.port(), "/raw/closed:a?token=anna");
                Caller nobody = new Caller(parley.port(), "/raw/closed:a")) {
            assertThat(nobody.next()).isEqualTo("close 4003 permission denied");
            assertThat(refusal(parley, "/raw/room?token=bad")).isEqualTo(401);
            assertThat(refusal(parley, "/raw/room?token=broken")).isEqualTo(503);
            anna.text("hello");
            assertThat(anna.next()).isEqualTo("anna: hello");
        }
    }

    @Test
    void callbacksOfOneClientKeepItsOrderAndRunAtTheSameTimeAsOthers() throws Exception {
        CountDownLatch bobWaits = new CountDownLatch(1);
        CountDownLatch annaIsThrough = new CountDownLatch(1);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        Parley.Builder builder = builder().onPublishing((_, channel, draft) -> {
            if (channel.value().equals("bob")) {
                bobWaits.countDown();
                annaIsThrough.await();
            } else {
                Thread.yield();
                seen.add(draft.payload().toString());
            }
            return null;
        });
        try (Parley parley = builder.start();
                Caller bob = new Caller(parley.port(), "/raw/bob");
                Caller anna = new Caller(parley.port(), "/raw/anna")) {
            bob.text("waits");
            assertThat(bobWaits.await(10, TimeUnit.SECONDS)).isTrue();
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                sent.add("m" + i);
                anna.text("m" + i);
            }
            for (String text : sent) {
                assertThat(anna.next()).isEqualTo(text);
            }
            assertThat(seen).isEqualTo(sent);
            assertThat(bob.isQuiet()).isTrue();
            annaIsThrough.countDown();
            assertThat(bob.next()).isEqualTo("waits");
        }
    }

    @Test
    void noMoreCallbacksThanAllowedRunAtTheSameTime() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Parley.Builder builder = builder().callbackLimit(3).onConnecting(_ -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.yield();
            now.decrementAndGet();
            return null;
        });
        try (Parley parley = builder.start()) {
            List<Caller> callers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                callers.add(new Caller(parley.port(), "/raw/room"));
            }
            await().until(() -> parley.hub().sessions().size() == 50);
            assertThat(most.get()).isBetween(1, 3);
            callers.forEach(Caller::close);
        }
    }

    @Test
    void methodsAnswerSdkClientsAndWhatTheyThrowIsNotTold() throws Exception {
        BlockingQueue<String> sent = new LinkedBlockingQueue<>();
        Parley.Builder builder = builder()
                .method("double", (_, data) -> Payload.json("" + 2 * Integer.parseInt(data.toString())))
                .method("refuse", (_, _) -> {
                    throw new HubException(HubError.NOT_AVAILABLE);
                })
                .method("break", (_, _) -> {
                    throw new IllegalStateException("a secret");
                })
                .onSending((_, data) -> sent.add(data.toString()));
        assertThatThrownBy(() -> builder.method("double", (_, data) -> data))
                .isInstanceOf(IllegalArgumentException.class);
        try (Parley parley = builder.start();
                Caller sdk = new Caller(parley.port(), "/connection/websocket")) {
            sdk.text("{\"id\":1,\"connect\":{}}");
            assertThat(sdk.next()).startsWith("{\"id\":1,\"connect\":{\"client\":\"");
            sdk.text("{\"id\":2,\"rpc\":{\"method\":\"double\",\"data\":21}}");
            assertThat(sdk.next()).contains("\"id\":2").contains("\"data\":42");
            sdk.text("{\"id\":3,\"rpc\":{\"method\":\"refuse\"}}");
            assertThat(sdk.next()).contains("\"code\":108");
            sdk.text("{\"id\":4,\"rpc\":{\"method\":\"break\"}}");
            assertThat(sdk.next()).contains("\"code\":100").doesNotContain("secret");
            sdk.text("{\"id\":5,\"rpc\":{\"method\":\"nowhere\"}}");
            assertThat(sdk.next()).contains("\"code\":104");
            sdk.text("{\"send\":{\"data\":\"x\"}}");
            assertThat(sent.poll(10, TimeUnit.SECONDS)).isEqualTo("\"x\"");
        }
    }

    @Test
    void sdkAndBareClientsAndThisProgramMeetOnAChannel() throws Exception {
        Recording recording = new Recording();
        try (Parley parley = builder().start();
                Listening listening = parley.subscribe("room", recording);
                Caller sdk = new Caller(parley.port(), "/connection/websocket");
                Caller bare = new Caller(parley.port(), "/raw/room")) {
            sdk.text("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"room\"}}");
            String subscribed = sdk.next();
            while (!subscribed.contains("\"subscribe\"")) {
                subscribed = sdk.next();
            }
            bare.text("from a bare client");
            assertThat(recording.next()).isEqualTo("from a bare client");
            assertThat(bare.next()).isEqualTo("from a bare client");
            sdk.text("{\"id\":3,\"publish\":{\"channel\":\"room\",\"data\":{\"from\":\"an sdk\"}}}");
            assertThat(recording.next()).isEqualTo("{\"from\":\"an sdk\"}");
            assertThat(bare.next()).isEqualTo("{\"from\":\"an sdk\"}");
            String heard = "";
            while (!heard.contains("from a bare client")) {
                heard = sdk.next();
            }
            assertThat(listening).isNotNull();
        }
    }

    /// The status with which a bare client is refused before the upgrade.
    private static int refusal(Parley parley, String target) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", parley.port())) {
            socket.getOutputStream()
                    .write(("GET " + target
                                    + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return Integer.parseInt(line.split(" ")[1]);
        }
    }
}
