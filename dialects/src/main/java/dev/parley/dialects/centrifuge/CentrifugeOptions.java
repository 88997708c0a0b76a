package dev.parley.dialects.centrifuge;

import java.time.Duration;

/// What sessions of this protocol share.
///
/// @param pingInterval how often a client is pinged; zero for never. At least 1 s otherwise
/// @param pongTimeout how long it may take to answer; less than `pingInterval`
/// @param tellTime whether clients are told the server's time when they connect
/// @param version what the server says it is
/// @param node what the server's node is called, empty for nothing
public record CentrifugeOptions(
        Duration pingInterval, Duration pongTimeout, boolean tellTime, String version, String node) {

    public static final CentrifugeOptions DEFAULT =
            new CentrifugeOptions(Duration.ofSeconds(25), Duration.ofSeconds(8), false, "", "");

    public CentrifugeOptions {
        if (!pingInterval.isZero() && pingInterval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("a ping interval is 0 (never) or at least 1 s");
        }
        if (!pingInterval.isZero() && (!pongTimeout.isPositive() || pongTimeout.compareTo(pingInterval) >= 0)) {
            throw new IllegalArgumentException("the pong timeout must be positive and shorter than the ping interval");
        }
    }
}
