package dev.parley.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns [Raw] values into those that the options of a schema accept, or into sentences about why not.
final class SectionReader {

    private static final int MAX_SHOWN = 60;

    /// Values of foreign options that switch nothing on.
    private static final Set<String> OFF = Set.of("", "false", "no", "off", "0", "stream");

    private final Schema schema;
    private final List<String> problems;

    SectionReader(Schema schema, List<String> problems) {
        this.schema = schema;
        this.problems = problems;
    }

    /// @param prefix the name of the section with a dot behind it, empty at the top
    void read(Raw.Mapping section, String prefix, Settings into) {
        for (Raw.Entry entry : section.entries()) {
            String name = prefix + entry.key();
            Option<?> option = schema.option(name);
            if (option != null) {
                readOption(option, entry.value(), into);
            } else if (!schema.isSection(name) && isForeign(name, entry, into)) {
                continue;
            } else if (!schema.isSection(name)) {
                problems.add(
                        entry.source() + ": unknown option `" + name + "`" + Loader.didYouMean(schema.nearestTo(name)));
            } else if (entry.value() instanceof Raw.Mapping below) {
                read(below, name + ".", into);
            } else if (!(entry.value() instanceof Raw.Nothing)) {
                problems.add(entry.source() + ": `" + name + "` is a section: write options such as `"
                        + schema.exampleBelow(name) + "` below it");
            }
        }
    }

    /// Takes note of an option that another server has.
    private boolean isForeign(String name, Raw.Entry entry, Settings into) {
        ForeignOptions foreign = schema.foreign();
        if (foreign.guard(name) != null) {
            if (isOff(entry.value())) {
                into.ignore(name, entry.source());
            } else {
                into.guard(name, entry.source());
            }
            return true;
        }
        if (foreign.hasGuardsBelow(name) && entry.value() instanceof Raw.Mapping section) {
            read(section, name + ".", into);
            return true;
        }
        if (foreign.contains(name)) {
            into.ignore(name, entry.source());
            return true;
        }
        return false;
    }

    /// Whether an option that keeps something from others does nothing.
    private static boolean isOff(Raw value) {
        return switch (value) {
            case Raw.Nothing _ -> true;
            case Raw.Scalar scalar -> OFF.contains(scalar.text().toLowerCase(Locale.ROOT));
            case Raw.Sequence _, Raw.Mapping _ -> false;
        };
    }

    /// Reads the texts of a variable, or of a flag that was given once or more often.
    <T> void readText(Option<T> option, List<String> texts, Source source, Settings into) {
        switch (option.type()) {
            case OptionType.Scalar<T> _ ->
                readOption(option, new Raw.Scalar(texts.getLast().strip(), source), into);
            case OptionType.Listed<?> _ -> {
                List<Raw> items = new ArrayList<>();
                for (String text : texts) {
                    if (text.stripLeading().startsWith("[")
                            && YamlFile.read(text, source, problems) instanceof Raw.Sequence sequence) {
                        items.addAll(sequence.items());
                    } else {
                        OptionType.Listed.split(text).forEach(part -> items.add(new Raw.Scalar(part, source)));
                    }
                }
                readOption(option, new Raw.Sequence(items, source), into);
            }
            case OptionType.Entries _ -> readOption(option, YamlFile.read(texts.getLast(), source, problems), into);
        }
    }

    private <T> void readOption(Option<T> option, Raw raw, Settings into) {
        if (raw instanceof Raw.Nothing || (isEmpty(raw) && emptyIsNone(option))) {
            return;
        }
        T value = switch (option.type()) {
            case OptionType.Scalar<T> scalar -> scalar(option, scalar, raw);
            // Both read a List, which is what T is for them.
            case OptionType.Listed<?> listed -> listed(option, listed, raw);
            case OptionType.Entries entries -> entries(option, entries, raw, into);
        };
        if (value != null) {
            into.put(option, value, raw.source());
        }
    }

    private static boolean isEmpty(Raw raw) {
        return raw instanceof Raw.Scalar scalar && scalar.text().isEmpty();
    }

    /// Whether empty text, which Centrifugo writes for what is not set, can mean nothing else.
    private static boolean emptyIsNone(Option<?> option) {
        return switch (option.type()) {
            case OptionType.Choice<?> choice -> choice.read("") == null;
            case OptionType.Text<?> text -> text.read("") == null;
            case OptionType.Listed<?> _ -> true;
            default -> option.byDefault() == null;
        };
    }

    private <T> @Nullable T scalar(Option<?> option, OptionType.Scalar<T> type, Raw raw) {
        T value = raw instanceof Raw.Scalar scalar ? type.read(scalar.text()) : null;
        if (value == null) {
            problems.add(raw.source() + ": `" + option.name() + "` must be " + type.accepted() + ", got " + shown(raw));
        }
        return value;
    }

    @SuppressWarnings("unchecked")
    private <T, E> @Nullable T listed(Option<T> option, OptionType.Listed<E> type, Raw raw) {
        List<Raw> items = switch (raw) {
            case Raw.Sequence sequence -> sequence.items();
            case Raw.Scalar scalar -> List.of(scalar);
            // `Name: value` may be written as a section, too
            case Raw.Mapping mapping -> lines(mapping, type);
            case Raw.Nothing _ -> null;
        };
        if (items == null) {
            problems.add(raw.source() + ": `" + option.name() + "` must be " + type.accepted() + ", got " + shown(raw));
            return null;
        }
        List<E> values = new ArrayList<>();
        for (Raw item : items) {
            E value = scalar(option, type.item(), item);
            if (value != null) {
                values.add(value);
            }
        }
        return (T) List.copyOf(values);
    }

    private static @Nullable List<Raw> lines(Raw.Mapping mapping, OptionType.Listed<?> type) {
        List<Raw> lines = new ArrayList<>();
        for (Raw.Entry entry : mapping.entries()) {
            if (!(entry.value() instanceof Raw.Scalar value)) {
                return null;
            }
            String line = entry.key() + ": " + value.text();
            if (type.item().read(entry.key()) != null || type.item().read(line) == null) {
                return null; // a list of something else
            }
            lines.add(new Raw.Scalar(line, value.source()));
        }
        return lines;
    }

    @SuppressWarnings("unchecked")
    private <T> @Nullable T entries(Option<T> option, OptionType.Entries type, Raw raw, Settings into) {
        if (!(raw instanceof Raw.Sequence sequence)) {
            problems.add(raw.source() + ": `" + option.name() + "` must be " + type.accepted() + ", got " + shown(raw));
            return null;
        }
        List<Settings> values = new ArrayList<>();
        for (Raw item : sequence.items()) {
            if (item instanceof Raw.Mapping section) {
                Settings entry = new Settings(type.schema(), section.source(), false);
                new SectionReader(type.schema(), problems).read(section, "", entry);
                entry.checkGuards(problems);
                into.addWarnings(entry.warnings());
                values.add(entry);
            } else {
                problems.add(
                        item.source() + ": each entry of `" + option.name() + "` is a section with options such as `"
                                + type.schema().options().getFirst().name() + "`, got " + shown(item));
            }
        }
        return (T) List.copyOf(values);
    }

    private static String shown(Raw raw) {
        return switch (raw) {
            case Raw.Scalar scalar
            when scalar.text().length() > MAX_SHOWN -> "`" + scalar.text().substring(0, MAX_SHOWN) + "…`";
            case Raw.Scalar scalar -> "`" + scalar.text() + "`";
            case Raw.Nothing _ -> "nothing";
            case Raw.Sequence _ -> "a list";
            case Raw.Mapping _ -> "a section";
        };
    }
}
