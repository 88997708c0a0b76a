package dev.parley.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every engine promises; see [EngineChannel].
public abstract class EngineContract {

    public static final Retention HOUR = new Retention(1_000, Duration.ofHours(1), Duration.ofDays(1));

    public final Loops loops = new Loops(2, new Random(7));
    protected Engine engine;

    /// A new one, which nobody has started.
    protected abstract Engine engine() throws IOException;

    @BeforeEach
    void start() throws IOException {
        engine = engine();
        engine.start((_, _) -> {});
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    protected Instant now() {
        return Instant.ofEpochMilli(loops.nowMillis);
    }

    public static Namespace keeping(Retention retention) {
        return new Namespace(
                "",
                true,
                true,
                false,
                retention,
                Namespace.Feature.OFF,
                Namespace.Feature.OFF,
                Namespace.RecoveryMode.STREAM,
                java.util.Set.of(),
                false,
                false,
                false,
                false,
                null,
                false,
                null);
    }

    /// A channel, and all that its listener heard.
    public final class Heard implements EngineChannel.Listener {
        public final List<String> said = new ArrayList<>();
        public final List<Publication> publications = new ArrayList<>();
        public EngineChannel channel;
        private final Loops.One home;

        public Heard(String name, Retention retention) {
            home = loops.get(0);
            home.enter(() -> channel = engine.open(new ChannelName(name), keeping(retention), home, this));
        }

        @Override
        public void onPublication(Publication publication) {
            assertThat(home.inLoop()).isTrue();
            publications.add(publication);
            said.add(publication.offset() + " " + publication.payload());
        }

        @Override
        public void onJoin(ClientInfo info) {
            said.add("+" + info.client());
        }

        @Override
        public void onLeave(ClientInfo info) {
            said.add("-" + info.client());
        }

        @Override
        public void onBreak(Position now) {
            said.add("break");
        }

        /// Publishes without waiting; what is answered is noted where it is heard.
        public Got<EngineChannel.Outcome> start(Draft draft) {
            Got<EngineChannel.Outcome> got = new Got<>(() -> said.add("answered"));
            home.enter(() -> channel.publish(draft, got));
            return got;
        }

        public EngineChannel.Outcome publish(Draft draft) {
            return start(draft).value();
        }

        public EngineChannel.Outcome publish(String text) {
            return publish(Draft.of(Payload.text(text)));
        }

        public HistoryPage history(HistoryQuery query) {
            Got<HistoryPage> got = new Got<>(() -> {});
            home.enter(() -> channel.history(query, got));
            return got.value();
        }

        public Position position() {
            Got<Position> got = new Got<>(() -> {});
            home.enter(() -> channel.interest(true, got));
            return got.value();
        }

        public void run(Runnable task) {
            home.enter(task);
            loops.settle();
        }

        public String texts(HistoryQuery query) {
            HistoryPage page = history(query);
            return (page.complete() ? "" : "incomplete ")
                    + String.join(
                            " ",
                            page.publications().stream()
                                    .map(p -> p.offset() + p.payload().toString())
                                    .toList());
        }

        public void close() {
            loops.await(() -> channel.isIdle());
            home.enter(channel::close);
        }
    }

    /// What is answered, once.
    public final class Got<T> implements Answer<T> {
        private final Runnable then;
        private @Nullable T value;
        public @Nullable HubError error;
        private int times;

        public Got(Runnable then) {
            this.then = then;
        }

        @Override
        public void succeeded(T value) {
            this.value = value;
            times++;
            then.run();
        }

        @Override
        public void failed(HubError error) {
            this.error = error;
            times++;
            then.run();
        }

        public Got<T> done() {
            loops.await(() -> times > 0);
            assertThat(times).isOne();
            return this;
        }

        public T value() {
            done();
            assertThat(error).isNull();
            return value;
        }
    }

    private static HistoryQuery all(@Nullable Position since) {
        return new HistoryQuery(since, HistoryQuery.ALL, false, Long.MAX_VALUE);
    }

    // ---- order

    @Test
    void publicationsAreToldInOrderBeforeTheyAreAnswered() {
        Heard heard = new Heard("a", HOUR);
        List<Got<EngineChannel.Outcome>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(heard.start(Draft.of(Payload.text("m" + i))));
        }
        all.forEach(Got::value);
        assertThat(heard.said).containsExactly("1 m0", "answered", "2 m1", "answered", "3 m2", "answered");
        assertThat(all.getLast().value().position().offset()).isEqualTo(3);
    }

