package dev.parley.auth.token;

/// Why a token was not taken. The message is one sentence for the log of whoever makes tokens; it holds nothing of the
/// token or of a key.
public final class TokenException extends Exception {

    public enum Kind {
        /// It is no token, or a claim is not what it must be.
        MALFORMED,
        /// Signed in a way that is not accepted here, or that does not fit the key.
        ALGORITHM,
        /// Not signed by whom it must be.
        SIGNATURE,
        /// The key that it names is in no key set.
        UNKNOWN_KEY,
        /// It was good once: get another.
        EXPIRED,
        /// It will be good later: do the clocks differ?
        NOT_YET_VALID,
        /// Made for somebody else.
        AUDIENCE,
        /// Made by somebody else.
        ISSUER,
        /// A token for a connection where one for a subscription is needed, or the other way round.
        WRONG_PURPOSE,
        /// Taken back.
        REVOKED,
        /// The keys can't be had now: asking again later may help.
        UNAVAILABLE
    }

    private final Kind kind;

    public TokenException(Kind kind, String sentence) {
        super(sentence, null, false, false); // no stack: who sends bad tokens must not make us walk it each time
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    static TokenException malformed(String sentence) {
        return new TokenException(Kind.MALFORMED, sentence);
    }
}
