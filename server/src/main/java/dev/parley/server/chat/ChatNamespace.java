package dev.parley.server.chat;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Namespace;
import dev.parley.hub.Namespace.Allow;
import dev.parley.hub.Namespace.Feature;
import dev.parley.hub.Namespace.RecoveryMode;
import dev.parley.hub.Payload;
import dev.parley.hub.Retention;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/// The rooms of the chat: channels `chat:ROOM`. Whoever has a name may come in, see who is there and read what was said;
/// nobody publishes but [ChatRpc], which checks what is said.
public final class ChatNamespace {

    /// What a room remembers: messages.
    public static final int HISTORY_SIZE = 1_000;
    /// And for how long.
    public static final Duration HISTORY_AGE = Duration.ofHours(24);

    private static final String PREFIX = "chat";

    public static final Namespace NAMESPACE = new Namespace(
            PREFIX,
            true,
            true,
            true,
            new Retention(HISTORY_SIZE, HISTORY_AGE, Duration.ofDays(30)),
            Feature.FORCED,
            Feature.FORCED,
            RecoveryMode.STREAM,
            Set.of(
                    Allow.SUBSCRIBE_FOR_CLIENT,
                    Allow.SUBSCRIBE_FOR_ANONYMOUS,
                    Allow.PRESENCE_FOR_SUBSCRIBER,
                    Allow.PRESENCE_FOR_ANONYMOUS,
                    Allow.HISTORY_FOR_SUBSCRIBER,
                    Allow.HISTORY_FOR_ANONYMOUS),
            false,
            false,
            false,
            false,
            Pattern.compile(ChatNames.ROOM_PATTERN),
            false,
            Payload.Kind.JSON);

    private ChatNamespace() {}

    /// @param room as [ChatNames#roomProblem] likes it
    static ChannelName channel(String room) {
        return new ChannelName(PREFIX + ":" + room);
    }
}
