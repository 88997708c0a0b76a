package dev.parley.server.chat.branding;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The colour of buttons.
///
/// @param text such as `#1b6152`
public record Accent(String text) {

    /// Ours.
    static final Accent SPRUCE = new Accent("#1b6152");

    private static final Pattern WRITTEN = Pattern.compile("#[0-9a-f]{6}");

    /// @return null when it is no colour of that form
    public static @Nullable Accent parse(String written) {
        String text = written.strip().toLowerCase(Locale.ROOT);
        return WRITTEN.matcher(text).matches() ? new Accent(text) : null;
    }

    /// What can be read on it: black or white, whichever has the greater contrast (WCAG 2.2, relative luminance).
    String ink() {
        double luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
        return luminance > 0.179 ? "#000000" : "#ffffff";
    }

    private double channel(int at) {
        double share = Integer.parseInt(text, at, at + 2, 16) / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }

    @Override
    public String toString() {
        return text;
    }
}
