package dev.parley.hub;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the site knows of a session and nobody else is told.
///
/// @param meta JSON of the site's own, or null
/// @param tokenId the id of the token that it came with (`jti`), or empty
/// @param issuedAtSeconds when that token was issued, in seconds since 1970; 0 when it doesn't say
/// @param headers of the request it came with that its backend is to see again: names in lower case
/// @param renewedByServer whether the backend is asked when its time has come, instead of the client
/// @param byToken whether it came with a token
public record Credentials(
        @Nullable Payload meta,
        String tokenId,
        long issuedAtSeconds,
        Map<String, String> headers,
        boolean renewedByServer,
        boolean byToken) {

    public static final Credentials NONE = new Credentials(null, "", 0, Map.of(), false, false);

    public Credentials {
        headers = Map.copyOf(headers);
    }

    /// Of who came without a token, or with one of that id.
    public Credentials(
            @Nullable Payload meta,
            String tokenId,
            long issuedAtSeconds,
            Map<String, String> headers,
            boolean renewedByServer) {
        this(meta, tokenId, issuedAtSeconds, headers, renewedByServer, !tokenId.isEmpty() || issuedAtSeconds > 0);
    }

    /// Tokens and headers are nobody's business.
    @Override
    public String toString() {
        return "credentials" + (byToken ? " by token" : "");
    }
}
