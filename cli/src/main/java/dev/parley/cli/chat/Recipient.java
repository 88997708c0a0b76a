package dev.parley.cli.chat;

import java.util.Collection;
import java.util.Locale;

/// To whom, and what: `Ann hello`, `"Tom Baker" hello`, and `Tom Baker hello` where a Tom Baker is known.
///
/// @param text empty when nothing is said
record Recipient(String name, String text) {

    /// @param names of people who are known
    static Recipient of(String toAndText, Collection<String> names) {
        if (toAndText.startsWith("\"")) {
            int end = toAndText.indexOf('"', 1);
            if (end > 0) {
                return new Recipient(
                        toAndText.substring(1, end),
                        toAndText.substring(end + 1).strip());
            }
        }
        String longest = "";
        String typed = toAndText.toLowerCase(Locale.ROOT);
        for (String name : names) {
            boolean begins = typed.startsWith(name.toLowerCase(Locale.ROOT))
                    && (toAndText.length() == name.length()
                            || toAndText.length() > name.length() && toAndText.charAt(name.length()) == ' ');
            if (begins && name.length() > longest.length()) {
                longest = name;
            }
        }
        int space = toAndText.indexOf(' ');
        int end = longest.isEmpty() ? (space < 0 ? toAndText.length() : space) : longest.length();
        return new Recipient(
                toAndText.substring(0, end), toAndText.substring(end).strip());
    }

    /// As it has to be typed.
    static String quoted(String name) {
        return name.indexOf(' ') < 0 ? name : '"' + name + '"';
    }
}
