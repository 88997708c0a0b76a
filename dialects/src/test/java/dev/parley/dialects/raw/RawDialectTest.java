package dev.parley.dialects.raw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.dialects.HandLoop;
import dev.parley.dialects.PaperLink;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Draft;
import dev.parley.hub.Grant;
import dev.parley.hub.Hub;
import dev.parley.hub.HubError;
import dev.parley.hub.HubOptions;
import dev.parley.hub.Namespace;
import dev.parley.hub.Namespace.Allow;
import dev.parley.hub.Namespaces;
import dev.parley.hub.Payload;
import dev.parley.hub.Published;
import dev.parley.hub.Retention;
import dev.parley.hub.Session;
import dev.parley.hub.SubscribeRequest;
import dev.parley.hub.Unsubscribe;
import dev.parley.hub.memory.MemoryEngine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What bare clients say and hear.
class RawDialectTest {

    private static final Set<Allow> ALL = EnumSet.allOf(Allow.class);
    private static final Set<Allow> READ_ONLY = Set.of(Allow.SUBSCRIBE_FOR_CLIENT, Allow.SUBSCRIBE_FOR_ANONYMOUS);

    private final HandLoop loop = new HandLoop();
    private final MemoryEngine engine = new MemoryEngine(() -> Instant.ofEpochMilli(1_700_000_000_000L), new Random(1));

    /// How many publishes are refused before one is taken.
    private int refusals;

    private HubError refusal = HubError.TOO_MANY_REQUESTS;
    private final AtomicInteger ids = new AtomicInteger();
    private final Namespaces namespaces = new Namespaces(
            Namespaces.Syntax.DEFAULT,
            namespace("", 100, ALL, null),
            List.of(
                    namespace("live", 0, ALL, null),
                    namespace("short", 3, ALL, null),
                    namespace("read", 100, READ_ONLY, null),
                    namespace("json", 0, ALL, Payload.Kind.JSON)));
    private final Hub hub = new Hub(
            HubOptions.DEFAULT,
            namespaces,
            engine,
            new Refusing(namespaces),
            List.of(loop),
            () -> Instant.ofEpochMilli(1));

    /// Who is to wait for the decision whether it may subscribe.
    private boolean undecided;

    private Runnable decide = () -> {};

    /// The namespaces' rules, and refusals on top.
    private final class Refusing extends Rules {
        Refusing(Namespaces namespaces) {
            super(namespaces);
        }

        @Override
        public void subscribing(
                Session session, SubscribeRequest request, Namespace namespace, Answer<Grant.Subscription> answer) {
            if (undecided) {
                decide = () -> super.subscribing(session, request, namespace, answer);
            } else {
                super.subscribing(session, request, namespace, answer);
            }
        }

        @Override
        public void publishing(
                Session session,
                ChannelName channel,
                Namespace namespace,
                boolean subscribed,
                Draft draft,
                Answer<Draft> answer) {
            if (refusals > 0) {
                refusals--;
                answer.failed(refusal);
            } else {
                super.publishing(session, channel, namespace, subscribed, draft, answer);
            }
        }
    }

    private static Namespace namespace(String name, int history, Set<Allow> allow, Payload.@Nullable Kind format) {
        Namespace plain = Namespace.named(name);
        return new Namespace(
                name,
                false,
                false,
                false,
                history == 0 ? Retention.NONE : new Retention(history, null, null),
                plain.positioning(),
                plain.recovery(),
                plain.recoveryMode(),
                allow,
                false,
                false,
                false,
                false,
                null,
                true,
                format);
    }

    private final class Client {
        final PaperLink link = new PaperLink(loop);
        private @Nullable RawDialect dialect;

        Client(RawRequest request) {
            loop.run(() -> {
                dialect = new RawDialect(hub, link, request, "c" + ids.incrementAndGet());
                dialect.open();
            });
        }

