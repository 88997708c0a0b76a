package dev.parley.protocol.handshake;

/// A header field is not what its grammar allows. The message is a sentence for the peer. Carries no stack trace, since
/// it tells of the peer and not of our code.
public final class MalformedHeaderException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedHeaderException(String sentence) {
        super(sentence, null, false, false);
    }
}
