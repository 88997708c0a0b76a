package dev.parley.embed;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Grant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Sessions that are this program's own: they need nobody's leave. Any thread.
final class Residents {

    private final Map<String, ChannelName> connecting = new ConcurrentHashMap<>();

    void enter(String client, ChannelName channel) {
        connecting.put(client, channel);
    }

    void left(String client) {
        connecting.remove(client);
    }

    /// What a resident may, or null when the client is none.
    Grant.@Nullable Session grant(String client) {
        ChannelName channel = connecting.get(client);
        return channel == null
                ? null
                : new Grant.Session(
                        Grant.Session.ANONYMOUS.user(),
                        null,
                        null,
                        Map.of(channel, new Grant.Subscription(null, null, 0, true, true)),
                        0);
    }
}
