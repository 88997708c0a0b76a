package dev.parley.server.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One thing that can be set.
///
/// @param name dotted, as in the file: `http_server.port`
/// @param byDefault null when nothing is the default
/// @param withoutFile the default when there is no file at all: what is convenient to whom only tries it out. Null when that is
///     the same
/// @param shortFlag a shorter name for the command line, such as `--port`, or null; `--http_server.port` always works
/// @param doc one or two sentences for `--help` and `docs/configuration.md`
public record Option<T>(
        String name,
        OptionType<T> type,
        @Nullable T byDefault,
        @Nullable T withoutFile,
        @Nullable String shortFlag,
        String doc) {

    static final String VARIABLE_PREFIX = "PARLEY_";

    /// An option with one default.
    public Option(String name, OptionType<T> type, @Nullable T byDefault, @Nullable String shortFlag, String doc) {
        this(name, type, byDefault, null, shortFlag, doc);
    }

    /// The same with another default when there is no file.
    Option<T> withoutFile(T value) {
        return new Option<>(name, type, byDefault, value, shortFlag, doc);
    }

    /// The environment variable: `PARLEY_HTTP_SERVER_PORT`.
    public String variable() {
        return VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    public String longFlag() {
        return "--" + name;
    }

    /// The name to use in advice: `client.allowed_origins (--allowed-origin)`.
    public String advice() {
        return name + " (" + (shortFlag == null ? longFlag() : shortFlag) + ")";
    }

    /// The default as it would be written, or `none`.
    public String defaultText() {
        return text(byDefault);
    }

    /// The same for when there is no file; null when it is no other.
    public @Nullable String defaultTextWithoutFile() {
        return withoutFile == null ? null : text(withoutFile);
    }

    private String text(@Nullable T value) {
        String text = value == null ? "" : type.write(value);
        return text.isEmpty() ? "none" : text;
    }
}
