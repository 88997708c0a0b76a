package dev.parley.dialects.centrifuge;

import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a client says. Buffers are views of what was received: they are void when the call that handed them over is through.
sealed interface Command {

    /// What its reply is matched by; 0 where there is none.
    long id();

    /// The answer to a ping.
    record Pong() implements Command {
        @Override
        public long id() {
            return 0;
        }
    }

    record Connect(
            long id,
            String token,
            @Nullable ByteBuffer data,
            Map<String, Subscribe> subscriptions,
            String name,
            String version,
            Map<String, String> headers)
            implements Command {}

    /// @param type 0 for the kind of subscription that there is here
    record Subscribe(
            long id,
            String channel,
            String token,
            boolean recover,
            String epoch,
            long offset,
            @Nullable ByteBuffer data,
            boolean positioned,
            boolean recoverable,
            boolean joinLeave,
            String delta,
            @Nullable FilterNode filter,
            long type)
            implements Command {}

    record Unsubscribe(long id, String channel) implements Command {}

    record Publish(long id, String channel, @Nullable ByteBuffer data, long type) implements Command {}

    record Presence(long id, String channel) implements Command {}

    record PresenceStats(long id, String channel) implements Command {}

    /// @param since whether `offset` and `epoch` are there
    record History(long id, String channel, long limit, boolean since, long offset, String epoch, boolean reverse)
            implements Command {}

    record Ping(long id) implements Command {}

    record Send(long id, @Nullable ByteBuffer data) implements Command {}

    record Rpc(long id, String method, @Nullable ByteBuffer data) implements Command {}

    record Refresh(long id, String token) implements Command {}

    record SubscriptionRefresh(long id, String channel, String token, long type) implements Command {}

    /// A method that this server does not have.
    record Unknown(long id) implements Command {}
}
