package dev.parley.auth.token;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Payload;
import dev.parley.hub.UserId;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Makes tokens that [TokenVerifier] takes, for the command line and for tests. Any thread.
public final class TokenMaker {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /// Signs; the key is in it.
    private interface Signer {
        byte[] sign(byte[] bytes);
    }

    private final Algorithm algorithm;
    private final Signer signer;
    private final InstantSource clock;
    private final @Nullable String keyId;

    private TokenMaker(Algorithm algorithm, Signer signer, InstantSource clock, @Nullable String keyId) {
        this.algorithm = algorithm;
        this.signer = signer;
        this.clock = clock;
        this.keyId = keyId;
    }

    /// Tokens with HS256.
    ///
    /// @param secret as in `hmac_secret_key`
    /// @throws IllegalArgumentException when it can't be one
    public static TokenMaker hmac(String secret, InstantSource clock) {
        byte[] key = new TokenOptions.Hmac(secret).secretKey().getBytes(StandardCharsets.UTF_8);
        return new TokenMaker(Algorithm.HS256, bytes -> Algorithm.HS256.mac(key, bytes), clock, null);
    }

    /// Tokens with RS256, ES256, ES384, ES512 or EdDSA, as the key says.
    ///
    /// @param pem a PRIVATE KEY (PKCS#8)
    /// @throws IllegalArgumentException when it can't be one, with what to do
    public static TokenMaker privateKey(String pem, InstantSource clock) {
        PrivateKey key = Pem.privateKey("the private key", pem);
        Algorithm algorithm = algorithm(key);
        return new TokenMaker(
                algorithm,
                bytes -> {
                    try {
                        return algorithm.sign(key, bytes);
                    } catch (GeneralSecurityException broken) {
                        throw new IllegalArgumentException("the private key can't sign with " + algorithm, broken);
                    }
                },
                clock,
                null);
    }

    private static Algorithm algorithm(PrivateKey key) {
        return switch (key) {
            case RSAPrivateKey rsa when rsa.getModulus().bitLength() >= Pem.MIN_RSA_BITS -> Algorithm.RS256;
            case RSAPrivateKey _ ->
                throw new IllegalArgumentException("the private key must have " + Pem.MIN_RSA_BITS + " bits or more");
            case ECPrivateKey ec ->
                switch (Curve.of(ec)) {
                    case P256 -> Algorithm.ES256;
                    case P384 -> Algorithm.ES384;
                    case P521 -> Algorithm.ES512;
                    case null -> throw new IllegalArgumentException("the private key must be on P-256, P-384 or P-521");
                };
            case EdECPrivateKey _ -> Algorithm.EdDSA;
            default -> throw new IllegalArgumentException("the private key must be of RSA, EC or Ed25519");
        };
    }

    /// The same, naming its key (`kid`), as key sets need it.
    ///
    /// @throws IllegalArgumentException when the name is empty or longer than 256 characters
    public TokenMaker withKeyId(String id) {
        if (id.isEmpty() || id.length() > Jws.MAX_KEY_ID_CHARS) {
            throw new IllegalArgumentException("a key's id has 1 to " + Jws.MAX_KEY_ID_CHARS + " characters");
        }
        return new TokenMaker(algorithm, signer, clock, id);
    }

    /// A token to connect with.
    ///
    /// @param user empty for an anonymous one
    /// @param expSeconds until when, in seconds since 1970; 0 for ever
    /// @param info JSON that others see of the client, or null
    /// @param channels to subscribe to by the server
    /// @throws IllegalArgumentException when one of them can't be, or the token would be too long to be taken
    public String connection(String user, long expSeconds, @Nullable Payload info, List<String> channels) {
        StringWriter payload = new StringWriter();
        try (JsonGenerator json = common(payload, user, expSeconds)) {
            if (info != null) {
                if (info.kind() != Payload.Kind.JSON) {
                    throw new IllegalArgumentException("info must be JSON");
                }
                json.writeName("info");
                json.writeRawValue(info.toString());
            }
            if (!channels.isEmpty()) {
                json.writeName("channels");
                json.writeStartArray();
                for (String channel : channels) {
                    json.writeString(new ChannelName(channel).value());
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        }
        return signed(payload.toString());
    }

    /// A token to subscribe with.
    ///
    /// @param user the same as in the token for the connection
    /// @param expSeconds until when, in seconds since 1970; 0 for ever
    /// @throws IllegalArgumentException when one of them can't be
    public String subscription(String user, String channel, long expSeconds) {
        StringWriter payload = new StringWriter();
        try (JsonGenerator json = common(payload, user, expSeconds)) {
            json.writeStringProperty("channel", new ChannelName(channel).value());
            json.writeEndObject();
        }
        return signed(payload.toString());
    }

    /// The claims that both kinds have; the object stays open.
    private JsonGenerator common(StringWriter payload, String user, long expSeconds) {
        if (expSeconds < 0) {
            throw new IllegalArgumentException("exp is in seconds since 1970, or 0 for ever");
        }
        UserId id = new UserId(user);
        JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), payload);
        json.writeStartObject();
        json.writeStringProperty("sub", id.value());
        json.writeNumberProperty("iat", clock.instant().getEpochSecond());
        if (expSeconds > 0) {
            json.writeNumberProperty("exp", expSeconds);
        }
        return json;
    }

    private String signed(String payload) {
        StringWriter header = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), header)) {
            json.writeStartObject();
            json.writeStringProperty("alg", algorithm.name());
            json.writeStringProperty("typ", "JWT");
            if (keyId != null) {
                json.writeStringProperty("kid", keyId);
            }
            json.writeEndObject();
        }
        String signed = part(header.toString()) + "." + part(payload);
        byte[] signature = signer.sign(signed.getBytes(StandardCharsets.US_ASCII));
        String token = signed + "." + BASE64.encodeToString(signature);
        if (token.length() > Jws.MAX_CHARS) {
            throw new IllegalArgumentException("the token would have more than " + Jws.MAX_CHARS
                    + " characters: give it less info or fewer channels");
        }
        return token;
    }

    private static String part(String json) {
        return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
