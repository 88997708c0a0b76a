package dev.parley.bench.sidebyside;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

/// What the rounds of one scenario gave, by contender: the n-th samples of two contenders are of the same round.
///
/// @param spin whether the load generator polled; false where it makes no difference
record Result(Scenario scenario, boolean spin, SequencedMap<Contender, List<Sample>> samples) {

    static Result empty(Scenario scenario, boolean spin) {
        return new Result(scenario, spin, new LinkedHashMap<>());
    }

    void add(Contender contender, Sample sample) {
        samples.computeIfAbsent(contender, c -> new ArrayList<>()).add(sample);
    }

    /// Whether this contender was measured at all.
    boolean has(Contender contender) {
        return samples.containsKey(contender);
    }

    Spread spread(Contender contender, String value) {
        return Spread.of(of(contender).stream().map(s -> s.number(value)).toList());
    }

    /// One contender over another: of the medians, and the least and the most of a single round.
    Spread ratio(Contender contender, Contender baseline, String value) {
        List<Sample> mine = of(contender);
        List<Sample> theirs = of(baseline);
        List<Double> byRound = new ArrayList<>();
        for (int i = 0; i < Math.min(mine.size(), theirs.size()); i++) {
            byRound.add(mine.get(i).number(value) / theirs.get(i).number(value));
        }
        Spread rounds = Spread.of(byRound);
        return new Spread(
                spread(contender, value).median() / spread(baseline, value).median(), rounds.min(), rounds.max());
    }

    private List<Sample> of(Contender contender) {
        return Objects.requireNonNull(samples.get(contender), "not measured");
    }

    boolean isSound(Contender contender) {
        return of(contender).stream().allMatch(Sample::isSound);
    }
}
