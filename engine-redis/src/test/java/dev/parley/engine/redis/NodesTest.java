package dev.parley.engine.redis;

import static dev.parley.hub.EngineContract.HOUR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.hub.Draft;
import dev.parley.hub.EngineChannel;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Retention;
import dev.parley.redis.RedisOptions;
import io.lettuce.core.KillArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Several nodes on one Redis, and what may happen to it.
class NodesTest extends NodesOnRedis {

    private long listeners() {
        long[] count = new long[1];
        String say = text(keys().ears());
        redis(redis -> count[0] = redis.pubsubNumsub(say).get(say));
        return count[0];
    }

    @Test
    void whatNodesPublishAtTheSameTimeAllHearInOneOrder() throws IOException {
        Node.Channel one = node("one").open("c", HOUR);
        Node.Channel two = node("two").open("c", HOUR);
        assertThat(one.listen()).isEqualTo(two.listen());
        List<Node.Channel> both = List.of(one, two);
        Random random = new Random(5);
        List<Node.Got<EngineChannel.Outcome>> all = IntStream.range(0, 1_000)
                .mapToObj(i -> {
                    var got = both.get(random.nextInt(2)).publish("m" + i);
                    if (random.nextInt(20) == 0) {
                        got.done();
                    }
                    return got;
                })
                .toList();
        all.forEach(Node.Got::value);
        loops.await(() -> one.heard.size() == 1_000 && two.heard.size() == 1_000);
        assertThat(one.offsets).isEqualTo(upTo(1_000));
        assertThat(two.offsets).isEqualTo(upTo(1_000));
        assertThat(two.heard).isEqualTo(one.heard);
    }

    @Test
    void oneKeyIsPublishedOnceWhicheverNodeItIsSentTo() throws IOException {
        Node.Channel one = node("one").open("c", HOUR);
        Node.Channel two = node("two").open("c", HOUR);
        one.listen();
        Draft draft = Draft.of(Payload.text("a")).withKey("k");
        Position first = one.publish(draft).value().position();
        EngineChannel.Outcome again = two.publish(draft).value();
        assertThat(again.repeated()).isTrue();
        assertThat(again.position()).isEqualTo(first);
        assertThat(two.publish(Draft.of(Payload.text("b")).withKey("k")).error())
                .isEqualTo(HubError.KEY_REUSED);
        two.publish("last").value();
        loops.await(() -> one.heard.size() == 2);
        assertThat(one.heard).containsExactly("a", "last");
    }

    @Test
    void withoutHistoryNodesHearEachOtherToo() throws IOException {
        Node.Channel one = node("one").open("c", Retention.NONE);
        Node.Channel two = node("two").open("c", Retention.NONE);
        one.listen();
        two.listen();
        one.publish("a").value();
        loops.await(() -> two.heard.size() == 1);
        two.publish("b").value();
        loops.await(() -> one.heard.size() == 2);
        assertThat(one.heard).containsExactly("a", "b");
        assertThat(two.heard).containsExactly("a", "b");
    }

    @Test
    void aNodeWhereNobodyListensGetsNothing() throws IOException {
        Node.Channel one = node("one").open("c", HOUR);
        Node.Channel two = node("two").open("c", HOUR);
        one.listen();
        assertThat(listeners()).isEqualTo(1);
        two.listen();
        assertThat(listeners()).isEqualTo(2);
        two.stopListening();
        loops.await(() -> listeners() == 1);
    }

    @Test
    void whatWasSaidWhileANodeHeardNothingIsHeardOnceAndInOrder() throws IOException {
        Node.Channel one = node("one").open("c", HOUR);
        Node.Channel two = node("two").open("c", HOUR);
        one.listen();
        two.listen();
        for (int round = 0; round < 5; round++) {
            redis(redis -> redis.clientKill(KillArgs.Builder.typePubsub()));
            for (int i = 0; i < 20; i++) {
                one.publish("m").value();
            }
            int all = 20 * (round + 1);
            loops.await(() -> two.offsets.size() >= all && one.offsets.size() >= all);
        }
        assertThat(two.offsets).isEqualTo(upTo(100));
        assertThat(one.offsets).isEqualTo(upTo(100));
        assertThat(two.heard).doesNotContain("break");
    }

