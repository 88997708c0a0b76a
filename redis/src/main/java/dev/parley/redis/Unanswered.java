package dev.parley.redis;

/// Redis did not answer in time, or did not do what it was asked.
public final class Unanswered extends Exception {

    private static final long serialVersionUID = 1;

    Unanswered(Throwable cause) {
        super(cause.getMessage(), cause, false, false);
    }
}
