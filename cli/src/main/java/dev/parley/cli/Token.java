package dev.parley.cli;

import dev.parley.auth.token.ConnectionToken;
import dev.parley.auth.token.SubscriptionToken;
import dev.parley.auth.token.TokenException;
import dev.parley.auth.token.TokenMaker;
import dev.parley.auth.token.TokenOptions;
import dev.parley.auth.token.TokenVerifier;
import dev.parley.cli.Main.World;
import dev.parley.hub.Payload;
import dev.parley.server.backend.Backend;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.OptionType;
import dev.parley.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/// `parley token`: makes tokens, and says what is in one and whether it is good.
final class Token {

    static final String USER = "--user";
    static final String CHANNEL = "--channel";
    static final String TTL = "--ttl";
    static final String INFO = "--info";
    static final String SIGN = "--sign-with";

    private static final OptionType.Scalar<Duration> LIFE =
            new OptionType.Span(Duration.ofSeconds(1), Duration.ofDays(3_650));

    private final World world;

    Token(World world) {
        this.world = world;
    }

    /// Writes a token, and nothing else, to the output.
    int make(ParseResult command) {
        String user = command.matchedOptionValue(USER, "");
        String channel = command.matchedOptionValue(CHANNEL, "");
        String info = command.matchedOptionValue(INFO, "");
        String life = command.matchedOptionValue(TTL, "1h");
        Duration ttl = life.equals("0") ? Duration.ZERO : LIFE.read(life);
        if (ttl == null) {
            world.err()
                    .println("parley token: " + TTL + " must be " + LIFE.accepted() + ", or 0 for no end, got " + life);
            return Main.NOT_UNDERSTOOD;
        }
        if (user.isEmpty() && channel.isEmpty()) {
            world.err().println("parley token: " + USER + " says for whom: parley token --user 42");
            return Main.NOT_UNDERSTOOD;
        }
        try {
            TokenMaker maker = maker(command);
            long until = ttl.isZero() ? 0 : Clock.systemUTC().millis() / 1000 + ttl.toSeconds();
            Payload known = info.isEmpty() ? null : Payload.json(info);
            world.out()
                    .println(
                            channel.isEmpty()
                                    ? maker.connection(user, until, known, List.of())
                                    : maker.subscription(user, channel, until));
            return Main.DONE;
        } catch (ConfigException wrong) {
            wrong.problems().forEach(world.err()::println);
            return Main.NOT_UNDERSTOOD;
        } catch (IOException | IllegalArgumentException failed) {
            world.err().println("parley token: " + failed.getMessage());
            return Main.FAILED;
        }
    }

    private TokenMaker maker(ParseResult command) throws ConfigException, IOException {
        String file = command.matchedOptionValue(SIGN, "");
        if (!file.isEmpty()) {
            return TokenMaker.privateKey(Files.readString(Path.of(file)), Clock.systemUTC());
        }
        boolean ofSubscription = !command.matchedOptionValue(CHANNEL, "").isEmpty();
        TokenOptions.Hmac secret = options(command, ofSubscription).hmac();
        if (secret == null) {
            throw new IOException(
                    "there is no secret to sign with: set client.token.hmac_secret_key, start a server once "
                            + "that makes its own, or give a private key with " + SIGN);
        }
        return TokenMaker.hmac(secret.secretKey(), Clock.systemUTC());
    }

    private TokenOptions options(ParseResult command, boolean ofSubscription) throws ConfigException, IOException {
        ServerConfig config = ServerConfig.of(Configured.settings(world, command));
        return ofSubscription ? Backend.subscriptionTokens(config) : Backend.tokens(config);
    }

    /// Says whether a token would be taken, and what it grants.
    int check(ParseResult command) {
        String token = command.hasMatchedPositional(0) ? command.matchedPositionalValue(0, "") : "";
        if (token.isEmpty()) {
            world.err().println("parley token check: which token? parley token check eyJ…");
            return Main.NOT_UNDERSTOOD;
        }
        try {
            ServerConfig config = ServerConfig.of(Configured.flags(world, command));
            try (TokenVerifier connections = new TokenVerifier(Backend.tokens(config), Clock.systemUTC());
                    TokenVerifier subscriptions =
                            new TokenVerifier(Backend.subscriptionTokens(config), Clock.systemUTC())) {
                return check(connections, subscriptions, token);
            }
        } catch (ConfigException wrong) {
            wrong.problems().forEach(world.err()::println);
            return Main.NOT_UNDERSTOOD;
        } catch (IOException failed) {
            world.err().println("parley token check: " + failed.getMessage());
            return Main.FAILED;
        }
    }

    private int check(TokenVerifier connections, TokenVerifier subscriptions, String token) {
        TokenException asConnection;
        try {
            ConnectionToken connection = connections.connection(token);
            world.out().println("Good for a connection.");
            say("user", connection.user().value());
            say("until", time(connection.exp()));
            say("session until", time(connection.expiresAtSeconds()));
            say("id", connection.id());
            say("info", connection.info());
            say("channels", connection.channels().isEmpty() ? null : connection.channels());
            return Main.DONE;
        } catch (TokenException wrong) {
            asConnection = wrong;
        }
        try {
            SubscriptionToken subscription = subscriptions.subscription(token);
            world.out().println("Good for a subscription.");
            say("user", subscription.user().value());
            say("channel", subscription.channel());
            say("until", time(subscription.exp()));
            say("id", subscription.id());
            say("info", subscription.claims().info());
            return Main.DONE;
        } catch (TokenException wrong) {
            // the one that says more than that it is the other kind, or is signed by the other key
            boolean other = switch (asConnection.kind()) {
                case WRONG_PURPOSE -> true;
                case SIGNATURE, ALGORITHM, UNKNOWN_KEY -> wrong.kind() != TokenException.Kind.WRONG_PURPOSE;
                case MALFORMED, EXPIRED, NOT_YET_VALID, AUDIENCE, ISSUER, REVOKED, UNAVAILABLE -> false;
            };
            return refused(other ? wrong : asConnection);
        }
    }

    private int refused(TokenException wrong) {
        world.out().println("Not good: " + wrong.getMessage());
        return Main.FAILED;
    }

    private static String time(long seconds) {
        return seconds == 0 ? "for ever" : Instant.ofEpochSecond(seconds).toString();
    }

    private void say(String what, @Nullable Object value) {
        if (value != null && !value.toString().isEmpty()) {
            world.out().println("  " + what + ": " + value);
        }
    }
}
