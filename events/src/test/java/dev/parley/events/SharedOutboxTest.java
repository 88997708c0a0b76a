package dev.parley.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On Redis.
class SharedOutboxTest extends OutboxContract {

    @TempDir
    static Path folder;

    private static RedisServer server;
    private static int prefixes;

    private final String prefix = "o" + ++prefixes;
    private final List<SharedNode> nodes = new ArrayList<>();

    @BeforeAll
    static void startRedis() throws IOException {
        server = RedisServer.start(folder, "--save", "", "--appendonly", "no");
    }

    @AfterAll
    static void stopRedis() {
        server.close();
    }

    @AfterEach
    void close() {
        nodes.forEach(SharedNode::close);
    }

    @Override
    Outbox outbox() {
        return nodes.getLast().outbox;
    }

    @Override
    void open(OutboxOptions options) throws IOException {
        SharedNode node = new SharedNode(server.address(), prefix, "n" + nodes.size(), options, time);
        node.outbox.beginTerm(nodes.size() + 1);
        nodes.add(node);
    }

    @Test
    void onceALaterTermHasReadThemNoEarlierOneTakesThemAway() throws IOException {
        add(publication(1));
        SharedOutbox before = nodes.getFirst().outbox;
        Batch batch = before.next(0, Set.of());
        open();
        Batch again = next();
        assertThat(again.events()).extracting(Batch.Item::id).isEqualTo(List.of("pub:chat:1:e:1"));

        assertThatThrownBy(() -> before.taken(batch)).hasMessage("another node tells the backend now");
        assertThatThrownBy(() -> before.next(0, Set.of())).hasMessage("another node tells the backend now");
        assertThat(next().isEmpty()).isFalse();
        outbox().taken(again);
        assertThat(next().isEmpty()).isTrue();
    }

    @Test
    void nodesShareTheRoomThatIsLeft() throws IOException {
        open(10);
        SharedOutbox one = nodes.getFirst().outbox;
        SharedOutbox two = nodes.getLast().outbox;
        one.counted(1, 5);
        two.counted(8, 5);
        add(publication(1));

        assertThat(two.hasRoom()).isFalse();
        two.counted(4, 5);
        assertThat(two.hasRoom()).isTrue();
        assertThat(two.waiting()).isEqualTo(4);
        assertThat(two.oldestAgeMillis()).isEqualTo(time.millis() - 5);
    }
}
