package dev.parley.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.ClientInfo;
import dev.parley.hub.Draft;
import dev.parley.hub.EngineContract;
import dev.parley.hub.Loops;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Retention;
import dev.parley.hub.UserId;
import dev.parley.redis.Access;
import dev.parley.redis.RedisOptions;
import dev.parley.redis.SecuredRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Over TLS with certificates on both sides, as the user that the documentation describes.
class SecuredTest {

    @TempDir
    Path folder;

    private final Loops loops = new Loops(1, new Random(3));

    @Test
    void theRightsInTheDocumentationAreEnough() throws IOException {
        String rule = SharedRedisContract.documented("~");
        try (SecuredRedis server = SecuredRedis.start(folder, rule)) {
            RedisOptions options = RedisOptions.at(server.address(), "two")
                    .withAccess(new Access(
                            "parley", "PASSWORD", 0, server.certificates().client()))
                    .withGone(Duration.ofSeconds(2));
            try (Node one = new Node(options.withNode("one"), loops, 1);
                    Node two = new Node(options, loops, 2)) {
                use(one, two);
            }
        }
    }

    private void use(Node one, Node two) {
        Node.Channel here = one.open("c", new Retention(2, null, Duration.ofDays(1)));
        Node.Channel there = two.open("c", EngineContract.HOUR);
        Position start = here.listen();
        there.listen();
        for (int i = 0; i < 4; i++) {
            here.publish(Draft.of(Payload.text("m" + i)).withKey("k" + i)).value();
        }
        here.publish(Draft.of(Payload.text("bare")).withVersion(7, "")).value();
        loops.await(() -> there.heard.size() == 5);
        assertThat(there.history(new Position(start.epoch(), 4))).containsExactly("bare");
        ClientInfo client = new ClientInfo(new UserId("ann"), "c1", null, null);
        here.run(() -> {
            here.channel.enter(client);
            here.channel.joined(client);
        });
        loops.await(() -> there.presence().containsKey("c1"));
        Node.Got<Position> removed = one.new Got<>();
        here.run(() -> here.channel.removeHistory(removed));
        removed.value();
        here.stopListening();
        one.redis.close();
        loops.await(() -> there.heard.contains("-c1"));
        assertThat(there.presence()).isEmpty();
    }
}
