package dev.parley.server.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The value of every option of a schema, with its source.
public final class Settings {

    private static final Source DEFAULT = new Source.Default();

    private final Schema schema;
    private final Source origin;
    private final boolean fileless;
    private final Map<String, Chosen> values = new HashMap<>();
    private final Set<String> asked = new HashSet<>();

    private final List<String> warnings = new ArrayList<>();
    private final Map<String, Source> guards = new LinkedHashMap<>();

    private record Chosen(Object value, Source source) {}

    /// @param origin what the whole of these settings came from, for messages about what is missing
    /// @param fileless whether there was no file, so that defaults are those for trying it out
    Settings(Schema schema, Source origin, boolean fileless) {
        this.schema = schema;
        this.origin = origin;
        this.fileless = fileless;
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
            return fileless && option.withoutFile() != null ? option.withoutFile() : option.byDefault();
        }
        // Only put(), which is typed, fills the map.
        @SuppressWarnings("unchecked")
        T value = (T) set.value();
        return value;
    }

    /// What was ignored, and what its owner should know; a sentence each.
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /// The option is another server's, and is left out.
    void ignore(String name, Source at) {
        warnings.add(at + ": `" + name + "` is ignored: Parley does not have it");
    }

    /// Something else that its owner should know.
    void warn(String sentence) {
        warnings.add(sentence);
    }

    void addWarnings(List<String> others) {
        warnings.addAll(others);
    }

    /// The option is another server's and keeps something from others; see [#checkGuards].
    void guard(String name, Source at) {
        guards.put(name, at);
    }

    /// Once everything is set: ignores what kept something from others that is closed here anyway.
    ///
    /// @param problems gets what would open something when it is ignored
    void checkGuards(List<String> problems) {
        guards.forEach((name, at) -> {
            ForeignOptions.Guard guard = schema.foreign().guard(name);
            if (guard == null) {
                throw new IllegalStateException(name + " guards nothing");
            }
            if (guard.opens().isEmpty()) {
                problems.add(at + ": `" + name
                        + "`: Parley does not have it, and without it others would get in or listen, or messages would go astray: "
                        + "leave it out when you have made sure of that in another way");
                return;
            }
            List<String> open = guard.opens().stream().filter(this::isOn).toList();
            if (open.isEmpty()) {
                ignore(name, at);
            } else {
                problems.add(at + ": `" + name + "`: Parley does not have it, and without it `"
                        + String.join("`, `", open) + "` would let in whom it kept out: switch one or the other off");
            }
        });
        guards.clear();
    }

    private boolean isOn(String name) {
        Option<?> option = schema.option(name);
        if (option == null) {
            throw new IllegalStateException("no option is named " + name);
        }
        return Boolean.TRUE.equals(orNull(option));
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

    /// An option as it holds.
    ///
    /// @param name with the place in its list, such as `channel.namespaces[0].name`
    /// @param value as its owner could write it, or `none`
    public record Effective(String name, String value, Source source) {}

    /// Every option that has a value.
    public List<Effective> effective() {
        List<Effective> all = new ArrayList<>();
        addEffective("", all);
        return all;
    }

    private void addEffective(String prefix, List<Effective> all) {
        for (Option<?> option : schema.options()) {
            String name = prefix + option.name();
            if (option.type() instanceof OptionType.Entries && orNull(option) instanceof List<?> entries) {
                for (int i = 0; i < entries.size(); i++) {
                    ((Settings) entries.get(i)).addEffective(name + "[" + i + "].", all);
                }
            } else if (orNull(option) != null) {
                String text = written(option);
                all.add(new Effective(name, text.isEmpty() ? "none" : text, source(option)));
            }
        }
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
