package dev.parley.e2e.sdk;

/// An SDK was answered with an error, or gave up by itself (codes below 100).
final class SdkError extends RuntimeException {

    private final int code;

    SdkError(int code, String message) {
        super(code + " " + message);
        this.code = code;
    }

    int code() {
        return code;
    }
}
