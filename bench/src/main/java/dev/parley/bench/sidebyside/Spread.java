package dev.parley.bench.sidebyside;

import java.util.Arrays;
import java.util.Collection;

/// The middle and the ends of some figures.
record Spread(double median, double min, double max) {

    /// @throws IllegalArgumentException when there are none
    static Spread of(Collection<Double> figures) {
        if (figures.isEmpty()) {
            throw new IllegalArgumentException("no figures");
        }
        double[] sorted =
                figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    static Spread of(double... figures) {
        return of(Arrays.stream(figures).boxed().toList());
    }
}
