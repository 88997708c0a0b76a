package dev.parley.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads a file, the environment and flags, each above the one before, into [Settings].
///
/// Everything that is wrong in any of them is collected, so that its owner sees all of it at once.
public final class Loader {

    /// Taken when nobody names a file and it exists.
    public static final String DEFAULT_FILE = "parley.yaml";

    /// Names the file, as `--config` does.
    public static final String FILE_VARIABLE = Option.VARIABLE_PREFIX + "CONFIG";

    /// A flag as it was given, once for each time.
    ///
    /// @param option the option's name
    /// @param flag how it was spelt, such as `--port`
    public record FlagValue(String option, String flag, String text) {}

    private final Schema schema;
    private final List<String> problems = new ArrayList<>();

    private Loader(Schema schema) {
        this.schema = schema;
    }

    /// @param file the file that was asked for, or null for the default one, if it is there
    /// @param folder where the default file is looked for
    /// @throws ConfigException with every problem that was found
    public static Settings load(
            Schema schema, @Nullable Path file, Path folder, Map<String, String> environment, List<FlagValue> flags)
            throws ConfigException {
        Loader loader = new Loader(schema);
        Path chosen = chosenFile(file, folder, environment);
        Settings settings = new Settings(schema, new Source.Default(), chosen == null);
        if (chosen != null) {
            loader.readSection(YamlFile.read(chosen, loader.problems), settings);
        }
        loader.readEnvironment(environment, settings);
        loader.readFlags(flags, settings);
        settings.checkGuards(loader.problems);
        if (schema == Options.SCHEMA) {
            ChatPage.giveWay(settings);
        }
        if (!loader.problems.isEmpty()) {
            throw new ConfigException(loader.problems);
        }
        return settings;
    }

    private static @Nullable Path chosenFile(@Nullable Path asked, Path folder, Map<String, String> environment) {
        String named = environment.get(FILE_VARIABLE);
        if (asked != null) {
            return asked;
        }
        if (named != null && !named.isBlank()) {
            return Path.of(named);
        }
        return Files.exists(folder.resolve(DEFAULT_FILE)) ? folder.resolve(DEFAULT_FILE) : null;
    }

    private void readSection(Raw.Mapping mapping, Settings into) {
        new SectionReader(schema, problems).read(mapping, "", into);
    }

    private void readEnvironment(Map<String, String> environment, Settings into) {
        Map<String, Option<?>> byVariable = new LinkedHashMap<>();
        for (Option<?> option : schema.options()) {
            byVariable.put(option.variable(), option);
        }
        for (Map.Entry<String, String> entry : new TreeMap<>(environment).entrySet()) {
            String name = entry.getKey();
            Option<?> option = byVariable.get(name);
            if (option != null) {
                Source source = new Source.Variable(name);
                new SectionReader(schema, problems).readText(option, List.of(entry.getValue()), source, into);
            } else if (name.startsWith(Option.VARIABLE_PREFIX) && !ForeignVariables.contains(name, entry.getValue())) {
                problems.add(name + ": no such variable" + didYouMean(NearestName.of(name, byVariable.keySet())));
            }
        }
    }

    private void readFlags(List<FlagValue> flags, Settings into) {
        Map<String, List<FlagValue>> byOption = new LinkedHashMap<>();
        flags.forEach(flag ->
                byOption.computeIfAbsent(flag.option(), _ -> new ArrayList<>()).add(flag));
        byOption.forEach((name, given) -> {
            Option<?> option = schema.option(name);
            if (option == null) {
                throw new IllegalArgumentException("no option is named " + name);
            }
            Source source = new Source.Flag(given.getFirst().flag());
            List<String> texts = given.stream().map(FlagValue::text).toList();
            new SectionReader(schema, problems).readText(option, texts, source, into);
        });
    }

    static String didYouMean(@Nullable String name) {
        return name == null ? "; docs/configuration.md lists all" : "; did you mean `" + name + "`?";
    }
}
