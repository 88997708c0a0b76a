package dev.parley.hub;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who may do what. Called on a session's loop; the answer may be given from any thread, now or later, exactly once, and
/// takes effect on that loop. What fails with an error is refused with it.
public interface Decisions {

    void connecting(ConnectRequest request, Answer<Grant.Session> answer);

    /// Whether a session that has connected may stay; asked once, when everybody can see it. What turned against its user
    /// while it was connecting is found here. Must not block.
    default boolean mayStay(Session session) {
        return true;
    }

    /// What a session is to get on its channels before anything else, once it has connected.
    default void welcoming(Session session, Session.Connected connected, Answer<List<Welcome>> answer) {
        answer.succeeded(List.of());
    }

    /// What comes first on a channel, a page of it: it is sent as the client reads.
    ///
    /// @param rest which of the channel's own publications the session still gets
    /// @param next null when that is all
    record Welcome(
            ChannelName channel,
            List<Publication> publications,
            TagFilter rest,
            @Nullable Next next) {

        /// Answers the next page, from any thread. One that fails leaves the rest unsaid.
        @FunctionalInterface
        public interface Next {
            void page(Answer<Welcome> answer);
        }
    }

    /// A session wants to go on past its time.
    ///
    /// @param token the new one; empty when its time has come and the backend is to be asked
    void refreshing(Session session, String token, Answer<Grant.Session> answer);

    void subscribing(Session session, SubscribeRequest request, Namespace namespace, Answer<Grant.Subscription> answer);

    /// A subscription wants to go on past its time.
    ///
    /// @param token the new one; empty when its time has come and the backend is to be asked
    void refreshing(Session session, ChannelName channel, String token, Answer<Grant.Subscription> answer);

    /// @param subscribed whether the session is subscribed to the channel
    void publishing(
            Session session,
            ChannelName channel,
            Namespace namespace,
            boolean subscribed,
            Draft draft,
            Answer<Draft> answer);

    /// Whether the session may read presence.
    boolean mayReadPresence(Session session, ChannelName channel, Namespace namespace, boolean subscribed);

    boolean mayReadHistory(Session session, ChannelName channel, Namespace namespace, boolean subscribed);

    /// A call of an RPC method.
    void calling(Session session, String method, Payload data, Answer<Payload> answer);

    /// A message without an answer.
    void sending(Session session, Payload data);
}
