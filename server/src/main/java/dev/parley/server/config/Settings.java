package dev.parley.server.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The value of every option of a schema, with its source.
public final class Settings {

    private static final Source DEFAULT = new Source.Default();

    private final Schema schema;
    private final Source origin;
    private final Map<String, Chosen> values = new HashMap<>();
    private final Set<String> asked = new HashSet<>();

    private record Chosen(Object value, Source source) {}

    /// @param origin what the whole of these settings came from, for messages about what is missing
    Settings(Schema schema, Source origin) {
        this.schema = schema;
        this.origin = origin;
    }

    <T> void put(Option<T> option, T value, Source source) {
        values.put(option.name(), new Chosen(value, source));
    }

    /// The value, or the default.
    ///
    /// @throws IllegalStateException when it is not set and has no default
    public <T> T get(Option<T> option) {
        T value = orNull(option);
        if (value == null) {
            throw new IllegalStateException(option.name() + " is not set");
        }
        return value;
    }

    /// The value, or the default, or null when there is neither.
    public <T> @Nullable T orNull(Option<T> option) {
        if (!option.equals(schema.option(option.name()))) {
            throw new IllegalArgumentException("no option of this schema: " + option.name());
        }
        asked.add(option.name());
        Chosen set = values.get(option.name());
        if (set == null) {
            return option.byDefault();
        }
        // Only put(), which is typed, fills the map.
        @SuppressWarnings("unchecked")
        T value = (T) set.value();
        return value;
    }

    public boolean isSet(Option<?> option) {
        return values.containsKey(option.name());
    }

    public Source source(Option<?> option) {
        Chosen set = values.get(option.name());
        return set == null ? DEFAULT : set.source();
    }

    /// Where the section as a whole was written.
    Source origin() {
        return origin;
    }

    /// Options that nobody has read: to find options that do nothing.
    Set<String> unread() {
        Set<String> unread = new HashSet<>();
        schema.options().forEach(option -> unread.add(option.name()));
        unread.removeAll(asked);
        return unread;
    }

    /// What was set, as it could be written.
    @Override
    public String toString() {
        return schema.options().stream()
                .filter(this::isSet)
                .map(option -> option.name() + ": " + written(option))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private <T> String written(Option<T> option) {
        T value = orNull(option);
        return value == null ? "" : option.type().write(value);
    }
}
