package dev.parley.hub;

import org.jspecify.annotations.Nullable;

/// Why something that was asked for was not done. Codes and messages are those of the Centrifuge ecosystem; each has one
/// sentence here that says what it means.
///
/// @param temporary whether asking again later may help
/// @param ending null; or why the session that asked is disconnected instead of being told the error
public record HubError(
        int code,
        String message,
        boolean temporary,
        @Nullable Disconnect ending) {

    /// Something broke inside; it is in the server's log.
    public static final HubError INTERNAL = new HubError(100, "internal server error", true);
    /// Say who you are first.
    public static final HubError UNAUTHORIZED = new HubError(101, "unauthorized", false);
    /// The namespace in the channel's name is not configured.
    public static final HubError UNKNOWN_CHANNEL = new HubError(102, "unknown channel", false);
    /// The channel's rules don't let this session do that.
    public static final HubError PERMISSION_DENIED = new HubError(103, "permission denied", false);
    /// No RPC method has that name.
    public static final HubError METHOD_NOT_FOUND = new HubError(104, "method not found", false);
    /// The session is subscribed to the channel.
    public static final HubError ALREADY_SUBSCRIBED = new HubError(105, "already subscribed", false);
    /// The same to a client that was told to ask again: nothing that ends its subscription.
    public static final HubError SUBSCRIBED_MEANWHILE =
            new HubError(ALREADY_SUBSCRIBED.code, ALREADY_SUBSCRIBED.message, true);
    /// Too many channels, or a page that is too large.
    public static final HubError LIMIT_EXCEEDED = new HubError(106, "limit exceeded", false);
    /// The request makes no sense.
    public static final HubError BAD_REQUEST = new HubError(107, "bad request", false);
    /// The channel's namespace does not have that feature on.
    public static final HubError NOT_AVAILABLE = new HubError(108, "not available", false);
    /// The same, of a version on what is not kept.
    public static final HubError NO_VERSIONS = NOT_AVAILABLE.saying(
            "not available: a version is compared with the channel's history, so give the namespace one (history_size, "
                    + "history_ttl) and leave `skip_history` out; or use `idempotency_key`");
    /// The token was good once: get another.
    public static final HubError TOKEN_EXPIRED = new HubError(109, "token expired", false);
    /// The connection or subscription has expired.
    public static final HubError EXPIRED = new HubError(110, "expired", false);
    /// Slow down.
    public static final HubError TOO_MANY_REQUESTS = new HubError(111, "too many requests", true);
    /// History does not reach back to that position.
    public static final HubError UNRECOVERABLE_POSITION = new HubError(112, "unrecoverable position", false);
    /// The idempotency key was used for another body. Ours.
    public static final HubError KEY_REUSED = new HubError(150, "idempotency key was used with another body", false);
    /// The disk is full, or can't be written: nothing was published. Ours.
    public static final HubError STORAGE = new HubError(151, "storage is not available", true);

    /// Another node is there and does not answer; what was ordered may not have been done there. Ours.
    public static final HubError NODE_SILENT = new HubError(152, "a node does not answer", true);

    public HubError(int code, String message, boolean temporary) {
        this(code, message, temporary, null);
    }

    /// The session that asked is disconnected.
    public static HubError ending(Disconnect why) {
        return new HubError(PERMISSION_DENIED.code(), why.reason(), false, why);
    }

    /// It was published, but the site's backend, which wants to hear of it, could not be told. Ours.
    public static final HubError NOT_TOLD = new HubError(
            STORAGE.code(), "storage is not available: published, but the backend could not be told", true);

    /// The same with words of its own.
    public HubError saying(String words) {
        return new HubError(code, words, temporary, ending);
    }
}
