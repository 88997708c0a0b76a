package dev.parley.auth.token;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// What a claim (`iss`, `aud`) must be: anything, one text, or what an expression matches from end to end.
final class Expected {

    /// Of a value that an expression is tried on.
    static final int MAX_CHARS = 1024;

    private final String claim;
    private final TokenException.Kind kind;
    private final @Nullable String exact;
    private final @Nullable Pattern pattern;

    /// @throws IllegalArgumentException when both are given, or the expression is none
    Expected(String claim, TokenException.Kind kind, String option, @Nullable String exact, @Nullable String regex) {
        if (exact != null && regex != null) {
            throw new IllegalArgumentException("give " + option + " or " + option + "_regex, not both");
        }
        if ((exact != null && exact.isEmpty()) || (regex != null && regex.isEmpty())) {
            throw new IllegalArgumentException(option + " can't be empty; leave it out to accept any");
        }
        this.claim = claim;
        this.kind = kind;
        this.exact = exact;
        try {
            pattern = regex == null ? null : Pattern.compile(regex);
        } catch (PatternSyntaxException broken) {
            throw new IllegalArgumentException(
                    option + "_regex is no regular expression: " + broken.getDescription(), broken);
        }
    }

    /// The names of the expression's groups.
    Set<String> groups() {
        return pattern == null ? Set.of() : pattern.namedGroups().keySet();
    }

    /// What the named groups hold in the first value that is as expected.
    ///
    /// @throws TokenException when none is
    Map<String, String> check(List<String> values) throws TokenException {
        if (exact != null && values.contains(exact)) {
            return Map.of();
        }
        if (exact == null && pattern == null) {
            return Map.of();
        }
        if (pattern != null) {
            for (String value : values) {
                Matcher matcher = pattern.matcher(value);
                if (value.length() <= MAX_CHARS && matcher.matches()) {
                    return groups(matcher);
                }
            }
        }
        throw new TokenException(kind, "the token's claim " + claim + " is not what is expected here");
    }

    private static Map<String, String> groups(Matcher matcher) {
        Map<String, String> groups = new TreeMap<>();
        for (String name : matcher.namedGroups().keySet()) {
            String value = matcher.group(name);
            if (value != null) {
                groups.put(name, value);
            }
        }
        return groups;
    }
}