    @Test
    void aPublicationIsToldAsItWasSaid() {
        Heard heard = new Heard("a", HOUR);
        ClientInfo info = new ClientInfo(new UserId("ann"), "c1", Payload.json("{\"a\":1}"), Payload.json("[2]"));
        Draft draft = new Draft(
                Payload.binary(ByteBuffer.wrap(new byte[] {0, -1})),
                info,
                Map.of("k", "v", "é", ""),
                null,
                false,
                true);
        Position before = heard.position();
        long began = loops.nowMillis;
        heard.publish(draft);
        heard.publish(Draft.of(Payload.json("{}")));
        Publication told = heard.publications.getFirst();
        assertThat(told.delta()).isTrue();
        assertThat(told.timeMillis()).isBetween(began, loops.nowMillis);
        heard.close();
        Heard again = new Heard("a", HOUR);
        List<Publication> read = again.history(all(before)).publications();
        assertThat(read).hasSize(2);
        assertThat(read.getFirst().payload()).isEqualTo(draft.payload());
        assertThat(read.getFirst().publisher()).isEqualTo(info);
        assertThat(read.getFirst().tags()).isEqualTo(draft.tags());
        assertThat(read.getFirst().timeMillis()).isEqualTo(told.timeMillis());
        assertThat(read.get(1).payload()).isEqualTo(Payload.json("{}"));
        assertThat(read.get(1).publisher()).isNull();
    }

    @Test
    void withoutHistoryThereIsNoPosition() {
        Heard heard = new Heard("a", Retention.NONE);
        assertThat(heard.publish("x")).isEqualTo(new EngineChannel.Outcome(null, false));
        assertThat(heard.said).containsExactly("0 x", "answered");
        assertThat(heard.position()).isEqualTo(new Position("", 0));
    }

    @Test
    void whatSkipsHistoryIsToldInItsPlaceAndNotKept() {
        Heard heard = new Heard("a", HOUR);
        Got<EngineChannel.Outcome> first = heard.start(Draft.of(Payload.text("a")));
        Got<EngineChannel.Outcome> second =
                heard.start(new Draft(Payload.text("b"), null, Map.of(), null, true, false));
        Got<EngineChannel.Outcome> third = heard.start(Draft.of(Payload.text("c")));
        first.done();
        second.done();
        assertThat(third.value().position().offset()).isEqualTo(2);
        assertThat(heard.said).containsExactly("1 a", "answered", "0 b", "answered", "2 c", "answered");
        assertThat(heard.texts(all(null))).isEqualTo("1a 2c");
    }

    @Test
    void everythingBehindThePositionOfAnInterestIsHeard() {
        Heard heard = new Heard("a", HOUR);
        heard.publish("a");
        Position position = heard.position();
        assertThat(position.offset()).isEqualTo(1);
        assertThat(position.epoch()).isNotEmpty();
        heard.publish("b");
        assertThat(heard.said).contains("2 b");
        assertThat(new Heard("other", HOUR).position().epoch()).isNotEqualTo(position.epoch());
    }

    // ---- history

    @Test
    void historyIsReadForwardAndBackward() {
        Heard heard = new Heard("a", HOUR);
        for (String text : List.of("a", "b", "c", "d", "e")) {
            heard.publish(text);
        }
        String epoch = heard.position().epoch();
        assertThat(heard.texts(all(null))).isEqualTo("1a 2b 3c 4d 5e");
        assertThat(heard.texts(all(new Position(epoch, 0)))).isEqualTo("1a 2b 3c 4d 5e");
        assertThat(heard.texts(all(new Position(epoch, 3)))).isEqualTo("4d 5e");
        assertThat(heard.texts(all(new Position(epoch, 5)))).isEmpty();
        assertThat(heard.texts(HistoryQuery.after(new Position(epoch, 1), 2, Long.MAX_VALUE)))
                .isEqualTo("2b 3c");
        assertThat(heard.texts(HistoryQuery.newest(2))).isEqualTo("5e 4d");
        assertThat(heard.texts(new HistoryQuery(new Position(epoch, 3), 10, true, Long.MAX_VALUE)))
                .isEqualTo("2b 1a");
        assertThat(heard.history(HistoryQuery.positionOnly()).top()).isEqualTo(new Position(epoch, 5));
        assertThat(heard.history(HistoryQuery.positionOnly()).publications()).isEmpty();
    }

