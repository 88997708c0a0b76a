package dev.parley.hub;

import java.time.Duration;

/// Limits and times of a hub.
///
/// @param channelLimit subscriptions that a session may have beside the server's own
/// @param historyPageLimit publications in a page of history; a client that asks for more gets that many
/// @param recoveryLimit publications that a subscription may have missed and still recover; 0 for no bound
/// @param recoveryPageBytes payload in a subscription's reply; the rest follows as the client reads
/// @param writeDelay how long publications may wait for others to leave with them; zero: those of one turn leave together.
///     0 to 20 ms
/// @param staleAfter how long a link may be without a session that has connected
/// @param expiredCloseDelay how long an expired session may take to refresh
/// @param expiredSubscriptionCloseDelay the same for a subscription
/// @param pendingLimit publishes, reads and calls of one session that may be under way; past it the link is not read from
/// @param backlogBytes memory that publications may take while they wait for their fan-out on one loop; past it publishers
///     are told to come again
/// @param userConnectionLimit sessions that a user may have here; 0 for any number
/// @param rate how often a session may ask for something
public record HubOptions(
        int channelLimit,
        int historyPageLimit,
        int recoveryLimit,
        int recoveryPageBytes,
        Duration writeDelay,
        Duration staleAfter,
        Duration expiredCloseDelay,
        Duration expiredSubscriptionCloseDelay,
        int pendingLimit,
        long backlogBytes,
        int userConnectionLimit,
        Rate rate) {

    public static final Duration MAX_WRITE_DELAY = Duration.ofMillis(20);

    public static final HubOptions DEFAULT = new HubOptions(
            128,
            300,
            0,
            256 * 1024,
            Duration.ZERO,
            Duration.ofSeconds(10),
            Duration.ofSeconds(25),
            Duration.ofSeconds(25),
            128,
            32L * 1024 * 1024,
            0,
            Rate.UNLIMITED);

    public HubOptions {
        if (writeDelay.isNegative() || writeDelay.compareTo(MAX_WRITE_DELAY) > 0) {
            throw new IllegalArgumentException("the write delay is 0 to 20 ms, got " + writeDelay.toMillis() + " ms");
        }
        if (channelLimit < 1
                || historyPageLimit < 1
                || recoveryLimit < 0
                || recoveryPageBytes < 1
                || pendingLimit < 1
                || userConnectionLimit < 0) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    public HubOptions withWriteDelay(Duration delay) {
        return new HubOptions(
                channelLimit,
                historyPageLimit,
                recoveryLimit,
                recoveryPageBytes,
                delay,
                staleAfter,
                expiredCloseDelay,
                expiredSubscriptionCloseDelay,
                pendingLimit,
                backlogBytes,
                userConnectionLimit,
                rate);
    }

    public HubOptions withRecoveryPageBytes(int bytes) {
        return new HubOptions(
                channelLimit,
                historyPageLimit,
                recoveryLimit,
                bytes,
                writeDelay,
                staleAfter,
                expiredCloseDelay,
                expiredSubscriptionCloseDelay,
                pendingLimit,
                backlogBytes,
                userConnectionLimit,
                rate);
    }

    public HubOptions withRecoveryLimit(int publications) {
        return new HubOptions(
                channelLimit,
                historyPageLimit,
                publications,
                recoveryPageBytes,
                writeDelay,
                staleAfter,
                expiredCloseDelay,
                expiredSubscriptionCloseDelay,
                pendingLimit,
                backlogBytes,
                userConnectionLimit,
                rate);
    }

    public HubOptions withChannelLimit(int channels) {
        return new HubOptions(
                channels,
                historyPageLimit,
                recoveryLimit,
                recoveryPageBytes,
                writeDelay,
                staleAfter,
                expiredCloseDelay,
                expiredSubscriptionCloseDelay,
                pendingLimit,
                backlogBytes,
                userConnectionLimit,
                rate);
    }

    public HubOptions withPendingLimit(int number) {
        return new HubOptions(
                channelLimit,
                historyPageLimit,
                recoveryLimit,
                recoveryPageBytes,
                writeDelay,
                staleAfter,
                expiredCloseDelay,
                expiredSubscriptionCloseDelay,
                number,
                backlogBytes,
                userConnectionLimit,
                rate);
    }

    public HubOptions withBacklogBytes(long bytes) {
        return new HubOptions(
                channelLimit,
                historyPageLimit,
                recoveryLimit,
                recoveryPageBytes,
                writeDelay,
                staleAfter,
                expiredCloseDelay,
                expiredSubscriptionCloseDelay,
                pendingLimit,
                bytes,
                userConnectionLimit,
                rate);
    }

    public HubOptions withHistoryPageLimit(int publications) {
        return new HubOptions(
                channelLimit,
                publications,
                recoveryLimit,
                recoveryPageBytes,
                writeDelay,
                staleAfter,
                expiredCloseDelay,
                expiredSubscriptionCloseDelay,
                pendingLimit,
                backlogBytes,
                userConnectionLimit,
                rate);
    }

    public HubOptions withUserConnectionLimit(int sessions) {
        return new HubOptions(
                channelLimit,
                historyPageLimit,
                recoveryLimit,
                recoveryPageBytes,
                writeDelay,
                staleAfter,
                expiredCloseDelay,
                expiredSubscriptionCloseDelay,
                pendingLimit,
                backlogBytes,
                sessions,
                rate);
    }

    public HubOptions withRate(Rate commands) {
        return new HubOptions(
                channelLimit,
                historyPageLimit,
                recoveryLimit,
                recoveryPageBytes,
                writeDelay,
                staleAfter,
                expiredCloseDelay,
                expiredSubscriptionCloseDelay,
                pendingLimit,
                backlogBytes,
                userConnectionLimit,
                commands);
    }
}
