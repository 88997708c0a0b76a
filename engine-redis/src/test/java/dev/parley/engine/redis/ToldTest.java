package dev.parley.engine.redis;

import static dev.parley.hub.EngineContract.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.Draft;
import dev.parley.hub.EngineChannel;
import dev.parley.hub.HubError;
import dev.parley.hub.Loops;
import dev.parley.hub.Payload;
import dev.parley.hub.Retention;
import dev.parley.redis.Events;
import dev.parley.redis.RedisOptions;
import dev.parley.redis.RedisServer;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Publications of which the site's backend is told.
class ToldTest {

    @TempDir
    Path folder;

    private final Loops loops = new Loops(2, new Random(11));
    private final List<Node> nodes = new ArrayList<>();
    private RedisServer server;

    @BeforeEach
    void start() throws IOException {
        server = RedisServer.start(folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always");
    }

    @AfterEach
    void stop() {
        nodes.forEach(Node::close);
        server.close();
    }

    private Node node(String name, long limit) throws IOException {
        RedisOptions options = RedisOptions.at(server.address(), name).withPatience(Duration.ofSeconds(4));
        Node node = new Node(options, loops, nodes.size(), new Events(_ -> true, limit));
        nodes.add(node);
        return node;
    }

    /// The events of channel `c`'s bucket.
    private List<Map<String, String>> events() {
        String key = new String(Events.stream(nodes.getFirst().redis.bucket("c:c")), StandardCharsets.UTF_8);
        try (RedisClient client = RedisClient.create(server.address());
                var connection = client.connect()) {
            return connection.sync().xrange(key, Range.unbounded()).stream()
                    .map(entry -> entry.getBody())
                    .toList();
        }
    }

    @Test
    void eachPublicationHasItsEventThoughRedisAndANodeAreKilled() throws IOException {
        Node.Channel one = node("one", 10_000).open("c", HOUR);
        Node dying = node("two", 10_000);
        Node.Channel two = dying.open("c", HOUR);
        List<EngineChannel.Outcome> acknowledged = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            List<Node.Got<EngineChannel.Outcome>> under = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                under.add((round < 2 && i % 2 == 0 ? two : one).publish("m"));
            }
            under.get(20).done();
            server.kill();
            under.stream().filter(Node.Got::succeeded).forEach(each -> acknowledged.add(each.value()));
            server.start();
            loops.await(() -> one.publish("back").succeeded());
            if (round == 1) {
                nodes.remove(dying);
                dying.close();
            }
        }

        long top = one.publish("last").value().position().offset();
        assertThat(acknowledged).hasSizeGreaterThan(30);
        assertThat(events())
                .extracting(event -> Long.parseLong(event.get("o")))
                .isEqualTo(LongStream.rangeClosed(1, top).boxed().toList());
        assertThat(events()).allSatisfy(event -> assertThat(event).containsEntry("k", "c:c"));
    }

    @Test
    void whatIsRepeatedHasOneEventAndWhatHasNoPlaceHasAnIdOfItsOwn() throws IOException {
        Node node = node("one", 10_000);
        Node.Channel kept = node.open("c", HOUR);
        Draft draft = Draft.of(Payload.text("a")).withKey("k");
        kept.publish(draft).value();
        assertThat(kept.publish(draft).value().repeated()).isTrue();
        assertThat(events())
                .singleElement()
                .satisfies(event -> assertThat(event).containsEntry("i", "").containsEntry("p", "a"));

        Node.Channel bare = node.open("c", Retention.NONE);
        bare.publish("b").value();
        assertThat(events().getLast()).containsEntry("o", "0");
        assertThat(events().getLast().get("i")).hasSizeGreaterThan(30);
    }

    @Test
    void whereNoEventHasRoomNothingIsPublished() throws IOException {
        Node.Channel channel = node("one", 2).open("c", HOUR);
        channel.publish("a").value();
        channel.publish("b").value();
        HubError error = channel.publish("c").error();
        assertThat(error).isNotNull();
        assertThat(error.temporary()).isTrue();
        assertThat(error.message()).contains("events.capacity");
        assertThat(events()).hasSize(2);
        assertThat(channel.publish("d").error()).isNotNull();
    }
}