    @Test
    void aPageEndsWhereItHasEnoughBytes() {
        Heard heard = new Heard("a", HOUR);
        for (int i = 0; i < 5; i++) {
            heard.publish("0123456789");
        }
        Position start = new Position(heard.position().epoch(), 0);
        assertThat(heard.history(HistoryQuery.after(start, 100, 25)).publications())
                .hasSize(2);
        assertThat(heard.history(HistoryQuery.after(start, 100, 1)).publications())
                .hasSize(1);
        assertThat(heard.history(new HistoryQuery(null, 100, true, 30)).publications())
                .hasSize(3);
    }

    @Test
    void whatCantFollowIsIncomplete() {
        Heard heard = new Heard("a", new Retention(3, null, null));
        for (String text : List.of("a", "b", "c", "d", "e")) {
            heard.publish(text);
        }
        String epoch = heard.position().epoch();
        assertThat(heard.texts(all(new Position("other", 4)))).isEqualTo("incomplete ");
        assertThat(heard.texts(all(new Position("", 0)))).isEqualTo("incomplete ");
        assertThat(heard.texts(all(new Position(epoch, 6)))).isEqualTo("incomplete ");
        assertThat(heard.texts(all(new Position(epoch, 1)))).isEqualTo("incomplete ");
        assertThat(heard.texts(all(new Position(epoch, 2)))).isEqualTo("3c 4d 5e");
        assertThat(heard.texts(all(null))).isEqualTo("3c 4d 5e");
        assertThat(heard.texts(HistoryQuery.newest(10))).isEqualTo("5e 4d 3c");
    }

    @Test
    void whatIsTooOldIsNotShown() {
        Heard heard = new Heard("a", new Retention(100, Duration.ofMinutes(10), null));
        heard.publish("a");
        loops.pass(Duration.ofMinutes(6).toMillis());
        heard.publish("b");
        String epoch = heard.position().epoch();
        assertThat(heard.texts(all(null))).isEqualTo("1a 2b");
        loops.pass(Duration.ofMinutes(6).toMillis());
        assertThat(heard.texts(all(null))).isEqualTo("2b");
        assertThat(heard.texts(HistoryQuery.newest(5))).isEqualTo("2b");
        assertThat(heard.texts(all(new Position(epoch, 0)))).isEqualTo("incomplete ");
        assertThat(heard.texts(all(new Position(epoch, 1)))).isEqualTo("2b");
        loops.pass(Duration.ofMinutes(6).toMillis());
        assertThat(heard.texts(all(null))).isEmpty();
        assertThat(heard.texts(all(new Position(epoch, 2)))).isEmpty();
        assertThat(heard.publish("c").position()).isEqualTo(new Position(epoch, 3));
    }

    @Test
    void aClockThatJumpsBackDoesNotDisturbTheOrder() {
        Heard heard = new Heard("a", HOUR);
        heard.publish("a");
        loops.nowMillis -= 500_000;
        heard.publish("b");
        assertThat(heard.publications.get(1).timeMillis())
                .isGreaterThanOrEqualTo(heard.publications.get(0).timeMillis());
        assertThat(heard.texts(all(null))).isEqualTo("1a 2b");
        loops.nowMillis += 900_000;
        heard.publish("c");
        assertThat(heard.texts(all(null))).isEqualTo("1a 2b 3c");
    }

