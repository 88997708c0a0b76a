package dev.parley.server.config;

import dev.parley.auth.token.TokenOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The options of tokens: the same for connections (`client.token`) and, where a site signs these otherwise, for subscriptions
/// (`client.subscription_token`). Part of the table in [Options].
public final class TokenSettings {

    private static final OptionType.Scalar<String> TEXT =
            new OptionType.Text<>("text that is not empty", text -> text.isBlank() ? null : text);
    private static final OptionType<String> KEY = new OptionType.Text<>(
            "a public key as PEM, or the path of a file with one", text -> text.isBlank() ? null : text);

    public static final TokenSettings CONNECTION = new TokenSettings("client.token.");
    public static final TokenSettings SUBSCRIPTION = new TokenSettings("client.subscription_token.");

    public static final Option<Boolean> OWN_FOR_SUBSCRIPTIONS = new Option<>(
            "client.subscription_token.enabled",
            ChannelOptions.YES_NO,
            false,
            null,
            "Whether subscription tokens are signed otherwise than connection tokens: by what is set below.");
    public static final Option<Boolean> NAMED = new Option<>(
            "client.disallow_anonymous_connection_tokens",
            ChannelOptions.YES_NO,
            false,
            null,
            "Whether connection tokens must name a user.");

    public final Option<Secret> hmacSecret;
    private final Option<Secret> hmacPrevious;
    private final Option<Long> hmacPreviousUntil;
    private final Option<String> rsa;
    private final Option<String> ecdsa;
    private final Option<String> ed25519;
    private final Option<List<String>> jwks;
    private final Option<String> audience;
    private final Option<String> audienceRegex;
    private final Option<String> issuer;
    private final Option<String> issuerRegex;
    private final Option<String> userIdClaim;
    private final Option<Duration> clockSkew;

    private final List<Option<?>> all = new ArrayList<>();
    private final String prefix;

    private TokenSettings(String prefix) {
        this.prefix = prefix;
        hmacSecret = add(
                "hmac_secret_key",
                Secret.TYPE,
                null,
                "The secret that the backend signs tokens with (HS256, HS384, HS512). When only this machine can reach the "
                        + "server, one is made at the first start.");
        hmacPrevious = add(
                "hmac_previous_secret_key",
                Secret.TYPE,
                null,
                "The secret before this one, while tokens signed with it are still around.");
        hmacPreviousUntil = add(
                "hmac_previous_secret_key_valid_until",
                new OptionType.Text<>("a time in seconds since 1970, 0 for no end", TokenSettings::seconds),
                0L,
                "Until when that one is good, in seconds since 1970; `0` for no end.");
        rsa = add(
                "rsa_public_key",
                KEY,
                null,
                "The public key of tokens that are signed with RSA (RS and PS, 256 to 512).");
        ecdsa = add(
                "ecdsa_public_key", KEY, null, "The public key of tokens that are signed with ES256, ES384 or ES512.");
        ed25519 = add("ed25519_public_key", KEY, null, "The public key of tokens that are signed with EdDSA.");
        jwks = add(
                "jwks_public_endpoint",
                new OptionType.Listed<>(TEXT),
                List.of(),
                "Where the public keys of tokens are published (JWKS). In its path, `{{name}}` is what that group of "
                        + "`issuer_regex` or `audience_regex` matched.");
        audience = add("audience", TEXT, null, "What tokens must be made for (`aud`).");
        audienceRegex = add("audience_regex", TEXT, null, "The same as a regular expression, for all of the text.");
        issuer = add("issuer", TEXT, null, "Who must have made tokens (`iss`).");
        issuerRegex = add("issuer_regex", TEXT, null, "The same as a regular expression, for all of the text.");
        userIdClaim = add("user_id_claim", TEXT, "sub", "The claim with the user's id.");
        clockSkew = add(
                "clock_skew",
                new OptionType.Span(Duration.ZERO, Duration.ofMinutes(10)),
                TokenOptions.NONE.clockSkew(),
                "How far the clock of who makes tokens may be from ours.");
    }

    private <T> Option<T> add(String name, OptionType<T> type, @Nullable T byDefault, String doc) {
        Option<T> option = new Option<>(prefix + name, type, byDefault, null, doc);
        all.add(option);
        return option;
    }

    List<Option<?>> all() {
        return List.copyOf(all);
    }

    private static @Nullable Long seconds(String text) {
        return text.matches("[0-9]{1,12}") ? Long.valueOf(text) : null;
    }

    /// What is set.
    TokenOptions read(Settings settings, List<String> problems) {
        Secret secret = settings.orNull(hmacSecret);
        Secret previous = settings.orNull(hmacPrevious);
        if (secret == null && previous != null) {
            problems.add(settings.source(hmacPrevious) + ": `" + hmacPrevious.name() + "` needs `" + hmacSecret.name()
                    + "` beside it");
            return TokenOptions.NONE;
        }
        try {
            return new TokenOptions(
                    secret == null
                            ? null
                            : new TokenOptions.Hmac(
                                    secret.value(),
                                    previous == null ? null : previous.value(),
                                    settings.get(hmacPreviousUntil)),
                    new TokenOptions.PublicKeys(pem(settings, rsa), pem(settings, ecdsa), pem(settings, ed25519)),
                    settings.get(jwks),
                    new TokenOptions.Expect(settings.orNull(audience), settings.orNull(audienceRegex)),
                    new TokenOptions.Expect(settings.orNull(issuer), settings.orNull(issuerRegex)),
                    settings.get(userIdClaim),
                    settings.get(clockSkew));
        } catch (IllegalArgumentException wrong) {
            problems.add(settings.source(blamed(settings)) + ": `" + prefix.substring(0, prefix.length() - 1) + "`: "
                    + wrong.getMessage());
            return TokenOptions.NONE;
        } catch (IOException unreadable) {
            problems.add(unreadable.getMessage());
            return TokenOptions.NONE;
        }
    }

    private Option<?> blamed(Settings settings) {
        return all.stream().filter(settings::isSet).findFirst().orElse(hmacSecret);
    }

    private static @Nullable String pem(Settings settings, Option<String> option) throws IOException {
        String text = settings.orNull(option);
        if (text == null || text.contains("-----BEGIN")) {
            return text;
        }
        Path file = Options.path(text);
        if (file == null || !Files.isReadable(file)) {
            throw new IOException(settings.source(option) + ": `" + option.name()
                    + "` is neither a public key (-----BEGIN PUBLIC KEY-----) nor a file that can be read");
        }
        return Files.readString(file);
    }
}
