package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.Roster.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RosterTest {
    private static final long GRACE = 10_000;

    private final Roster roster = new Roster(GRACE);

    @Test
    void whoComesIsTold() {
        assertThat(roster.due()).isEqualTo(Roster.NEVER);
        roster.came("ann", "a1");

        assertThat(roster.due()).isLessThanOrEqualTo(0);
        assertThat(roster.tell(0, Set.of())).isEqualTo(new Change(List.of("ann"), List.of(), 1));
        assertThat(roster.tell(5_000, Set.of())).isNull();
    }

    @Test
    void aReloadWithinTheGraceTellsNobody() {
        roster.came("ann", "a1");
        roster.tell(0, Set.of());
        roster.went("ann", "a1", 1_000);
        assertThat(roster.tell(10_999, Set.of())).isNull();
        assertThat(roster.count(Set.of())).isEqualTo(1);

        roster.came("ann", "a2");

        assertThat(roster.due()).isEqualTo(Roster.NEVER);
        assertThat(roster.tell(50_000, Set.of())).isNull();
    }

    @Test
    void theEndOfTheLastSessionIsToldOnceWhenTheGraceIsOver() {
        roster.came("ann", "a1");
        roster.came("ann", "a2");
        roster.tell(0, Set.of());
        roster.went("ann", "a1", 1_000);
        assertThat(roster.due()).isEqualTo(Roster.NEVER);
        roster.went("ann", "a2", 2_000);

        assertThat(roster.due()).isEqualTo(12_000);
        assertThat(roster.tell(11_999, Set.of())).isNull();
        assertThat(roster.tell(12_000, Set.of())).isEqualTo(new Change(List.of(), List.of("ann"), 0));
        assertThat(roster.tell(22_000, Set.of())).isNull();
        assertThat(roster.isEmpty()).isTrue();
    }

    @Test
    void whoLeavesBeforeTheOthersHeardOfThemIsForgotten() {
        roster.came("ann", "a1");
        roster.went("ann", "a1", 10);

        assertThat(roster.isEmpty()).isTrue();
        assertThat(roster.due()).isEqualTo(Roster.NEVER);
    }

    @Test
    void whoIsStillOnAnotherNodeIsNotGone() {
        roster.came("ann", "a1");
        roster.came("bob", "b1");
        roster.tell(0, Set.of());
        roster.went("ann", "a1", 0);
        roster.went("bob", "b1", 0);

        assertThat(roster.tell(GRACE, Set.of("ann", "carl"))).isEqualTo(new Change(List.of(), List.of("bob"), 2));
        assertThat(roster.isEmpty()).isTrue();
    }

    @Test
    void aCrowdIsToldInPartsOneASecondAndTheCountIsTrueFromTheFirst() {
        for (int i = 0; i < 120; i++) {
            roster.came("u" + i, "c" + i);
        }
        List<Change> changes = new ArrayList<>();
        for (long now = 0; roster.due() != Roster.NEVER; now = roster.due()) {
            changes.add(roster.tell(now, Set.of()));
        }

        assertThat(changes).extracting(change -> change.here().size()).containsExactly(50, 50, 20);
        assertThat(changes).extracting(Change::count).containsOnly(120);
        assertThat(changes.stream().flatMap(change -> change.here().stream()).distinct())
                .hasSize(120);
        assertThat(roster.due()).isEqualTo(Roster.NEVER);
    }

    @Test
    void someOfThoseWhoAreHereAreNamed() {
        roster.came("ann", "a1");
        roster.tell(0, Set.of());
        roster.came("bob", "b1");
        roster.went("ann", "a1", 1);

        assertThat(roster.here(Set.of("bob", "carl"), 10)).containsExactlyInAnyOrder("ann", "bob", "carl");
        assertThat(roster.here(Set.of("carl"), 2)).hasSize(2);
        assertThat(roster.has("ann")).isTrue();
        assertThat(roster.has("carl")).isFalse();
    }

    /// Somebody's session begins or ends, then some time passes.
    record Step(String user, int session, boolean comes, int millis) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of("ann", "bob", "carl"),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.of(true, false),
                        Arbitraries.oneOf(
                                Arbitraries.integers().between(0, 1_500),
                                Arbitraries.integers().between(8_000, 12_000)))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    /// Whoever believes what they are told knows at the end who is here, was told nothing twice, never of an absence that
    /// was shorter than the grace, never sooner than a second after the last change; and counts never drift.
    @Property
    void whatIsToldIsWhatIs(@ForAll("steps") List<Step> steps) {
        Roster tested = new Roster(GRACE);
        Map<String, Set<Integer>> sessions = new HashMap<>();
        Map<String, Long> awaySince = new HashMap<>();
        Set<String> believed = new HashSet<>();
        long now = 0;
        long last = -1_000_000;
        for (Step step : steps) {
            Set<Integer> theirs = sessions.computeIfAbsent(step.user(), _ -> new HashSet<>());
            if (step.comes() && theirs.add(step.session())) {
                tested.came(step.user(), step.user() + step.session());
            } else if (!step.comes() && theirs.remove(step.session())) {
                tested.went(step.user(), step.user() + step.session(), now);
                if (theirs.isEmpty()) {
                    awaySince.put(step.user(), now);
                }
            }
            long until = now + step.millis();
            while (Math.max(tested.due(), now) <= until && tested.due() != Roster.NEVER) {
                now = Math.max(tested.due(), now);
                last = hear(tested, now, last, believed, sessions, awaySince);
            }
            now = until;
        }
        while (tested.due() != Roster.NEVER) {
            now = Math.max(tested.due(), now);
            last = hear(tested, now, last, believed, sessions, awaySince);
        }
        Set<String> here = here(sessions);
        assertThat(believed).isEqualTo(here);
        assertThat(tested.count(Set.of())).isEqualTo(here.size());
        assertThat(tested.isEmpty()).isEqualTo(here.isEmpty());
    }

    private static long hear(
            Roster tested,
            long now,
            long last,
            Set<String> believed,
            Map<String, Set<Integer>> sessions,
            Map<String, Long> awaySince) {
        Change change = tested.tell(now, here(sessions));
        assertThat(change).isNotNull();
        assertThat(now - last).isGreaterThanOrEqualTo(Roster.PACE_MILLIS);
        for (String user : change.here()) {
            assertThat(believed.add(user)).as("%s is told as new once", user).isTrue();
            assertThat(sessions.get(user)).isNotEmpty();
        }
        for (String user : change.gone()) {
            assertThat(believed.remove(user))
                    .as("%s is told as gone once", user)
                    .isTrue();
            assertThat(sessions.get(user)).isEmpty();
            assertThat(now - awaySince.get(user)).isGreaterThanOrEqualTo(GRACE);
        }
        assertThat(change.count()).isGreaterThanOrEqualTo(believed.size()).isLessThanOrEqualTo(3);
        return now;
    }

    private static Set<String> here(Map<String, Set<Integer>> sessions) {
        Set<String> here = new HashSet<>();
        sessions.forEach((user, theirs) -> {
            if (!theirs.isEmpty()) {
                here.add(user);
            }
        });
        return here;
    }
}
