package dev.parley.engine.redis;

import static dev.parley.hub.EngineContract.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.Draft;
import dev.parley.hub.EngineChannel.Outcome;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Retention;
import dev.parley.redis.Cable;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RestoreArgs;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What Redis has forgotten, what did not arrive, and what nobody knows whether it did.
class TakenBackTest extends NodesOnRedis {

    /// Puts the channel back to where it is now.
    private Runnable copy() {
        try (RedisClient client = RedisClient.create(server.address());
                var connection = client.connect(ByteArrayCodec.INSTANCE)) {
            byte[] meta = connection.sync().dump(keys().meta());
            byte[] log = connection.sync().dump(keys().log());
            return () -> {
                try (RedisClient again = RedisClient.create(server.address());
                        var later = again.connect(ByteArrayCodec.INSTANCE)) {
                    RestoreArgs instead = RestoreArgs.Builder.ttl(3_600_000).replace();
                    later.sync().restore(keys().meta(), meta, instead);
                    later.sync().restore(keys().log(), log, instead);
                }
            };
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void whatIsPublishedOnAnOlderCopyIsNotTakenForWhatFollows(int more) throws IOException {
        try (Cable cable = new Cable(server)) {
            Node.Channel one = node("one", cable).open("c", HOUR);
            Node.Channel two = node("two").open("c", HOUR);
            Position start = one.listen();
            one.publish("a").value();
            Runnable putBack = copy();
            one.publish("b").value();
            one.publish("c").value();
            cable.cut();
            putBack.run();
            for (int i = 1; i <= more; i++) {
                assertThat(two.publish("other " + i).value().position()).isEqualTo(new Position(start.epoch(), 1 + i));
            }
            cable.mend();
            loops.await(() -> one.heard.contains("break"));
            loops.await(() -> one.publish("after").succeeded());
            loops.await(() -> one.heard.contains("after"));
            assertThat(one.heard).containsExactly("a", "b", "c", "break", "after");
        }
    }

    @Test
    void aKeyOfAnEpochThatIsOverIsAnsweredAtOnce() throws IOException {
        Node.Channel one = node("one").open("c", HOUR);
        one.listen();
        one.publish("a").value();
        Runnable putBack = copy();
        one.publish("b").value();
        Draft draft = Draft.of(Payload.text("c")).withKey("k");
        Position first = one.publish(draft).value().position();
        putBack.run();
        assertThat(one.publish("d").value().position().epoch()).isNotEqualTo(first.epoch());
        Outcome again = one.publish(draft).value();
        assertThat(again.repeated()).isTrue();
        assertThat(again.position()).isEqualTo(first);
        assertThat(one.heard).startsWith("a", "b", "c", "break");
    }

    @Test
    void aChannelThatNothingWasPublishedOnIsForgottenWithoutABreak() throws IOException {
        Node.Channel one = node("one").open("c", HOUR);
        Node.Channel two = node("two").open("c", HOUR);
        Position start = one.listen();
        redis(redis -> redis.del(text(keys().meta())));
        assertThat(one.publish("a").value().position()).isEqualTo(new Position(start.epoch(), 1));
        assertThat(two.listen()).isEqualTo(new Position(start.epoch(), 1));
        assertThat(one.heard).containsExactly("a");
    }

    @Test
    void whatGotLostOnTheWayIsFoundThoughNothingFollows() throws IOException {
        Node.Channel one = node("one").open("c", HOUR);
        one.listen();
        one.publish("a").value();
        String meta = text(keys().meta());
        String log = text(keys().log());
        redis(redis -> {
            String time = redis.hget(meta, "t");
            Map<String, String> first =
                    redis.xrange(log, Range.unbounded()).getFirst().getBody();
            redis.xadd(log, new XAddArgs().id("2-0"), "t", time, "h", first.get("h"), "p", "said to nobody");
            redis.hset(meta, "o", "2");
        });
        loops.await(() -> one.heard.size() == 2);
        assertThat(one.heard).containsExactly("a", "said to nobody");
    }

    @Test
    void aGapThatHistoryDoesNotReachBackOverIsToldAsABreak() throws IOException {
        try (Cable cable = new Cable(server)) {
            Retention short_ = new Retention(5, Duration.ofHours(1), null);
            Node.Channel one = node("one", cable).open("c", short_);
            Node.Channel two = node("two").open("c", short_);
            one.listen();
            two.publish("a").value();
            loops.await(() -> one.heard.size() == 1);
            cable.cut();
            for (int i = 0; i < 10; i++) {
                two.publish("missed").value();
            }
            cable.mend();
            loops.await(() -> one.heard.contains("break"));
            two.publish("after").value();
            loops.await(() -> one.heard.contains("after"));
            assertThat(one.heard).containsExactly("a", "break", "after");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsSentAgainWithItsKeyIsPublishedOnceWhereverTheAnswerWasLost(long seed) throws IOException {
        Random random = new Random(seed);
        try (Cable cable = new Cable(server)) {
            Node.Channel one = node("one", cable).open("c", HOUR);
            Node.Channel two = node("two").open("c", HOUR);
            two.listen();
            if (random.nextBoolean()) {
                one.listen();
            }
            List<String> all = new ArrayList<>();
            for (int round = 0; round < 6; round++) {
                List<Draft> drafts = new ArrayList<>();
                for (int i = 0; i < 30; i++) {
                    String text = round + "." + i;
                    all.add(text);
                    drafts.add(Draft.of(Payload.text(text)).withKey(text));
                }
                List<Node.Got<Outcome>> answers =
                        drafts.stream().map(one::publish).toList();
                answers.get(random.nextInt(answers.size())).done();
                cable.cut();
                for (Node.Got<Outcome> answer : answers) {
                    answer.done();
                }
                cable.mend();
                for (int i = 0; i < drafts.size(); i++) {
                    if (!answers.get(i).succeeded()) {
                        Draft again = drafts.get(i);
                        loops.await(() -> one.publish(again).succeeded());
                    }
                }
            }
            loops.await(() -> two.heard.size() >= all.size());
            assertThat(two.heard).containsExactlyElementsOf(all);
        }
    }
}
