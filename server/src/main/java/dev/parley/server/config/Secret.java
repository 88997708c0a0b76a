package dev.parley.server.config;

/// A value that is never shown.
public record Secret(String value) {

    static final OptionType<Secret> TYPE =
            new OptionType.Text<>("text that is not empty", text -> text.isBlank() ? null : new Secret(text));

    @Override
    public String toString() {
        return "(hidden)";
    }
}
