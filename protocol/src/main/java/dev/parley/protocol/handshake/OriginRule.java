package dev.parley.protocol.handshake;

import org.jspecify.annotations.Nullable;

/// Which pages may open a connection (RFC 6455 section 10.2): the caller's decision about one request.
@FunctionalInterface
public interface OriginRule {

    /// @param origin the Origin header as sent, or null when there is none (not a browser)
    /// @return null to let it in; otherwise the sentence that refuses it (403)
    @Nullable String refusal(@Nullable String origin);

    OriginRule ANY = origin -> null;
}