        void text(String text) {
            loop.run(() -> dialect.onText(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
        }

        void binary(byte... data) {
            loop.run(() -> dialect.onBinary(ByteBuffer.wrap(data)));
        }

        List<String> hears() {
            return link.take();
        }
    }

    private Client open(String channel) {
        return open(channel, null, null, null);
    }

    private Client open(String channel, @Nullable String envelope, @Nullable String history, @Nullable String since) {
        return new Client(RawRequest.of(channel, envelope, history, since, null));
    }

    private void publish(String channel, Draft draft) {
        loop.run(() -> hub.publish(new ChannelName(channel), draft, new Answer<>() {
            @Override
            public void succeeded(Published value) {}

            @Override
            public void failed(HubError error) {
                throw new AssertionError(error);
            }
        }));
    }

    private void publish(String channel, int from, int to) {
        for (int i = from; i <= to; i++) {
            publish(channel, Draft.of(Payload.text("m" + i)));
        }
    }

    private String epochOf(String channel) {
        List<String> first = open(channel, "json", null, null).hears();
        return first.getFirst().replaceAll(".*\"epoch\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void aFrameComesToEverybodyAsTheSameKindOfFrame() {
        Client anna = open("room");
        Client bob = open("room");
        Client other = open("elsewhere");
        anna.text("Größe 🙂");
        bob.binary((byte) 1, (byte) -1);
        assertThat(anna.hears()).containsExactly("Größe 🙂", "[1, -1]");
        assertThat(bob.hears()).containsExactly("Größe 🙂", "[1, -1]");
        assertThat(other.hears()).isEmpty();
        assertThat(anna.link.pauses).isZero();
    }

    @Test
    void theUpgradeIsAnsweredWhenTheClientIsOnItsChannel() {
        undecided = true;
        Client anna = open("room");
        publish("room", 1, 1);
        assertThat(anna.link.corked).isTrue();
        assertThat(anna.link.uncorked).isZero();
        assertThat(anna.link.pauses).isEqualTo(1);
        loop.run(decide);
        publish("room", 2, 2);
        assertThat(anna.link.uncorked).isEqualTo(1);
        loop.pass(Opening.APART_MILLIS);
        assertThat(anna.link.corked).isFalse();
        assertThat(anna.link.pauses).isZero();
        assertThat(anna.hears()).containsExactly("m2");
    }

    @Test
    void whoseSubscriptionIsNotDecidedInTimeIsToldToComeAgain() {
        undecided = true;
        Client anna = open("room");
        loop.pass(Opening.MOST_MILLIS - 1);
        assertThat(anna.hears()).isEmpty();
        loop.pass(1);
        assertThat(anna.hears()).containsExactly("close 1013 not ready in time");
        loop.run(decide);
        publish("room", 1, 1);
        assertThat(anna.hears()).isEmpty();
        undecided = false;
        Client bob = open("room");
        loop.pass(Opening.MOST_MILLIS);
        assertThat(bob.hears()).isEmpty();
    }

    @Test
    void aSitesOwnErrorsCloseWithACodeThatThereIs() {
        for (int code : List.of(100, 1099, 1100, 1999)) {
            refusals = 1;
            refusal = new HubError(code, "no", false);
            Client anna = open("room");
            anna.text("x");
            assertThat(anna.hears()).containsExactly("close " + (code < 1100 ? 3900 + code : 4003) + " no");
        }
    }

    @Test
    void jsonThatTheSitePublishesComesAsText() {
        Client anna = open("room");
        publish("room", Draft.of(Payload.json("{\"a\":1}")));
        assertThat(anna.hears()).containsExactly("{\"a\":1}");
    }

    @Test
    void theEnvelopeSaysWherefromAndWhere() {
        Client anna = open("room", "json", null, null);
        List<String> first = anna.hears();
        assertThat(first).hasSize(1);
        assertThat(first.getFirst()).matches("\\{\"channel\":\"room\",\"epoch\":\"[^\"]+\",\"offset\":0}");
        open("room").text("say \"hi\"\n\u0001");
        publish("room", Draft.of(Payload.json("{\"a\":[1]}")).withTags(java.util.Map.of("k", "v\\")));
        anna.binary((byte) 0, (byte) 1, (byte) 2);
        assertThat(anna.hears())
                .containsExactly(
                        "{\"channel\":\"room\",\"offset\":1,\"time\":1700000000000,\"client\":\"c2\","
                                + "\"text\":\"say \\\"hi\\\"\\n\\u0001\"}",
                        "{\"channel\":\"room\",\"offset\":2,\"time\":1700000000000,\"tags\":{\"k\":\"v\\\\\"},"
                                + "\"data\":{\"a\":[1]}}",
                        "{\"channel\":\"room\",\"offset\":3,\"time\":1700000000000,\"client\":\"c1\","
                                + "\"base64\":\"AAEC\"}");
    }

    @Test
    void withoutHistoryTheEnvelopeHasNoPlace() {
        Client anna = open("live:a", "json", null, null);
        anna.text("x");
        assertThat(anna.hears())
                .containsExactly("{\"channel\":\"live:a\",\"time\":1700000000000,\"client\":\"c1\",\"text\":\"x\"}");
    }

    @Test
    void theLastPublicationsComeFirst() {
        publish("room", 1, 10);
        Client anna = open("room", null, "3", null);
        publish("room", 11, 11);
        assertThat(anna.hears()).containsExactly("m8", "m9", "m10", "m11");
    }

    @Test
    void moreHistoryThanThereIsIsAllOfIt() {
        publish("short:a", 1, 10);
        assertThat(open("short:a", null, "1000", null).hears()).containsExactly("m8", "m9", "m10");
        assertThat(open("room", null, "5", null).hears()).isEmpty();
    }

    @Test
    void sinceAPositionNothingIsLeftOut() {
        String epoch = epochOf("room");
        publish("room", 1, 5);
        Client anna = open("room", "json", null, epoch + ":3");
        List<String> heard = anna.hears();
        assertThat(heard.getFirst()).isEqualTo("{\"channel\":\"room\",\"epoch\":\"" + epoch + "\",\"offset\":3}");
        assertThat(heard.get(1)).contains("\"offset\":4").contains("\"text\":\"m4\"");
        assertThat(heard.get(2)).contains("\"offset\":5");
        assertThat(heard).hasSize(3);
    }

    @Test
    void whatCanNotBeFilledClosesWith4012() {
        String epoch = epochOf("short:a");
        publish("short:a", 1, 10);
        assertThat(open("short:a", null, null, epoch + ":3").hears())
                .containsExactly("close 4012 unrecoverable position");
        assertThat(open("short:a", null, null, "other:8").hears()).containsExactly("close 4012 unrecoverable position");
        assertThat(open("short:a", null, null, epoch + ":7").hears()).containsExactly("m8", "m9", "m10");
    }

    @Test
    void historyThatIsNotKeptOrNotForEverybodyIsRefused() {
        assertThat(open("live:a", null, "5", null).hears()).containsExactly("close 4008 not available");
        assertThat(open("live:a", null, null, "e:1").hears()).containsExactly("close 4008 not available");
        assertThat(open("read:a", null, "5", null).hears()).containsExactly("close 4003 permission denied");
    }

    @Test
    void whoMayNotPublishIsToldSo() {
        Client anna = open("read:a");
        assertThat(anna.hears()).isEmpty();
        anna.text("x");
        anna.text("y");
        assertThat(anna.hears()).containsExactly("close 4003 permission denied");
    }

    @Test
    void whoMayNotSubscribeIsToldSo() {
        assertThat(open("$secret").hears()).containsExactly("close 4003 permission denied");
        assertThat(open("nowhere:a").hears()).containsExactly("close 4002 unknown channel");
        assertThat(new Client(new RawRequest(new ChannelName("room"), false, 0, null, "bad token")).hears())
                .containsExactly("close 4001 unauthorized");
    }

    @Test
    void whatCanNotBeTakenForNowIsTriedAgainInOrderAndTheClientIsNotReadMeanwhile() {
        Client anna = open("room");
        refusals = 3;
        loop.run(() -> {
            anna.dialect.onText(ByteBuffer.wrap("one".getBytes(StandardCharsets.UTF_8)));
            anna.dialect.onText(ByteBuffer.wrap("two".getBytes(StandardCharsets.UTF_8)));
        });
        assertThat(anna.link.pauses).isEqualTo(1);
        loop.pass(20);
        assertThat(anna.hears()).isEmpty();
        loop.pass(10);
        assertThat(anna.hears()).containsExactly("one", "two");
        assertThat(anna.link.pauses).isZero();
    }

    @Test
    void whatIsRefusedForHalfAMinuteClosesWith4011() {
        Client anna = open("room");
        refusals = Integer.MAX_VALUE;
        anna.text("one");
        loop.pass(29_000);
        assertThat(anna.hears()).isEmpty();
        loop.pass(1_100);
        assertThat(anna.hears()).containsExactly("close 4011 too many requests");
    }

    @Test
    void aFullDiskIsSaid() {
        Client anna = open("room");
        refusals = 1;
        refusal = HubError.STORAGE;
        anna.text("one");
        assertThat(anna.hears()).containsExactly("close 4051 storage is not available");
    }

    @Test
    void whereOnlyJsonIsTakenTextMustBeJson() {
        Client anna = open("json:a", "json", null, null);
        anna.text(" {\"a\":1}");
        assertThat(anna.hears().getFirst()).endsWith("\"data\": {\"a\":1}}");
        anna.text("{\"a\":");
        assertThat(anna.hears().getFirst())
                .startsWith("close 4007 bad request: ")
                .hasSizeLessThan(140);
        Client bob = open("json:a");
        bob.binary((byte) 1);
        assertThat(bob.hears()).containsExactly("close 4007 bad request");
    }

    @Test
    void theSitesWillIsSaid() {
        Client anna = open("room");
        Client bob = open("room");
        loop.run(() -> hub.sessions().forEach(session -> session.tell(Payload.text("hello " + session.client()))));
        assertThat(anna.hears()).containsExactly("hello c1");
        loop.run(() -> hub.session("c1").disconnect(Disconnect.FORCE_NO_RECONNECT));
        assertThat(anna.hears()).containsExactly("close 3503 force disconnect");
        loop.run(() -> bob.dialect.onUnsubscribed(new ChannelName("room"), Unsubscribe.SERVER));
        assertThat(bob.hears()).containsExactly("hello c2", "close 4020 unsubscribed");
        assertThat(hub.sessions()).isEmpty();
    }

    @Test
    void whoIsSlowIsClosedOnceAndHearsNoMore() {
        Client anna = open("room");
        loop.run(() -> anna.dialect.onSlow());
        publish("room", 1, 1);
        loop.run(() -> anna.dialect.onClosed());
        assertThat(anna.hears()).as("its transport says why").isEmpty();
    }
}
