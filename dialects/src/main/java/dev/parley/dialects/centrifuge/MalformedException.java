package dev.parley.dialects.centrifuge;

/// A client said what this protocol can't mean. Carries no stack: it is the client's doing, and there may be many.
final class MalformedException extends Exception {

    private static final long serialVersionUID = 1;

    MalformedException(String what) {
        super(what, null, false, false);
    }
}