    @Test
    void removedHistoryIsGoneAndOffsetsGoOn() {
        Heard heard = new Heard("a", HOUR);
        heard.publish("a");
        heard.publish("b");
        Position before = heard.position();
        Got<Position> got = new Got<>(() -> {});
        heard.run(() -> heard.channel.removeHistory(got));
        assertThat(got.value()).isEqualTo(before);
        assertThat(heard.texts(all(null))).isEmpty();
        assertThat(heard.texts(all(new Position(before.epoch(), 1)))).isEqualTo("incomplete ");
        assertThat(heard.publish("c").position()).isEqualTo(new Position(before.epoch(), 3));
        assertThat(heard.texts(all(before))).isEqualTo("3c");
        assertThat(heard.texts(all(null))).isEqualTo("3c");
    }

    @Test
    void unlimitedHistoryHasNoBound() {
        Heard heard = new Heard("a", new Retention(Retention.UNLIMITED, null, null));
        List<Got<EngineChannel.Outcome>> all = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            all.add(heard.start(Draft.of(Payload.text("m"))));
        }
        all.forEach(Got::done);
        loops.pass(Duration.ofDays(1000).toMillis());
        assertThat(heard.history(all(null)).publications()).hasSize(3_000);
    }

    @Test
    void closingAndOpeningForgetsNothing() {
        Heard heard = new Heard("a", HOUR);
        heard.publish(Draft.of(Payload.text("a")).withKey("k"));
        Position position = heard.position();
        heard.close();
        Heard again = new Heard("a", HOUR);
        assertThat(again.position()).isEqualTo(position);
        assertThat(again.publish(Draft.of(Payload.text("a")).withKey("k")).repeated())
                .isTrue();
        assertThat(again.publish("b").position()).isEqualTo(new Position(position.epoch(), 2));
        assertThat(again.texts(all(null))).isEqualTo("1a 2b");
    }

    // ---- idempotency

    @Test
    void aKeyIsPublishedOnce() {
        Heard heard = new Heard("a", HOUR);
        Draft draft = Draft.of(Payload.text("a")).withKey("k");
        Got<EngineChannel.Outcome> first = heard.start(draft);
        Got<EngineChannel.Outcome> second = heard.start(draft.withTags(Map.of("time", "later")));
        assertThat(first.value().repeated()).isFalse();
        assertThat(second.value().repeated()).isTrue();
        assertThat(second.value().position()).isEqualTo(first.value().position());
        assertThat(heard.publications).hasSize(1);
        Got<EngineChannel.Outcome> other =
                heard.start(Draft.of(Payload.text("b")).withKey("k"));
        assertThat(other.done().error).isEqualTo(HubError.KEY_REUSED);
        Got<EngineChannel.Outcome> kind = heard.start(
                Draft.of(Payload.binary(ByteBuffer.wrap(new byte[] {'a'}))).withKey("k"));
        assertThat(kind.done().error).isEqualTo(HubError.KEY_REUSED);
        assertThat(heard.publish(Draft.of(Payload.text("a")).withKey("k2")).repeated())
                .isFalse();
        assertThat(new Heard("b", HOUR).publish(draft).repeated()).isFalse();
    }

    @Test
    void aKeyCountsWithoutHistoryToo() {
        Heard heard = new Heard("a", Retention.NONE);
        Draft draft = Draft.of(Payload.text("a")).withKey("k");
        assertThat(heard.publish(draft)).isEqualTo(new EngineChannel.Outcome(null, false));
        assertThat(heard.publish(draft)).isEqualTo(new EngineChannel.Outcome(null, true));
        assertThat(heard.publications).hasSize(1);
    }

    @Test
    void aKeyLivesAsLongAsHistoryAndFiveMinutes() {
        Draft draft = Draft.of(Payload.text("a")).withKey("k");
        Heard none = new Heard("none", Retention.NONE);
        Heard hour = new Heard("hour", HOUR);
        Heard size = new Heard("size", new Retention(2, null, null));
        for (Heard heard : List.of(none, hour, size)) {
            heard.publish(draft);
        }
        loops.pass(Duration.ofMinutes(4).toMillis());
        assertThat(none.publish(draft).repeated()).isTrue();
        loops.pass(Duration.ofMinutes(2).toMillis());
        assertThat(none.publish(draft).repeated()).isFalse();
        loops.pass(Duration.ofMinutes(53).toMillis());
        assertThat(hour.publish(draft).repeated()).isTrue();
        loops.pass(Duration.ofMinutes(2).toMillis());
        assertThat(hour.publish(draft).repeated()).isFalse();
        assertThat(size.publish(draft).repeated()).isTrue();
        size.publish("b");
        size.publish("c");
        assertThat(size.publish(draft).repeated()).isFalse();
    }

    // ---- versions

    private static Draft version(long version, String epoch) {
        return Draft.of(Payload.text("v" + version + epoch)).withVersion(version, epoch);
    }

    @Test
    void onlyANewerVersionIsPublished() {
        Heard heard = new Heard("a", HOUR);
        String epoch = heard.position().epoch();
        assertThat(heard.publish(version(5, "")))
                .isEqualTo(new EngineChannel.Outcome(new Position(epoch, 1), false, false));
        assertThat(heard.publish(version(5, "")))
                .isEqualTo(new EngineChannel.Outcome(new Position(epoch, 1), false, true));
        assertThat(heard.publish(version(4, "")).outdated()).isTrue();
        assertThat(heard.publish(version(Long.MAX_VALUE, "")).position().offset())
                .isEqualTo(2);
        assertThat(heard.publish(version(Long.MAX_VALUE, "")).outdated()).isTrue();
        assertThat(heard.texts(all(null))).isEqualTo("1v5 2v" + Long.MAX_VALUE);
        assertThat(heard.publications).hasSize(2);
        assertThat(new Heard("b", HOUR).publish(version(1, "")).outdated()).isFalse();
    }

    @Test
    void whatHasNoVersionIsPublishedAndLeavesTheVersionAlone() {
        Heard heard = new Heard("a", HOUR);
        heard.publish(version(5, "e"));
        assertThat(heard.publish("plain").outdated()).isFalse();
        assertThat(heard.publish(version(0, "other")).outdated()).isFalse();
        assertThat(heard.publish(new Draft(Payload.text("passing"), null, Map.of(), null, true, false))
                        .outdated())
                .isFalse();
        EngineChannel.Outcome outdated = heard.publish(version(5, "e"));
        assertThat(outdated.outdated()).isTrue();
        assertThat(outdated.position().offset()).isEqualTo(3);
        assertThat(heard.publish(version(6, "e")).position().offset()).isEqualTo(4);
    }

    @Test
    void anotherEpochOfVersionsBeginsAnew() {
        Heard heard = new Heard("a", HOUR);
        heard.publish(version(5, "one"));
        assertThat(heard.publish(version(1, "two")).outdated()).isFalse();
        assertThat(heard.publish(version(1, "two")).outdated()).isTrue();
        assertThat(heard.publish(version(2, "two")).outdated()).isFalse();
        assertThat(heard.texts(all(null))).isEqualTo("1v5one 2v1two 3v2two");
    }

    /// As the ecosystem has it.
    @Test
    void withoutAnEpochAVersionIsComparedWithTheLastWhateverEpochThatHas() {
        Heard heard = new Heard("a", HOUR);
        heard.publish(version(5, "one"));
        assertThat(heard.publish(version(5, "")).outdated()).isTrue();
        assertThat(heard.publish(version(6, "")).outdated()).isFalse();
        assertThat(heard.publish(version(1, "one")).outdated()).isFalse();
        assertThat(heard.texts(all(null))).isEqualTo("1v5one 2v6 3v1one");
    }

    @Test
    void aRepeatedKeyIsAnsweredAsBeforeWhateverItsVersion() {
        Heard heard = new Heard("a", HOUR);
        Draft first = version(5, "").withKey("k");
        Position position = heard.publish(first).position();
        heard.publish(version(6, ""));
        assertThat(heard.publish(first)).isEqualTo(new EngineChannel.Outcome(position, true, false));
        assertThat(heard.publish(first.withVersion(9, ""))).isEqualTo(new EngineChannel.Outcome(position, true, false));
        assertThat(heard.start(version(8, "").withKey("k")).done().error).isEqualTo(HubError.KEY_REUSED);
        assertThat(heard.publish(version(7, "")).outdated()).isFalse();
    }

    @Test
    void whatIsOutdatedTakesNoKey() {
        Heard heard = new Heard("a", HOUR);
        heard.publish(version(5, ""));
        assertThat(heard.publish(version(4, "").withKey("k")).outdated()).isTrue();
        assertThat(heard.publish(version(4, "").withKey("k")).outdated()).isTrue();
        assertThat(heard.publish(version(6, "").withKey("k")))
                .isEqualTo(new EngineChannel.Outcome(heard.position(), false));
    }

    @Test
    void aVersionOnWhatIsNotKeptIsRefused() {
        Heard none = new Heard("none", Retention.NONE);
        assertThat(none.start(version(1, "").withKey("k")).done().error).isEqualTo(HubError.NO_VERSIONS);
        assertThat(none.publish(version(0, "")).outdated()).isFalse();
        Heard heard = new Heard("a", HOUR);
        Draft skipping = new Draft(Payload.text("x"), null, Map.of(), null, true, false, 9, "");
        assertThat(heard.start(skipping).done().error).isEqualTo(HubError.NO_VERSIONS);
        assertThat(heard.publications).isEmpty();
        assertThat(heard.publish(version(1, "")).outdated()).isFalse();
    }

    @Test
    void aVersionOutlivesItsPublicationAndTheChannelsBeingOpen() {
        Heard heard = new Heard("a", HOUR);
        Position position = heard.publish(version(5, "e")).position();
        heard.run(() -> heard.channel.removeHistory(new Got<>(() -> {})));
        assertThat(heard.publish(version(5, "e"))).isEqualTo(EngineChannel.Outcome.outdated(position));
        loops.pass(Duration.ofHours(2).toMillis());
        assertThat(heard.publish(version(4, "e"))).isEqualTo(EngineChannel.Outcome.outdated(position));
        heard.close();
        Heard again = new Heard("a", HOUR);
        assertThat(again.publish(version(5, "e"))).isEqualTo(EngineChannel.Outcome.outdated(position));
        assertThat(again.publications).isEmpty();
        assertThat(again.publish(version(6, "e")).position().offset()).isEqualTo(2);
    }

    @Test
    void ofManyVersionsAtOnceThoseAreToldThatAreNewerThanAllBefore() {
        List<Heard> channels = List.of(new Heard("a", HOUR), new Heard("b", HOUR), new Heard("c", HOUR));
        Random random = new Random(3);
        int[] newest = new int[channels.size()];
        List<List<String>> expected = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<Got<EngineChannel.Outcome>> all = new ArrayList<>();
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            int at = random.nextInt(channels.size());
            int version = 1 + i / 10 + random.nextInt(20);
            all.add(channels.get(at).start(version(version, "")));
            if (version > newest[at]) {
                newest[at] = version;
                expected.get(at).add("v" + version);
            }
            offsets.add((long) expected.get(at).size());
        }
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i).value().position().offset()).isEqualTo(offsets.get(i));
        }
        for (int at = 0; at < channels.size(); at++) {
            assertThat(channels.get(at).publications.stream()
                            .map(one -> one.payload().toString()))
                    .isEqualTo(expected.get(at));
            assertThat(channels.get(at).history(all(null)).publications())
                    .hasSize(expected.get(at).size());
        }
    }

    // ---- presence

    @Test
    void presenceIsWhoEnteredAndHasNotLeft() {
        Heard heard = new Heard("a", HOUR);
        ClientInfo ann = new ClientInfo(new UserId("ann"), "c1", null, null);
        ClientInfo bob = new ClientInfo(new UserId("bob"), "c2", null, null);
        heard.run(() -> {
            heard.channel.enter(ann);
            heard.channel.enter(bob);
            heard.channel.joined(bob);
            heard.channel.leave(ann);
            heard.channel.left(ann);
        });
        Got<Map<String, ClientInfo>> present = new Got<>(() -> {});
        heard.run(() -> heard.channel.presence(present));
        assertThat(present.value()).containsExactly(Map.entry("c2", bob));
        assertThat(heard.said).containsExactly("+c2", "-c1");
        assertThat(heard.channel.isIdle()).isFalse();
        heard.run(() -> heard.channel.leave(bob));
        assertThat(heard.channel.isIdle()).isTrue();
    }
}
