package dev.parley.bench.sidebyside;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// One measurement: names and values, in the order they were said.
record Sample(SequencedMap<String, String> values) {

    /// Reads the generator's line of `key=value`, the last of what it said.
    ///
    /// @throws IOException when there is none
    static Sample of(String said) throws IOException {
        String line = said.substring(said.lastIndexOf('\n') + 1);
        SequencedMap<String, String> values = new LinkedHashMap<>();
        for (String word : line.split(" ")) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                values.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        if (!values.containsKey("mode")) {
            throw new IOException("the load generator gave no figures: " + said);
        }
        return new Sample(values);
    }

    static Sample of(Map<String, ? extends Number> numbers) {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        numbers.forEach((name, number) -> values.put(name, number.toString()));
        return new Sample(values);
    }

    /// @throws IllegalArgumentException when the sample has no such value
    double number(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no " + name + " in " + values);
        }
        return Double.parseDouble(value);
    }

    /// Whether anything went wrong: answers that were false, connections that were lost.
    boolean isSound() {
        return values.getOrDefault("bad", "0").equals("0")
                && values.getOrDefault("dead", "0").equals("0");
    }
}
