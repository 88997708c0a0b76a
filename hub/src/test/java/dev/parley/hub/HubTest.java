package dev.parley.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.Client.Got;
import dev.parley.hub.Namespace.Feature;
import dev.parley.hub.TagFilter.Compare;
import dev.parley.hub.TagFilter.Compare.Operator;
import dev.parley.hub.memory.MemoryEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HubTest {

    private static final ChannelName NEWS = new ChannelName("news");
    private static final ChannelName KEPT = new ChannelName("kept:a");

    private static final Namespace BARE = Namespace.named("");
    private static final Namespace WITH_HISTORY =
            namespace("kept", Feature.ALLOWED, Namespace.RecoveryMode.STREAM, false);
    private static final Namespace CACHE = namespace("cache", Feature.ALLOWED, Namespace.RecoveryMode.CACHE, false);
    private static final Namespace NEWEST = namespace("newest", Feature.OFF, Namespace.RecoveryMode.STREAM, true);

    static Namespace namespace(String name, Feature recovery, Namespace.RecoveryMode mode, boolean conflate) {
        return new Namespace(
                name,
                true,
                true,
                false,
                new Retention(1000, Duration.ofHours(1), null),
                Feature.OFF,
                recovery,
                mode,
                Set.of(),
                true,
                true,
                true,
                conflate,
                null,
                true,
                null);
    }

    private final Namespaces namespaces =
            new Namespaces(Namespaces.Syntax.DEFAULT, BARE, List.of(WITH_HISTORY, CACHE, NEWEST));
    private final Loops loops = new Loops(2, new Random(1));
    private final OpenRules rules = new OpenRules();
    private Hub hub;

    @BeforeEach
    void start() {
        hub = hub(HubOptions.DEFAULT);
    }

    private Hub hub(HubOptions options) {
        MemoryEngine engine = new MemoryEngine(() -> Instant.ofEpochMilli(loops.nowMillis), new Random(2));
        engine.start((_, _) -> {});
        return new Hub(options, namespaces, engine, rules, loops.all, () -> Instant.ofEpochMilli(loops.nowMillis));
    }

    private Client client(int loop, String user) {
        return new Client(hub, loops.get(loop)).connect(user);
    }

    private Subscribed subscribe(Client client, SubscribeRequest request) {
        Got<Subscribed> got = client.subscribe(request);
        loops.settle();
        assertThat(got.error).isNull();
        return got.value;
    }

    private static SubscribeRequest recoverable(ChannelName channel, Position since) {
        return new SubscribeRequest(channel, since, true, true, true, false, null, "", null);
    }

    @Test
    void everySubscriberOnEveryLoopHearsAPublication() {
        Client ann = client(0, "ann");
        Client bob = client(1, "bob");
        subscribe(ann, SubscribeRequest.to(NEWS));
        subscribe(bob, SubscribeRequest.to(NEWS));

        Got<Published> got = ann.publish("news", "hello");
        loops.settle();

        assertThat(ann.heard).containsExactly("news 0 hello");
        assertThat(bob.heard).containsExactly("news 0 hello");
        assertThat(got.value).isEqualTo(new Published(null, false, false, 2));
    }

    @Test
    void whatIsPublishedInOneTurnLeavesInOneWrite() {
        Client ann = client(0, "ann");
        subscribe(ann, SubscribeRequest.to(KEPT));
        loops.get(0).enter(() -> {
            for (int i = 0; i < 5; i++) {
                hub.publish(KEPT, Draft.of(Payload.text("m" + i)), Got.ignored());
            }
        });
        loops.settle();
        assertThat(ann.heard).hasSize(5);
        assertThat(ann.writes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(5);
        assertThat(ann.writes.size()).isLessThanOrEqualTo(5);
    }

    @Test
    void theFlushWindowCollects() {
        hub = hub(HubOptions.DEFAULT.withWriteDelay(Duration.ofMillis(5)));
        Client ann = client(0, "ann");
        subscribe(ann, SubscribeRequest.to(NEWS));
        ann.publish("news", "first");
        loops.pass(5);
        ann.publish("news", "a");
        loops.settle();
        ann.publish("news", "b");
        loops.settle();
        assertThat(ann.heard).containsExactly("news 0 first");
        loops.pass(5);
        assertThat(ann.heard).containsExactly("news 0 first", "news 0 a", "news 0 b");
        assertThat(ann.writes).containsExactly(1, 2);
    }

    @Test
    void nobodyHearsWhatComesAfterUnsubscribing() {
        Client ann = client(0, "ann");
        Client bob = client(1, "bob");
        subscribe(ann, SubscribeRequest.to(NEWS));
        subscribe(bob, SubscribeRequest.to(NEWS));
        ann.unsubscribe("news");
        bob.publish("news", "hello");
        loops.settle();
        assertThat(ann.heard).isEmpty();
        assertThat(bob.heard).hasSize(1);
    }

    @Test
    void comingsAndGoingsAreToldToThoseWhoAsked() {
        Client ann = client(0, "ann");
        Client silent = client(1, "silent");
        subscribe(ann, recoverable(KEPT, null));
        subscribe(silent, SubscribeRequest.to(KEPT));
        Client bob = client(1, "bob");
        subscribe(bob, recoverable(KEPT, null));
        bob.drop();
        loops.settle();
        assertThat(ann.heard).containsExactly("+ann", "+silent", "+bob", "-bob");
        assertThat(silent.heard).isEmpty();
    }

    @Test
    void presenceShowsWhoIsThere() {
        Client ann = client(0, "ann");
        Client bob = client(1, "bob");
        subscribe(ann, recoverable(KEPT, null));
        subscribe(bob, recoverable(KEPT, null));
        Got<Session.PresenceStats> stats = new Got<>();
        ann.loop.enter(() -> ann.session.presenceStats(KEPT, stats));
        bob.drop();
        Got<Map<String, ClientInfo>> present = new Got<>();
        loops.settle();
        hub.presence(KEPT, present);
        loops.settle();
        assertThat(stats.times).isOne();
        assertThat(present.value).containsOnlyKeys(ann.session.client());
    }

    @Test
    void aClientThatDropsWhileSubscribingLeavesNoGhost() {
        Client ann = client(0, "ann");
        ann.subscribe(recoverable(KEPT, null));
        ann.drop();
        loops.settle();
        Got<Map<String, ClientInfo>> present = new Got<>();
        hub.presence(KEPT, present);
        loops.settle();
        assertThat(present.value).isEmpty();
    }

    @Test
    void whoComesBackGetsWhatItMissed() {
        Client ann = client(0, "ann");
        Position start = subscribe(ann, recoverable(KEPT, null)).position();
        ann.drop();
        for (int i = 0; i < 3; i++) {
            hub.publish(KEPT, Draft.of(Payload.text("m" + i)), Got.ignored());
        }
        loops.settle();
        Subscribed again = subscribe(client(1, "ann"), recoverable(KEPT, start));
        assertThat(again.recovered()).isTrue();
        assertThat(again.publications()).extracting(p -> p.payload().toString()).containsExactly("m0", "m1", "m2");
        assertThat(again.position().offset()).isEqualTo(3);
    }

    @Test
    void anotherEpochIsNotRecovered() {
        Subscribed subscribed = subscribe(client(0, "ann"), recoverable(KEPT, new Position("other", 0)));
        assertThat(subscribed.wasRecovering()).isTrue();
        assertThat(subscribed.recovered()).isFalse();
    }

    @Test
    void theNewestIsEnoughInCacheMode() {
        ChannelName channel = new ChannelName("cache:a");
        hub.publish(channel, Draft.of(Payload.text("old")), Got.ignored());
        hub.publish(channel, Draft.of(Payload.text("new")), Got.ignored());
        loops.settle();
        Subscribed subscribed = subscribe(client(0, "ann"), recoverable(channel, new Position("", 0)));
        assertThat(subscribed.recovered()).isTrue();
        assertThat(subscribed.publications())
                .extracting(p -> p.payload().toString())
                .containsExactly("new");
        Subscribed again = subscribe(client(0, "bob"), recoverable(channel, subscribed.position()));
        assertThat(again.recovered()).isTrue();
        assertThat(again.publications()).isEmpty();
    }

    @Test
    void moreThanTheSiteAllowsIsNotRecovered() {
        hub = hub(HubOptions.DEFAULT.withRecoveryLimit(2));
        Client ann = client(0, "ann");
        Position start = subscribe(ann, recoverable(KEPT, null)).position();
        for (int i = 0; i < 3; i++) {
            ann.publish("kept:a", "m" + i);
        }
        loops.settle();
        Subscribed three = subscribe(client(0, "bob"), recoverable(KEPT, start));
        assertThat(three.recovered()).isFalse();
        assertThat(three.publications()).isEmpty();
        Subscribed two = subscribe(client(0, "bob"), recoverable(KEPT, new Position(start.epoch(), 1)));
        assertThat(two.recovered()).isTrue();
        assertThat(two.publications()).hasSize(2);
    }

    @Test
    void aLongGapIsReadAsTheClientReads() {
        hub = hub(HubOptions.DEFAULT.withRecoveryPageBytes(100));
        Client ann = client(0, "ann");
        Position start = subscribe(ann, recoverable(KEPT, null)).position();
        for (int i = 0; i < 500; i++) {
            ann.publish("kept:a", "m" + i + "x".repeat(200));
        }
        loops.settle();
        Client bob = client(1, "bob");
        bob.writable = false;
        Subscribed subscribed = subscribe(bob, recoverable(KEPT, start));
        assertThat(subscribed.recovered()).isTrue();
        assertThat(subscribed.publications()).as("it has enough to read").isEmpty();
        assertThat(bob.heard).doesNotContain("kept:a 2");
        ann.publish("kept:a", "live");
        loops.settle();
        assertThat(bob.heard).filteredOn(said -> said.startsWith("kept")).isEmpty();
        bob.readsAgain();
        loops.settle();
        List<String> heard =
                bob.heard.stream().filter(said -> said.startsWith("kept")).toList();
        assertThat(heard).hasSize(501);
        for (int i = 0; i < 501; i++) {
            assertThat(heard.get(i)).startsWith("kept:a " + (i + 1) + " ");
        }
        assertThat(bob.closed).isNull();
    }

    @Test
    void whoseGapIsGoneFromHistoryIsTold() {
        hub = hub(HubOptions.DEFAULT.withRecoveryPageBytes(1));
        Client ann = client(0, "ann");
        Position start = subscribe(ann, recoverable(KEPT, null)).position();
        ann.publish("kept:a", "a");
        ann.publish("kept:a", "b");
        loops.settle();
        Client bob = client(1, "bob");
        bob.writable = false;
        subscribe(bob, recoverable(KEPT, start));
        hub.removeHistory(KEPT, Got.ignored());
        ann.publish("kept:a", "c");
        loops.settle();
        bob.readsAgain();
        loops.settle();
        assertThat(bob.heard).contains("unsubscribed from kept:a 2500");
        assertThat(bob.session.isSubscribed(KEPT)).isFalse();
    }

    @Test
    void aFilterLetsThroughWhatMatches() {
        Client ann = client(0, "ann");
        TagFilter filter = new Compare("city", Operator.EQUAL, "Berlin", List.of());
        subscribe(ann, new SubscribeRequest(KEPT, null, true, true, false, false, filter, "", null));
        hub.publish(KEPT, Draft.of(Payload.text("a")).withTags(Map.of("city", "Berlin")), Got.ignored());
        hub.publish(KEPT, Draft.of(Payload.text("b")), Got.ignored());
        hub.publish(KEPT, Draft.of(Payload.text("c")).withTags(Map.of("city", "Berlin")), Got.ignored());
        loops.settle();
        assertThat(ann.heard).containsExactly("kept:a 1 a", "kept:a 3 c");
    }

    @Test
    void whatIsOutdatedIsDeliveredToNobodyAndNotObserved() {
        List<String> observed = new ArrayList<>();
        MemoryEngine engine = new MemoryEngine(() -> Instant.ofEpochMilli(loops.nowMillis), new Random(2));
        engine.start((_, _) -> {});
        Observer observer = new Observer() {
            @Override
            public boolean wantsPublications(ChannelName channel, Namespace namespace) {
                return true;
            }

            @Override
            public void onPublished(
                    ChannelName channel, Draft draft, @Nullable Position position, Answer<Draft> taken) {
                observed.add(draft.payload().toString());
                taken.succeeded(draft);
            }
        };
        hub = new Hub(
                HubOptions.DEFAULT,
                namespaces,
                engine,
                rules,
                observer,
                loops.all,
                () -> Instant.ofEpochMilli(loops.nowMillis));
        Client ann = client(0, "ann");
        subscribe(ann, SubscribeRequest.to(KEPT));
        Got<Published> first = new Got<>();
        Got<Published> second = new Got<>();
        Got<Published> elsewhere = new Got<>();
        hub.publish(KEPT, Draft.of(Payload.text("new")).withVersion(2, ""), first);
        hub.publish(KEPT, Draft.of(Payload.text("old")).withVersion(1, ""), second);
        hub.publish(NEWS, Draft.of(Payload.text("x")).withVersion(1, ""), elsewhere);
        loops.settle();
        assertThat(first.value.sessions()).isOne();
        assertThat(second.value).isEqualTo(new Published(first.value.position(), false, true, 0));
        assertThat(elsewhere.error).isEqualTo(HubError.NO_VERSIONS);
        assertThat(ann.heard).containsExactly("kept:a 1 new");
        assertThat(observed).containsExactly("new");
        assertThat(hub.published()).isOne();
    }

    @Test
    void filterAndDeltaDoNotGoTogether() {
        TagFilter filter = new Compare("a", Operator.EXISTS, "", List.of());
        Got<Subscribed> got = client(0, "ann")
                .subscribe(new SubscribeRequest(KEPT, null, false, false, false, true, filter, "", null));
        loops.settle();
        assertThat(got.error).isEqualTo(HubError.BAD_REQUEST);
    }

    @Test
    void aDeltaIsTheDifferenceToWhatCameBefore() {
        Client ann = client(0, "ann");
        Client bob = client(0, "bob");
        SubscribeRequest deltas = new SubscribeRequest(KEPT, null, true, true, false, true, null, "", null);
        assertThat(subscribe(ann, deltas).delta()).isTrue();
        ann.publish("kept:a", "1");
        loops.settle();
        subscribe(bob, deltas);
        ann.publish("kept:a", "2");
        loops.settle();
        ann.publish("kept:a", "3");
        loops.settle();
        assertThat(ann.heard).containsExactly("kept:a 1 1", "kept:a 2 2 after 1", "kept:a 3 3 after 2");
        assertThat(bob.heard).containsExactly("kept:a 2 2", "kept:a 3 3 after 2");
    }

    @Test
    void aSlowReaderGetsOnlyTheNewestWhereTheNamespaceSaysSo() {
        Client ann = client(0, "ann");
        Client bob = client(1, "bob");
        subscribe(bob, SubscribeRequest.to(new ChannelName("newest:a")));
        bob.writable = false;
        for (int i = 0; i < 10; i++) {
            ann.publish("newest:a", "m" + i);
            loops.settle();
        }
        assertThat(bob.heard).isEmpty();
        bob.readsAgain();
        ann.publish("newest:a", "last");
        loops.settle();
        assertThat(bob.heard).containsExactly("newest:a 10 m9", "newest:a 11 last");
    }

    @Test
    void aReaderThatIsTooSlowIsDisconnectedAndNobodyElse() {
        Client ann = client(0, "ann");
        Client bob = client(0, "bob");
        subscribe(ann, SubscribeRequest.to(NEWS));
        subscribe(bob, SubscribeRequest.to(NEWS));
        bob.room = 2;
        for (int i = 0; i < 5; i++) {
            ann.publish("news", "m" + i);
            loops.settle();
        }
        assertThat(bob.closed).isEqualTo("3008 slow");
        assertThat(bob.heard).hasSize(2);
        assertThat(ann.heard).hasSize(5);
    }

    @Test
    void aFanOutToManyGoesOnInTheNextTurnInOrder() {
        List<Client> many = new java.util.ArrayList<>();
        for (int i = 0; i < 2500; i++) {
            Client client = client(0, "u");
            many.add(client);
            client.subscribe(SubscribeRequest.to(NEWS));
        }
        loops.settle();
        loops.get(0).enter(() -> {
            hub.publish(NEWS, Draft.of(Payload.text("a")), Got.ignored());
        });
        hub.publish(NEWS, Draft.of(Payload.text("b")), Got.ignored());
        many.get(10).drop();
        many.get(2400).drop();
        loops.settle();
        for (int i = 0; i < many.size(); i++) {
            if (i != 10 && i != 2400) {
                assertThat(many.get(i).heard).containsExactly("news 0 a", "news 0 b");
            }
        }
    }

    @Test
    void whoWasToldToAskAgainIsNotRefusedForGoodWhenItAsksTwice() {
        HubError expired = new HubError(HubError.TOKEN_EXPIRED.code(), HubError.TOKEN_EXPIRED.message(), true);
        AtomicBoolean refuses = new AtomicBoolean(true);
        OpenRules once = new OpenRules() {
            @Override
            public void subscribing(
                    Session session, SubscribeRequest request, Namespace namespace, Answer<Grant.Subscription> answer) {
                if (refuses.getAndSet(false)) {
                    answer.failed(expired);
                } else {
                    super.subscribing(session, request, namespace, answer);
                }
            }
        };
        MemoryEngine engine = new MemoryEngine(() -> Instant.ofEpochMilli(loops.nowMillis), new Random(2));
        hub = new Hub(
                HubOptions.DEFAULT, namespaces, engine, once, loops.all, () -> Instant.ofEpochMilli(loops.nowMillis));
        Client ann = client(0, "ann");
        SubscribeRequest request = SubscribeRequest.to(new ChannelName("a"));
        assertThat(ann.subscribe(request).error).isEqualTo(expired);
        subscribe(ann, request);
        assertThat(ann.subscribe(request).error).isEqualTo(HubError.SUBSCRIBED_MEANWHILE);
        Client bob = client(0, "bob");
        subscribe(bob, request);
        assertThat(bob.subscribe(request).error).isEqualTo(HubError.ALREADY_SUBSCRIBED);
    }

    @Test
    void channelsOfASessionAreLimited() {
        hub = hub(HubOptions.DEFAULT.withChannelLimit(2));
        Client ann = client(0, "ann");
        subscribe(ann, SubscribeRequest.to(new ChannelName("a")));
        subscribe(ann, SubscribeRequest.to(new ChannelName("b")));
        assertThat(ann.subscribe(SubscribeRequest.to(new ChannelName("c"))).error)
                .isEqualTo(HubError.LIMIT_EXCEEDED);
        assertThat(ann.subscribe(SubscribeRequest.to(new ChannelName("a"))).error)
                .isEqualTo(HubError.ALREADY_SUBSCRIBED);
        ann.unsubscribe("a");
        subscribe(ann, SubscribeRequest.to(new ChannelName("c")));
    }

    @Test
    void theServersOwnSubscriptionsTakeNoneOfTheClients() {
        hub = hub(HubOptions.DEFAULT.withChannelLimit(1));
        rules.channels.put(KEPT, Grant.Subscription.PLAIN);
        Client ann = client(0, "ann");
        loops.settle();
        assertThat(ann.session.isSubscribed(KEPT)).isTrue();
        subscribe(ann, SubscribeRequest.to(NEWS));
        assertThat(ann.subscribe(SubscribeRequest.to(new ChannelName("b"))).error)
                .isEqualTo(HubError.LIMIT_EXCEEDED);
        ann.unsubscribe(KEPT.value());
        assertThat(ann.subscribe(SubscribeRequest.to(new ChannelName("b"))).error)
                .isEqualTo(HubError.LIMIT_EXCEEDED);
        ann.unsubscribe(NEWS.value());
        subscribe(ann, SubscribeRequest.to(new ChannelName("b")));
    }

    @Test
    void sessionsOfAUserAreLimited() {
        hub = hub(HubOptions.DEFAULT.withUserConnectionLimit(1));
        Client first = client(0, "ann");
        Client second = client(1, "ann");
        Client bob = client(1, "bob");
        Client nobody = client(0, "");
        Client another = client(0, "");
        loops.settle();
        assertThat(second.session.isConnected()).isFalse();
        assertThat(hub.sessions())
                .containsExactlyInAnyOrder(first.session, bob.session, nobody.session, another.session);
        second.drop();
        assertThat(hub.sessions(new UserId("ann"))).containsExactly(first.session);
        first.drop();
        assertThat(hub.users()).isEqualTo(1);
        Client third = client(1, "ann");
        loops.settle();
        assertThat(third.session.isConnected()).isTrue();
    }

    @Test
    void whatHasNoNamespaceIsUnknown() {
        Client ann = client(0, "ann");
        assertThat(ann.subscribe(SubscribeRequest.to(new ChannelName("no:a"))).error)
                .isEqualTo(HubError.UNKNOWN_CHANNEL);
        assertThat(ann.publish("no:a", "x").error).isEqualTo(HubError.UNKNOWN_CHANNEL);
    }

    @Test
    void whoHasNotConnectedMayNothing() {
        Client ann = new Client(hub, loops.get(0));
        assertThat(ann.publish("news", "x").error).isEqualTo(HubError.UNAUTHORIZED);
        assertThat(ann.subscribe(SubscribeRequest.to(NEWS)).error).isEqualTo(HubError.UNAUTHORIZED);
        loops.pass(10_001);
        assertThat(ann.closed).isEqualTo("3502 stale");
    }

    @Test
    void connectingTwiceIsABadRequest() {
        Client ann = client(0, "ann");
        Got<Session.Connected> got = new Got<>();
        ann.loop.enter(
                () -> ann.session.connect(new ConnectRequest("x", "", null, "", "", Map.of(), ""), Map.of(), got));
        assertThat(got.error).isEqualTo(HubError.BAD_REQUEST);
    }

    @Test
    void aSessionExpiresUnlessItIsRefreshed() {
        rules.sessionExpiresAt = loops.nowMillis / 1000 + 10;
        Client ann = client(0, "ann");
        loops.pass(9_000);
        Got<Long> got = new Got<>();
        ann.loop.enter(() -> ann.session.refresh(Long.toString(loops.nowMillis / 1000 + 100), got));
        loops.settle();
        assertThat(got.value).isEqualTo(100);
        loops.pass(100_000);
        assertThat(ann.closed).isNull();
        loops.pass(26_000);
        assertThat(ann.closed).isEqualTo("3005 connection expired");
    }

    @Test
    void aSubscriptionExpiresUnlessItIsRefreshed() {
        Client ann = client(0, "ann");
        rules.subscriptionExpiresAt = loops.nowMillis / 1000 + 10;
        assertThat(subscribe(ann, SubscribeRequest.to(NEWS)).ttlSeconds()).isEqualTo(10);
        loops.pass(36_000);
        assertThat(ann.heard).containsExactly("unsubscribed from news 2501");
        assertThat(ann.closed).isNull();
    }

    @Test
    void theServerSubscribesAtConnectAndLater() {
        rules.channels.put(KEPT, Grant.Subscription.PLAIN);
        Client ann = client(0, "ann");
        loops.settle();
        assertThat(ann.session.isSubscribed(KEPT)).isTrue();
        hub.subscribe(new UserId("ann"), NEWS, Grant.Subscription.PLAIN);
        loops.settle();
        assertThat(ann.heard).contains("subscribed to news");
        hub.unsubscribe(new UserId("ann"), KEPT, Unsubscribe.SERVER);
        loops.settle();
        assertThat(ann.heard).contains("unsubscribed from kept:a 2000");
        hub.disconnect(new UserId("ann"), Disconnect.FORCE_NO_RECONNECT);
        loops.settle();
        assertThat(ann.closed).isEqualTo("3503 force disconnect");
        assertThat(hub.sessions()).isEmpty();
    }

    @Test
    void whoSubscribesAUserIsToldWhenNothingIsMissedAnyMore() {
        Client ann = client(0, "ann");
        Client phone = client(1, "ann");
        loops.settle();
        hub.subscribe(
                new UserId("ann"),
                NEWS,
                Grant.Subscription.PLAIN,
                () -> hub.publish(NEWS, Draft.of(Payload.text("first")), Got.ignored()));
        loops.settle();
        assertThat(ann.heard).containsExactly("subscribed to news", "news 0 first");
        assertThat(phone.heard).containsExactly("subscribed to news", "news 0 first");

        int[] told = new int[1];
        hub.subscribe(new UserId("ann"), NEWS, Grant.Subscription.PLAIN, () -> told[0]++);
        hub.subscribe(new UserId("nobody"), NEWS, Grant.Subscription.PLAIN, () -> told[0]++);
        loops.settle();
        assertThat(told[0]).isEqualTo(2);
    }

    @Test
    void whatIsTakenAwayBeforeTheClientKnowsIsNeverSpokenOf() {
        List<Answer<List<Decisions.Welcome>>> waiting = new ArrayList<>();
        OpenRules slow = new OpenRules() {
            @Override
            public void welcoming(
                    Session session, Session.Connected connected, Answer<List<Decisions.Welcome>> answer) {
                waiting.add(answer);
            }
        };
        slow.channels.put(KEPT, Grant.Subscription.PLAIN);
        slow.channels.put(NEWS, Grant.Subscription.PLAIN);
        MemoryEngine engine = new MemoryEngine(() -> Instant.ofEpochMilli(loops.nowMillis), new Random(2));
        hub = new Hub(
                HubOptions.DEFAULT, namespaces, engine, slow, loops.all, () -> Instant.ofEpochMilli(loops.nowMillis));
        Client ann = new Client(hub, loops.get(0));
        Got<Session.Connected> got = new Got<>();
        ann.loop.enter(() -> ann.session.connect(
                new ConnectRequest(ann.session.client(), "ann", null, "", "", Map.of(), "test"), Map.of(), got));
        loops.settle();
        assertThat(ann.session.isSubscribed(KEPT)).isFalse();

        hub.unsubscribe(new UserId("ann"), KEPT, Unsubscribe.SERVER);
        hub.publish(KEPT, Draft.of(Payload.text("secret")), Got.ignored());
        loops.settle();
        ann.loop.enter(() -> waiting.getFirst().succeeded(List.of()));
        loops.settle();

        assertThat(got.value).isNotNull();
        assertThat(got.value.channels()).containsOnlyKeys(NEWS);
        assertThat(ann.heard).isEmpty();
    }

    @Test
    void tooMuchUnderWayStopsReading() {
        hub = hub(HubOptions.DEFAULT.withPendingLimit(4));
        Client ann = client(0, "ann");
        ChannelName elsewhere = elsewhere();
        for (int i = 0; i < 4; i++) {
            ann.publish(elsewhere.value(), "m" + i);
        }
        assertThat(ann.pauses).isOne();
        loops.settle();
        assertThat(ann.pauses).isZero();
    }

    /// A channel that is not at home on the first loop.
    private ChannelName elsewhere() {
        for (int i = 0; ; i++) {
            ChannelName name = new ChannelName("c" + i);
            boolean[] here = new boolean[1];
            hub.at(name, BARE, _ -> here[0] = loops.get(1).inLoop());
            loops.settle();
            if (here[0]) {
                return name;
            }
        }
    }

    @Test
    void publishersWaitWhileTheFanOutIsBehind() {
        hub = hub(HubOptions.DEFAULT.withBacklogBytes(1000));
        Client ann = client(0, "ann");
        subscribe(ann, SubscribeRequest.to(NEWS));
        Got<Published> last = new Got<>();
        loops.get(0)
                .enter(() -> loops.get(1).enter(() -> {
                    for (int i = 0; i < 50; i++) {
                        hub.publish(NEWS, Draft.of(Payload.text("m" + i)), last);
                    }
                }));
        loops.settle();
        assertThat(last.error).isEqualTo(HubError.TOO_MANY_REQUESTS);
        assertThat(last.times).isEqualTo(50);
        Got<Published> later = ann.publish("news", "later");
        loops.settle();
        assertThat(later.error).isNull();
        assertThat(ann.heard).endsWith("news 0 later");
    }

    @Test
    void closingTellsEverybody() {
        Client ann = client(0, "ann");
        Client early = new Client(hub, loops.get(1));
        hub.close();
        loops.settle();
        assertThat(ann.closed).isEqualTo("3001 shutdown");
        assertThat(early.closed).isEqualTo("3001 shutdown");
    }

    @Test
    void aPageOfHistoryIsLimitedForClients() {
        hub = hub(HubOptions.DEFAULT.withHistoryPageLimit(3));
        Client ann = client(0, "ann");
        for (int i = 0; i < 5; i++) {
            ann.publish("kept:a", "m" + i);
        }
        loops.settle();
        Got<HistoryPage> got = new Got<>();
        ann.loop.enter(
                () -> ann.session.history(KEPT, new HistoryQuery(null, HistoryQuery.ALL, false, Long.MAX_VALUE), got));
        loops.settle();
        assertThat(got.value.publications()).hasSize(3);
        assertThat(got.value.top().offset()).isEqualTo(5);
    }

    @Test
    void whoUnsubscribesBeforeItIsAnsweredIsAnswered() {
        MemoryEngine memory = new MemoryEngine(() -> Instant.ofEpochMilli(loops.nowMillis), new Random(2));
        hub = new Hub(
                HubOptions.DEFAULT,
                namespaces,
                new LateEngine(memory),
                rules,
                loops.all,
                () -> Instant.ofEpochMilli(loops.nowMillis));
        Client ann = client(0, "ann");
        for (int i = 0; i < 300; i++) {
            Got<Subscribed> got = ann.subscribe(recoverable(new ChannelName("kept:" + i), null));
            ann.unsubscribe("kept:" + i);
            loops.settle();
            assertThat(got.times).isOne();
        }
        assertThat(ann.pauses).isZero();
    }

    private Client retiringAfterPublishing(int loop, Got<Published> got) {
        MemoryEngine memory = new MemoryEngine(() -> Instant.ofEpochMilli(loops.nowMillis), new Random(2));
        hub = new Hub(
                HubOptions.DEFAULT,
                namespaces,
                new LateEngine(memory),
                rules,
                loops.all,
                () -> Instant.ofEpochMilli(loops.nowMillis));
        Client ann = client(loop, "ann");
        loops.settle();
        ann.loop.enter(() -> {
            ann.session.publish(NEWS, Draft.of(Payload.text("hello")), got);
            ann.session.retire(Disconnect.SHUTDOWN);
        });
        return ann;
    }

    @Test
    void aSessionThatRetiresIsAnsweredFirst() {
        Got<Published> got = new Got<>();
        Client ann = retiringAfterPublishing(0, got);
        assertThat(ann.closed).isNull();
        assertThat(ann.pauses).isOne();
        loops.settle();
        assertThat(got.value).isNotNull();
        assertThat(ann.closed).isEqualTo("3001 shutdown");
        assertThat(hub.everybody()).isEmpty();

        Client bob = client(1, "bob");
        loops.settle();
        bob.session.retire(Disconnect.SHUTDOWN);
        loops.settle();
        assertThat(bob.closed).isEqualTo("3001 shutdown");
    }

    @Test
    void aSessionThatRetiresAndIsNotAnsweredGoesAfterFiveSeconds() {
        Got<Published> got = new Got<>();
        Client ann = retiringAfterPublishing(1, got); // the channel is at home on the other loop, which stands still
        loops.nowMillis += 4_999;
        ann.loop.turn();
        assertThat(ann.closed).isNull();
        loops.nowMillis += 1;
        ann.loop.turn();
        assertThat(ann.closed).isEqualTo("3001 shutdown");
        loops.settle();
        assertThat(got.value).isNull();
    }

    @Test
    void manyChannelsThatCatchUpTakeTurnsAndHeedTheLink() {
        hub = hub(HubOptions.DEFAULT.withRecoveryPageBytes(1));
        Client ann = client(0, "ann");
        for (int channel = 0; channel < 20; channel++) {
            for (int i = 0; i < 10; i++) {
                ann.publish("kept:" + channel, "x".repeat(20_000));
            }
        }
        loops.settle();
        Client bob = client(1, "bob");
        bob.capacity = 150_000;
        for (int channel = 0; channel < 20; channel++) {
            ChannelName name = new ChannelName("kept:" + channel);
            Got<HistoryPage> top = new Got<>();
            hub.history(name, HistoryQuery.positionOnly(), top);
            loops.settle();
            bob.subscribe(recoverable(name, new Position(top.value.top().epoch(), 0)));
        }
        for (int i = 0; i < 1_000; i++) {
            loops.settle();
            assertThat(bob.closed).isNull();
            bob.drain();
        }
        for (int channel = 0; channel < 20; channel++) {
            String prefix = "kept:" + channel + " ";
            long offset =
                    bob.heard.stream().filter(said -> said.startsWith(prefix)).count();
            assertThat(offset).isBetween(9L, 10L);
        }
    }
}
