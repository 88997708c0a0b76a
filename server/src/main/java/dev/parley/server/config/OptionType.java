package dev.parley.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How the text of an option becomes a value.
public sealed interface OptionType<T> {

    /// What is accepted, to stand behind "must be": `a whole number from 0 to 65535`.
    String accepted();

    /// The value as its owner could write it.
    String write(T value);

    /// Types whose values are one piece of text.
    sealed interface Scalar<T> extends OptionType<T> {

        /// @return null when `text` is not accepted
        @Nullable T read(String text);
    }

    record YesNo() implements Scalar<Boolean> {
        @Override
        public String accepted() {
            return "true or false";
        }

        @Override
        public @Nullable Boolean read(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "yes", "on", "1" -> true;
                case "false", "no", "off", "0" -> false;
                default -> null;
            };
        }

        @Override
        public String write(Boolean value) {
            return value.toString();
        }
    }

    /// A whole number.
    record Whole(int min, int max) implements Scalar<Integer> {
        @Override
        public String accepted() {
            return "a whole number from " + min + " to " + max;
        }

        @Override
        public @Nullable Integer read(String text) {
            Long number = Amounts.digits(text);
            return number == null || number < min || number > max ? null : number.intValue();
        }

        @Override
        public String write(Integer value) {
            return value.toString();
        }
    }

    /// A number of bytes, bare or with `KiB`, `MiB` or `GiB`.
    record Size(long min, long max) implements Scalar<Long> {
        @Override
        public String accepted() {
            return "a size from " + Amounts.size(min) + " to " + Amounts.size(max) + ", in bytes or as 64KiB";
        }

        @Override
        public @Nullable Long read(String text) {
            Long bytes = Amounts.readSize(text);
            return bytes == null || bytes < min || bytes > max ? null : bytes;
        }

        @Override
        public String write(Long value) {
            return Amounts.size(value);
        }
    }

    /// A duration such as `300s`, `1500ms` or `1h30m`. Where zero is accepted it means *never*, and so does `-1`.
    record Span(Duration min, Duration max) implements Scalar<Duration> {
        @Override
        public String accepted() {
            return "a duration from " + Amounts.duration(min) + " to " + Amounts.duration(max)
                    + ", such as 25s or 1h30m";
        }

        @Override
        public @Nullable Duration read(String text) {
            Duration read = min.isZero() && text.equals("-1") ? Duration.ZERO : Amounts.readDuration(text);
            return read == null || read.compareTo(min) < 0 || read.compareTo(max) > 0 ? null : read;
        }

        @Override
        public String write(Duration value) {
            return Amounts.duration(value);
        }
    }

    /// A number or a duration, or the word `unlimited`.
    ///
    /// @param most what that word stands for
    record OrUnlimited<T>(Scalar<T> bounded, T most) implements Scalar<T> {
        static final String WORD = "unlimited";

        @Override
        public String accepted() {
            return bounded.accepted() + ", or " + WORD;
        }

        @Override
        public @Nullable T read(String text) {
            return text.equalsIgnoreCase(WORD) ? most : bounded.read(text);
        }

        @Override
        public String write(T value) {
            return value.equals(most) ? WORD : bounded.write(value);
        }
    }

    /// One of a few words.
    record Choice<T>(Map<String, T> words) implements Scalar<T> {

        /// The constants of an enum by their names in lower case.
        static <E extends Enum<E>> Map<String, E> words(E[] constants) {
            Map<String, E> words = new LinkedHashMap<>();
            for (E constant : constants) {
                words.put(constant.name().toLowerCase(Locale.ROOT), constant);
            }
            return words;
        }

        @Override
        public String accepted() {
            return "one of "
                    + words.keySet().stream().filter(word -> !word.isEmpty()).collect(Collectors.joining(", "));
        }

        @Override
        public @Nullable T read(String text) {
            return words.get(text.toLowerCase(Locale.ROOT));
        }

        @Override
        public String write(T value) {
            return words.entrySet().stream()
                    .filter(word -> word.getValue().equals(value))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /// Text with a meaning of its own.
    ///
    /// @param reader answers null for what it does not accept
    record Text<T>(String accepted, Function<String, @Nullable T> reader) implements Scalar<T> {
        @Override
        public @Nullable T read(String text) {
            return reader.apply(text);
        }

        @Override
        public String write(T value) {
            return value.toString();
        }
    }

    /// Several values; outside the file, with commas between them.
    record Listed<T>(Scalar<T> item) implements OptionType<List<T>> {
        @Override
        public String accepted() {
            return "a list, each " + item.accepted();
        }

        @Override
        public String write(List<T> value) {
            return value.stream().map(item::write).collect(Collectors.joining(", "));
        }

        static List<String> split(String text) {
            List<String> parts = new ArrayList<>();
            for (String part : text.split(",")) {
                if (!part.isBlank()) {
                    parts.add(part.strip());
                }
            }
            return parts;
        }
    }

    /// A list of sections with options of their own; outside the file, as YAML or JSON in one line.
    record Entries(Schema schema) implements OptionType<List<Settings>> {
        @Override
        public String accepted() {
            return "a list of sections";
        }

        @Override
        public String write(List<Settings> value) {
            return value.stream().map(Settings::toString).collect(Collectors.joining(", ", "[", "]"));
        }
    }
}
