package dev.parley.protocol.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeflateBudgetTest {

    private static final DeflateAgreement BOTH = new DeflateAgreement(false, false, 15, 15);
    private static final DeflateAgreement SERVER_ONLY = new DeflateAgreement(false, true, 15, 15);
    private static final DeflateAgreement NONE = new DeflateAgreement(true, true, 15, 15);

    @Test
    void eachDirectionWithTakeoverCostsOurSideItsPart() {
        DeflateBudget budget = new DeflateBudget(10_000_000);
        assertThat(budget.take(BOTH, Role.SERVER).bytes())
                .isEqualTo(DeflateBudget.DEFLATER_BYTES + DeflateBudget.INFLATER_BYTES);
        assertThat(budget.take(SERVER_ONLY, Role.SERVER).bytes()).isEqualTo(DeflateBudget.DEFLATER_BYTES);
        assertThat(budget.take(SERVER_ONLY, Role.CLIENT).bytes()).isEqualTo(DeflateBudget.INFLATER_BYTES);
        assertThat(budget.take(NONE, Role.SERVER).bytes()).isZero();
        assertThat(budget.takenBytes())
                .isEqualTo(2L * DeflateBudget.DEFLATER_BYTES + 2L * DeflateBudget.INFLATER_BYTES);
    }

    @Test
    void anEmptyBudgetGivesNothingButNothing() {
        DeflateBudget budget = new DeflateBudget(0);
        assertThat(budget.take(BOTH, Role.SERVER)).isNull();
        assertThat(budget.take(NONE, Role.SERVER)).isNotNull();
    }

    @Test
    void theCapHoldsUnderManyThreadsAndEverythingComesBack() throws Exception {
        int most = 10;
        DeflateBudget budget = new DeflateBudget((long) most * DeflateBudget.DEFLATER_BYTES);
        AtomicInteger held = new AtomicInteger();
        AtomicInteger granted = new AtomicInteger();
        Callable<Integer> taker = () -> {
            int seen = 0;
            for (int i = 0; i < 2000; i++) {
                try (DeflateBudget.Share share = budget.take(SERVER_ONLY, Role.SERVER)) {
                    if (share != null) {
                        granted.incrementAndGet();
                        seen = Math.max(seen, held.incrementAndGet());
                        held.decrementAndGet();
                    }
                }
            }
            return seen;
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> takers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                takers.add(threads.submit(taker));
            }
            for (Future<Integer> seen : takers) {
                assertThat(seen.get()).isLessThanOrEqualTo(most);
            }
        }
        assertThat(granted.get()).isPositive();
        assertThat(budget.takenBytes()).isZero();
    }
}
