package dev.parley.embed;

import dev.parley.hub.ChannelName;
import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Draft;
import dev.parley.hub.Grant;
import dev.parley.hub.Payload;
import dev.parley.hub.Session;
import dev.parley.hub.SubscribeRequest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the program decides instead of the namespaces' rules. Called on virtual threads: they may block. What they
/// answer counts; null leaves it to the rules. A [HubException] refuses with its error; anything else that is thrown is
/// logged, and the client gets *internal server error*.
///
/// Of a [Session] only what is for any thread may be used: its id, its user, `disconnect`, `tell`, `refreshed`.
///
/// @param connecting may a client in, and as whom; null for the rules alone
/// @param subscribing may a session subscribe; null for the rules alone. In order for each session, together with the
///     next two
/// @param publishing may a session publish, and what becomes of it; null for the rules alone
/// @param sending a message without an answer; null when nobody listens
/// @param methods what clients may call, by name; at the same time as everything else
public record Callbacks(
        @Nullable Connecting connecting,
        @Nullable Subscribing subscribing,
        @Nullable Publishing publishing,
        @Nullable Sending sending,
        Map<String, Method> methods) {

    public static final Callbacks NONE = new Callbacks(null, null, null, null, Map.of());

    public Callbacks {
        methods = Map.copyOf(methods);
    }

    @FunctionalInterface
    public interface Connecting {
        Grant.@Nullable Session connecting(ConnectRequest request) throws Exception;
    }

    @FunctionalInterface
    public interface Subscribing {
        Grant.@Nullable Subscription subscribing(Session session, SubscribeRequest request) throws Exception;
    }

    @FunctionalInterface
    public interface Publishing {
        /// @return the draft, or another in its place
        @Nullable Draft publishing(Session session, ChannelName channel, Draft draft) throws Exception;
    }

    @FunctionalInterface
    public interface Sending {
        void sending(Session session, Payload data) throws Exception;
    }

    @FunctionalInterface
    public interface Method {
        Payload call(Session session, Payload data) throws Exception;
    }

    public Callbacks withConnecting(Connecting callback) {
        return new Callbacks(callback, subscribing, publishing, sending, methods);
    }

    public Callbacks withSubscribing(Subscribing callback) {
        return new Callbacks(connecting, callback, publishing, sending, methods);
    }

    public Callbacks withPublishing(Publishing callback) {
        return new Callbacks(connecting, subscribing, callback, sending, methods);
    }

    public Callbacks withSending(Sending callback) {
        return new Callbacks(connecting, subscribing, publishing, callback, methods);
    }

    /// @throws IllegalArgumentException when there is one of that name
    public Callbacks withMethod(String name, Method method) {
        Map<String, Method> more = new HashMap<>(methods);
        if (more.put(name, method) != null) {
            throw new IllegalArgumentException("two methods are named " + name);
        }
        return new Callbacks(connecting, subscribing, publishing, sending, more);
    }
}
