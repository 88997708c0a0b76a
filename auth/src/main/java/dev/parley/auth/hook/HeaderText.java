package dev.parley.auth.hook;

import java.util.Locale;
import java.util.Set;

/// What may stand in a header (RFC 9110 section 5).
final class HeaderText {

    /// What is between two ends of one connection, or says how the body of one message is sent.
    private static final Set<String> OF_CONNECTION = Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final String SYMBOLS = "!#$%&'*+-.^_`|~";

    private HeaderText() {}

    static boolean isName(String name) {
        return !name.isEmpty()
                && name.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || SYMBOLS.indexOf(c) >= 0);
    }

    static boolean belongsToConnection(String name) {
        return OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT));
    }

    static boolean isValue(String value) {
        return value.chars().allMatch(HeaderText::mayStandInValue);
    }

    /// A value of another program's, of which only that can be sent on which is ASCII.
    static String toValue(String value) {
        if (isValue(value)) {
            return value;
        }
        StringBuilder clean = new StringBuilder(value.length());
        value.chars().forEach(c -> clean.append(mayStandInValue(c) ? (char) c : '?'));
        return clean.toString();
    }

    private static boolean mayStandInValue(int c) {
        return (c >= ' ' && c <= '~') || c == '\t';
    }
}