    @Test
    void nothingAcknowledgedIsLostWhenRedisIsKilledAndStartedAgain() throws IOException {
        Node.Channel one = node("one").open("c", HOUR);
        Node.Channel two = node("two").open("c", HOUR);
        Position start = one.listen();
        two.listen();
        List<String> acknowledged = new ArrayList<>();
        int sent = 0;
        for (int round = 0; round < 3; round++) {
            List<Node.Got<EngineChannel.Outcome>> under = new ArrayList<>();
            for (int i = 0; i < 50; i++, sent++) {
                String text = "m" + sent;
                under.add(one.publish(text));
            }
            under.get(10).done();
            server.kill();
            for (int i = 0; i < under.size(); i++) {
                if (under.get(i).succeeded()) {
                    acknowledged.add("m" + (sent - 50 + i));
                } else {
                    assertThat(under.get(i).error().temporary()).isTrue();
                }
            }
            assertThat(one.publish("while it is away").error().temporary()).isTrue();
            server.start();
            loops.await(() -> one.publish("back").succeeded());
        }
        String last = "the last";
        loops.await(() -> one.publish(last).succeeded());
        loops.await(() -> two.heard.contains(last) && one.heard.contains(last));
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(3);
        assertThat(two.heard).containsAll(acknowledged).doesNotContain("break");
        assertThat(two.offsets).isEqualTo(upTo(two.offsets.size()));
        assertThat(one.heard).isEqualTo(two.heard);
        assertThat(two.heard).isEqualTo(two.history(start));
    }

    @Test
    void whatRedisHasForgottenIsNeverHidden() throws IOException {
        Node.Channel one = node("one").open("c", HOUR);
        Node.Channel two = node("two").open("c", HOUR);
        Position before = one.listen();
        two.listen();
        one.publish("a").value();
        loops.await(() -> two.heard.size() == 1);
        redis(RedisCommands::flushall);
        loops.await(() -> two.heard.contains("break") && one.heard.contains("break"));
        EngineChannel.Outcome after = one.publish("b").value();
        assertThat(after.position().epoch()).isNotEqualTo(before.epoch());
        loops.await(() -> two.heard.contains("b"));
        assertThat(two.heard).containsExactly("a", "break", "b");
    }

    @Test
    void anOlderCopyOfTheDataRenewsTheEpochBeforeAnythingIsTold() throws IOException {
        Node.Channel one = node("one").open("c", HOUR);
        Position before = one.listen();
        for (String text : List.of("a", "b", "c")) {
            one.publish(text).value();
        }
        redis(redis -> {
            redis.hset(text(keys().meta()), "o", "1");
            redis.del(text(keys().log()));
        });
        EngineChannel.Outcome next = one.publish("d").value();
        assertThat(next.position().epoch()).isNotEqualTo(before.epoch());
        assertThat(one.heard).startsWith("a", "b", "c", "break");
    }

    @Test
    void publishersAreToldWhenRedisHangsAndGoOnWhenItIsBack() throws Exception {
        Node.Channel one = node("one").open("c", HOUR);
        one.listen();
        one.publish("a").value();
        server.signal("STOP");
        assertThat(one.publish("b").error().temporary()).isTrue();
        server.signal("CONT");
        loops.await(() -> one.publish("c").succeeded());
        assertThat(one.offsets).isEqualTo(upTo(one.offsets.size()));
    }

    @Test
    void whoIsOnAnotherNodeIsPresent() throws IOException {
        Node.Channel one = node("one").open("c", HOUR);
        Node.Channel two = node("two").open("c", HOUR);
        one.listen();
        two.listen();
        one.run(() -> {
            one.channel.enter(client("c1"));
            one.channel.joined(client("c1"));
        });
        loops.await(() -> two.heard.contains("+c1"));
        loops.await(() -> two.presence().equals(Map.of("c1", client("c1"))));
        one.run(() -> {
            one.channel.leave(client("c1"));
            one.channel.left(client("c1"));
        });
        loops.await(() -> two.heard.contains("-c1"));
        assertThat(two.presence()).isEmpty();
        assertThat(one.heard).containsExactly("+c1", "-c1");
    }

    @Test
    void theSessionsOfANodeThatHasDiedLeaveOnce() throws IOException {
        Node dying = new Node(options("dying"), loops, 9);
        Node.Channel dead = dying.open("c", HOUR);
        Node.Channel two = node("two").open("c", HOUR);
        Node.Channel three = node("three").open("c", HOUR);
        two.listen();
        three.listen();
        dead.run(() -> dead.channel.enter(client("c1")));
        loops.await(() -> two.presence().containsKey("c1"));
        dying.close(); // its channels say nothing
        loops.await(() -> two.heard.contains("-c1") && three.heard.contains("-c1"));
        assertThat(two.presence()).isEmpty();
        two.publish("later").value();
        loops.await(() -> three.heard.contains("later"));
        assertThat(two.heard).containsExactly("-c1", "later");
        assertThat(three.heard).containsExactly("-c1", "later");
    }

    @Test
    void whatIsNoRedisIsSaidAtTheStart() {
        assertThatThrownBy(() -> new Node(RedisOptions.at("redis://127.0.0.1:1", "x"), loops, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("can't use Redis at 127.0.0.1:1");
        assertThatThrownBy(() -> new Node(RedisOptions.at("http://x", "x"), loops, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("redis://HOST:PORT");
    }
}
