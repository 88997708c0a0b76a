package dev.parley.protocol;

/// The peer broke a rule; the connection is to be failed with [Violation#closeCode]. Carries no stack trace, since
/// it tells of the peer and not of our code.
public final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1;

    private final Violation violation;

    public ProtocolException(Violation violation) {
        super(violation.rule() + " (" + violation.section() + ")", null, false, false);
        this.violation = violation;
    }

    public Violation violation() {
        return violation;
    }
}
