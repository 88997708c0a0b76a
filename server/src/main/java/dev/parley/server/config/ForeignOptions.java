package dev.parley.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Options that Centrifugo v6 has and Parley has not, out of `foreign-options.txt`. A file with them starts Parley: each is
/// ignored, with a warning.
///
/// What is ignored never opens anything. An option that keeps something from somebody, and that Parley would have to ignore,
/// is a [Guard]: the server does not start when what it kept would be open.
final class ForeignOptions {

    private static final String RESOURCE = "foreign-options.txt";
    private static final String NAMESPACE = "channel.namespaces[].";

    /// Nothing is known.
    static final ForeignOptions NONE = new ForeignOptions();

    /// An option that others depend on.
    ///
    /// @param opens options that must not be set when this one is ignored; empty: this one is not ignored at all
    record Guard(List<String> opens) {}

    private final Map<String, Guard> guards = new LinkedHashMap<>();
    private final Set<String> ignored = new LinkedHashSet<>();
    private final Set<String> whole = new LinkedHashSet<>();

    private ForeignOptions() {}

    /// Those of the whole file.
    static ForeignOptions ofFile() {
        ForeignOptions all = new ForeignOptions();
        for (String line : lines()) {
            if (line.startsWith(NAMESPACE) || line.startsWith("!" + NAMESPACE)) {
                all.add(line.replace(NAMESPACE, ""), ChannelOptions.WITHOUT_NAMESPACE.prefix());
            } else {
                all.add(line, "");
            }
        }
        return all;
    }

    /// These, written as in the file.
    static ForeignOptions of(String... lines) {
        ForeignOptions some = new ForeignOptions();
        for (String line : lines) {
            some.add(line, "");
        }
        return some;
    }

    /// Those of an entry of `channel.namespaces`.
    static ForeignOptions ofNamespace() {
        ForeignOptions fields = new ForeignOptions();
        for (String line : lines()) {
            if (line.startsWith(NAMESPACE) || line.startsWith("!" + NAMESPACE)) {
                fields.add(line.replace(NAMESPACE, ""), "");
            }
        }
        return fields;
    }

    private static List<String> lines() {
        try (InputStream in = ForeignOptions.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void add(String line, String prefix) {
        String[] words = line.split(" ");
        String name = words[0];
        if (name.startsWith("!")) {
            List<String> opens = new ArrayList<>();
            for (int i = 1; i < words.length; i++) {
                opens.add(prefix + words[i]);
            }
            guards.put(prefix + name.substring(1), new Guard(opens));
        } else if (name.endsWith(".*")) {
            whole.add(prefix + name.substring(0, name.length() - 2));
        } else {
            ignored.add(prefix + name);
        }
    }

    @Nullable Guard guard(String name) {
        return guards.get(name);
    }

    /// Whether some of the options below this name have to be looked at one by one.
    boolean hasGuardsBelow(String name) {
        return guards.keySet().stream().anyMatch(guard -> guard.startsWith(name + "."));
    }

    /// All names, for whom has misspelt one.
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(ignored);
        names.addAll(whole);
        names.addAll(guards.keySet());
        return names;
    }

    /// Whether this name is one of theirs, with all that is below it.
    boolean contains(String name) {
        return ignored.contains(name)
                || whole.contains(name)
                || whole.stream().anyMatch(it -> name.startsWith(it + "."));
    }
}
