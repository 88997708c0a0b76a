package dev.parley.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.Loops;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whose turn it is to ask, when very many want to.
class LaneTest {

    private static final int AT_ONCE = 256;

    private final List<Integer> begun = new ArrayList<>();
    private final Deque<Runnable> underWay = new ArrayDeque<>();

    @Test
    void manyTakeTurnsAndWhomSomebodyWaitsForGoesFirst(@TempDir Path folder) throws Exception {
        try (RedisServer server = RedisServer.start(folder);
                Redis redis = new Redis(RedisOptions.at(server.address(), "one"), new Random(1), 1)) {
            Lane lane = redis.lane(new Loops(1, new Random(2)).get(0));
            for (int i = 0; i < AT_ONCE; i++) {
                assertThat(ask(lane, i)).isNull();
            }
            List<Lane.Turn> turns = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                turns.add(ask(lane, 1_000 + i));
            }
            assertThat(begun).hasSize(AT_ONCE);
            turns.get(3).goFirst();
            turns.get(3).goFirst();
            turns.get(4).goFirst();
            begun.clear();
            for (int i = 0; i < 3; i++) {
                underWay.remove().run();
            }
            assertThat(begun).containsExactly(1_003, 1_004, 1_000);
            turns.get(0).goFirst(); // it has begun
            while (!underWay.isEmpty()) {
                underWay.remove().run();
            }
            assertThat(begun).containsExactly(1_003, 1_004, 1_000, 1_001, 1_002);
            assertThat(ask(lane, 2_000)).isNull();
        }
    }

    private Lane.@Nullable Turn ask(Lane lane, int number) {
        return lane.inTurn(done -> {
            begun.add(number);
            underWay.add(done);
        });
    }
}
