package dev.parley.websocket;

/// Close codes (RFC 6455 section 7.4 and the registry it opens).
public final class CloseCode {

    public static final int NORMAL = 1000;
    public static final int GOING_AWAY = 1001;
    public static final int PROTOCOL_ERROR = 1002;
    public static final int UNSUPPORTED_DATA = 1003;
    /// Never on the wire: the peer's close frame had no code.
    public static final int NO_STATUS = 1005;
    /// Never on the wire: the connection was lost without a close frame.
    public static final int ABNORMAL = 1006;
    public static final int INVALID_PAYLOAD = 1007;
    public static final int POLICY_VIOLATION = 1008;
    public static final int MESSAGE_TOO_BIG = 1009;
    public static final int MANDATORY_EXTENSION = 1010;
    public static final int INTERNAL_ERROR = 1011;
    public static final int SERVICE_RESTART = 1012;
    /// Also what a reader that is too slow is closed with: clients come back after it.
    public static final int TRY_AGAIN_LATER = 1013;

    private CloseCode() {}
}
