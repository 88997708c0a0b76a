package dev.parley.hub;

/// Who may do what. Called on a session's loop; the answer may be given from any thread, now or later, exactly once, and
/// takes effect on that loop. What fails with an error is refused with it.
public interface Decisions {

    void connecting(ConnectRequest request, Answer<Grant.Session> answer);

    /// A session wants to go on past its time.
    ///
    /// @param token the new one
    void refreshing(Session session, String token, Answer<Long> expiresAtSeconds);

    void subscribing(Session session, SubscribeRequest request, Namespace namespace, Answer<Grant.Subscription> answer);

    /// A subscription wants to go on past its time.
    void refreshing(Session session, ChannelName channel, String token, Answer<Long> expiresAtSeconds);

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
