package dev.parley.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.Payload;
import dev.parley.hub.Publication;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalsTest {

    private static final Place START = new Place("e", 0, 7);

    private static Publication at(long offset, long time) {
        return new Publication(offset, time, Payload.text("m" + offset), null, Map.of(), false);
    }

    private static Publication at(long offset) {
        return at(offset, 1_000 + offset);
    }

    private static long before(long offset) {
        return offset == 1 ? START.time() : 1_000 + offset - 1;
    }

    /// Twice each, near its place, some not at all: these come from the history when nothing else does.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void inWhateverOrderTheyComeEachIsTakenOnceInItsPlace(long seed) {
        Random random = new Random(seed);
        int all = 3_000;
        List<Long> coming = new ArrayList<>();
        for (long offset = 1; offset <= all; offset++) {
            if (random.nextInt(50) > 0) {
                coming.add(offset);
            }
            if (random.nextInt(50) > 0) {
                coming.add(offset);
            }
        }
        for (int i = 0; i < coming.size(); i++) {
            Collections.swap(coming, i, Math.min(coming.size() - 1, i + random.nextInt(20)));
        }
        Arrivals arrivals = new Arrivals();
        arrivals.startAt(START);
        List<Long> taken = new ArrayList<>();
        for (long offset : coming) {
            arrivals.take(at(offset), before(offset)).forEach(each -> taken.add(each.offset()));
            if (arrivals.hasGap() && random.nextInt(200) == 0) {
                long next = arrivals.top().offset() + 1;
                arrivals.takeNext(at(next)).forEach(each -> taken.add(each.offset()));
            }
        }
        while (arrivals.top().offset() < all) {
            long next = arrivals.top().offset() + 1;
            arrivals.takeNext(at(next)).forEach(each -> taken.add(each.offset()));
        }
        assertThat(taken).isEqualTo(LongStream.rangeClosed(1, all).boxed().toList());
        assertThat(arrivals.hasGap()).isFalse();
        assertThat(arrivals.haveDiverged()).isFalse();
    }

    @Test
    void whatFollowsOnSomethingElseIsNotTaken() {
        Arrivals arrivals = new Arrivals();
        arrivals.startAt(START);
        arrivals.take(at(1), before(1));
        assertThat(arrivals.take(at(2), 999)).isEmpty();
        assertThat(arrivals.haveDiverged()).isTrue();
        assertThat(arrivals.take(at(2), before(2))).isEmpty();
        arrivals.startAt(new Place("f", 2, 5));
        assertThat(arrivals.take(at(3), 5)).hasSize(1);
    }

    @Test
    void whatWasHeldAndFollowsOnSomethingElseIsNotTaken() {
        Arrivals arrivals = new Arrivals();
        arrivals.startAt(START);
        arrivals.take(at(3), before(3));
        arrivals.take(at(2), before(2));
        assertThat(arrivals.take(at(1, 5), before(1))).hasSize(1);
        assertThat(arrivals.haveDiverged()).isTrue();
    }

    @Test
    void anotherPublicationInThePlaceOfTheLastIsNoticed() {
        Arrivals arrivals = new Arrivals();
        arrivals.startAt(START);
        arrivals.take(at(1), before(1));
        arrivals.take(at(1), before(1));
        assertThat(arrivals.haveDiverged()).isFalse();
        arrivals.take(at(1, 1), before(1));
        assertThat(arrivals.haveDiverged()).isTrue();
    }

    @Test
    void nothingMoreIsHeldThanThereIsRoomFor() {
        Arrivals arrivals = new Arrivals();
        arrivals.startAt(START);
        for (long offset = 2; offset < 5 * Arrivals.HELD; offset++) {
            arrivals.take(at(offset), before(offset));
        }
        assertThat(arrivals.take(at(1), before(1))).hasSize(Arrivals.HELD + 1);
        assertThat(arrivals.hasGap()).isFalse();
    }
}
