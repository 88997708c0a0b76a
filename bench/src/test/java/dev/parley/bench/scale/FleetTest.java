package dev.parley.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetTest {

    @ParameterizedTest
    @CsvSource({"3, 1", "10, 5", "40, 200", "100, 30"})
    void asManyNodesAreInterestedAsWhenClientsAreDealtOut(int nodes, int subscribers) {
        Random random = new Random(7);
        int rounds = 4_000;
        int all = 0;
        for (int i = 0; i < rounds; i++) {
            Set<Integer> some = new HashSet<>();
            for (int k = 0; k < subscribers; k++) {
                some.add(random.nextInt(nodes));
            }
            all += some.size();
        }
        assertThat(Fleet.interested(nodes, subscribers)).isCloseTo((double) all / rounds, within(0.02 * nodes));
    }

    @Test
    void moreClientsNeverNeedLess() {
        Fleet.Need before = Fleet.USUAL.of(Site.chat(10_000), Costs.MEASURED);
        for (double size = 20_000; size < 5e6; size *= 2) {
            Fleet.Need need = Fleet.USUAL.of(Site.chat(size), Costs.MEASURED);
            assertThat(need.nodes()).isGreaterThanOrEqualTo(before.nodes());
            assertThat(need.shards()).isGreaterThanOrEqualTo(before.shards());
            before = need;
        }
    }

    @Test
    void withOneNodeLostTheOthersAreNotFull() {
        Fleet.Need need = Fleet.USUAL.of(Site.live(1e6), Costs.MEASURED);
        assertThat(need.nodeCores()).isLessThanOrEqualTo((need.nodes() - 1) * Fleet.USUAL.cores() * Fleet.USUAL.busy());
        Fleet.Need fewer = Fleet.USUAL.with(need.nodes() - 1, Site.live(1e6), Costs.MEASURED);
        assertThat(fewer.nodeCores()).isGreaterThan((need.nodes() - 2) * Fleet.USUAL.cores() * Fleet.USUAL.busy());
    }
}
