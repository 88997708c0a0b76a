package dev.parley.auth.token;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a key set is: an address, with `{{name}}` where the token's issuer or audience says which one.
///
/// Those claims are read before anything is proven, so that their values may only choose among addresses of one host: a
/// placeholder stands behind the host, and a value can't leave its place in the path.
final class Endpoint {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([A-Za-z][A-Za-z0-9]*)}}");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9._~-]{1,128}");

    private final String template;

    /// @param groups what the expressions for issuer and audience name
    /// @throws IllegalArgumentException with a sentence that says what is wrong with the address
    Endpoint(String template, Set<String> groups) {
        Matcher placeholders = PLACEHOLDER.matcher(template);
        int hostEnd = hostEnd(template);
        while (placeholders.find()) {
            if (placeholders.start() < hostEnd) {
                throw wrong("has a placeholder in its scheme, host or port; it may only stand behind them");
            }
            if (!groups.contains(placeholders.group(1))) {
                throw wrong("has the placeholder " + placeholders.group()
                        + ", which is no named group of issuer_regex or audience_regex");
            }
        }
        check(address(placeholders.replaceAll("x")));
        this.template = template;
    }

    /// Where the path, the query or the fragment begins.
    private static int hostEnd(String template) {
        int scheme = template.indexOf("://");
        for (int i = scheme < 0 ? 0 : scheme + 3; i < template.length(); i++) {
            char c = template.charAt(i);
            if (c == '/' || c == '?' || c == '#' || c == '\\') {
                return scheme < 0 ? template.length() : i;
            }
        }
        return template.length();
    }

    private static void check(@Nullable URI address) {
        if (address == null
                || address.getHost() == null
                || !("https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme()))) {
            throw wrong("must be an address like https://host/path");
        }
        if (address.getRawUserInfo() != null || address.getRawFragment() != null) {
            throw wrong("must be an address without a password and without #");
        }
    }

    private static @Nullable URI address(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException broken) {
            return null;
        }
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("jwks_public_endpoint " + what);
    }

    /// The address for what a token's issuer and audience hold.
    URI fill(Map<String, String> values) throws TokenException {
        Matcher placeholders = PLACEHOLDER.matcher(template);
        StringBuilder address = new StringBuilder();
        while (placeholders.find()) {
            String value = values.get(placeholders.group(1));
            if (value == null || !VALUE.matcher(value).matches() || value.equals(".") || value.equals("..")) {
                throw TokenException.malformed(
                        "the token's iss or aud can't stand in the address of a key set: 1 to 128 of A-Z a-z 0-9 . _ ~ -");
            }
            placeholders.appendReplacement(address, Matcher.quoteReplacement(value));
        }
        return URI.create(placeholders.appendTail(address).toString());
    }
}
