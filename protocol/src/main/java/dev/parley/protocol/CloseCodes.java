package dev.parley.protocol;

/// Which close codes may stand in a close frame (RFC 6455 section 7.4, and the IANA registry that it opens).
public final class CloseCodes {

    /// Reported when the peer's close frame had no code; never sent.
    public static final int NO_STATUS = 1005;

    /// Reported when the connection was lost without a close frame; never sent.
    public static final int ABNORMAL = 1006;

    private CloseCodes() {}

    /// Whether `code` may be on the wire: 1000 to 1014 without 1004, 1005 and 1006, or 3000 to 4999.
    public static boolean maySend(int code) {
        return (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code <= 4999);
    }

    /// The same, for what programs say.
    ///
    /// @throws IllegalArgumentException naming the ranges
    public static void requireSendable(int code) {
        if (!maySend(code)) {
            throw new IllegalArgumentException("close code " + code + " can't be sent: use 1000 to 1014 without 1004,"
                    + " 1005 and 1006, or 3000 to 4999 (RFC 6455 section 7.4)");
        }
    }
}
