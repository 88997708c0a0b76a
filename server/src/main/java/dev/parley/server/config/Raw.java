package dev.parley.server.config;

import java.util.List;

/// A value as it was written, before any option has looked at it.
sealed interface Raw {

    Source source();

    record Scalar(String text, Source source) implements Raw {}

    /// A value that says nothing, such as `port:` with nothing behind it: as if it were not there.
    record Nothing(Source source) implements Raw {}

    record Sequence(List<Raw> items, Source source) implements Raw {}

    record Mapping(List<Entry> entries, Source source) implements Raw {}

    record Entry(String key, Source source, Raw value) {}
}
