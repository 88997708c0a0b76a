package dev.parley.e2e.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What became of one fault, or of several of one kind.
final class Tally {

    int acknowledged;
    int delivered;
    int lostSilently;
    int lostAndTold;
    int told;
    int repeated;
    int outOfOrder;
    int falselyAcknowledged;
    int ghosts;
    int missing;
    int doubleLeaves;
    int doubleJoins;
    int connectionsLost;
    final List<Long> recoveryMillis = new ArrayList<>();
    int errors;
    long slowestErrorMillis;

    void add(Tally other) {
        acknowledged += other.acknowledged;
        delivered += other.delivered;
        lostSilently += other.lostSilently;
        lostAndTold += other.lostAndTold;
        told += other.told;
        repeated += other.repeated;
        outOfOrder += other.outOfOrder;
        falselyAcknowledged += other.falselyAcknowledged;
        ghosts += other.ghosts;
        missing += other.missing;
        doubleLeaves += other.doubleLeaves;
        doubleJoins += other.doubleJoins;
        connectionsLost += other.connectionsLost;
        recoveryMillis.addAll(other.recoveryMillis);
        errors += other.errors;
        slowestErrorMillis = Math.max(slowestErrorMillis, other.slowestErrorMillis);
    }

    /// What must never be, whatever happens.
    String never() {
        return "lost silently " + lostSilently + ", repeated " + repeated + ", out of order " + outOfOrder + ", ghosts "
                + ghosts + ", missing from presence " + missing;
    }

    static final String NEVER = new Tally().never();

    /// What must not be where Redis keeps what it acknowledges.
    String notWhereKept() {
        return "lost and told " + lostAndTold + ", told " + told + ", falsely acknowledged " + falselyAcknowledged
                + ", double leaves " + doubleLeaves + ", double joins " + doubleJoins;
    }

    static final String NOT_WHERE_KEPT = new Tally().notWhereKept();

    @Override
    public String toString() {
        List<Long> sorted = recoveryMillis.stream().sorted().toList();
        String recovery = sorted.isEmpty()
                ? "-"
                : String.format(
                        Locale.ROOT, "%d/%d/%d ms", sorted.getFirst(), sorted.get(sorted.size() / 2), sorted.getLast());
        return acknowledged + " acknowledged, " + delivered + " delivered; " + never() + "; " + notWhereKept()
                + "; connections lost " + connectionsLost
                + "; recovered after (min/median/max) "
                + recovery + "; " + errors + " errors, the slowest after " + slowestErrorMillis + " ms";
    }
}
