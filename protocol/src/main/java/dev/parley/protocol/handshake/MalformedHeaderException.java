package dev.parley.protocol.handshake;

/// A header field is not what its grammar allows. Carries no stack trace, since
/// it tells of the peer and not of our code.
public final class MalformedHeaderException extends Exception {
    private static final long serialVersionUID = 1;

    private final String sentence;

    MalformedHeaderException(String sentence) {
        super(sentence, null, false, false);
        this.sentence = sentence;
    }

    /// For the peer.
    public String sentence() {
        return sentence;
    }
}
