package dev.parley.server.config;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A set of options by name, and the sections that their names make.
public final class Schema {

    private final Map<String, Option<?>> byName = new LinkedHashMap<>();
    private final Set<String> sections = new LinkedHashSet<>();
    private final ForeignOptions foreign;

    public Schema(List<Option<?>> options) {
        this(options, ForeignOptions.NONE);
    }

    /// @param foreign what is ignored with a warning
    Schema(List<Option<?>> options, ForeignOptions foreign) {
        this.foreign = foreign;
        for (Option<?> option : options) {
            if (byName.put(option.name(), option) != null) {
                throw new IllegalArgumentException("two options are named " + option.name());
            }
            for (int dot = option.name().indexOf('.');
                    dot > 0;
                    dot = option.name().indexOf('.', dot + 1)) {
                sections.add(option.name().substring(0, dot));
            }
        }
    }

    public List<Option<?>> options() {
        return List.copyOf(byName.values());
    }

    @Nullable Option<?> option(String name) {
        return byName.get(name);
    }

    ForeignOptions foreign() {
        return foreign;
    }

    boolean isSection(String name) {
        return sections.contains(name);
    }

    /// An option below the section, as an example.
    String exampleBelow(String section) {
        return byName.keySet().stream()
                .filter(name -> name.startsWith(section + "."))
                .findFirst()
                .orElseThrow();
    }

    /// The option or section that was probably meant, or null when nothing is near.
    @Nullable String nearestTo(String name) {
        Set<String> names = new LinkedHashSet<>(byName.keySet());
        names.addAll(sections);
        String nearest = NearestName.of(name, names);
        String foreigner = NearestName.of(name, foreign.names());
        // theirs only when it is nearly what was written: our own may be what was meant
        boolean closer = nearest == null
                || (foreigner != null
                        && NearestName.cost(name, foreigner) < Math.min(10, NearestName.cost(name, nearest)));
        return closer ? foreigner : nearest;
    }
}
