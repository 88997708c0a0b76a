package dev.parley.hub;

import java.util.List;

/// A session that is connected, as its site sees it.
///
/// @param name of the software, as it says
/// @param version of the software, as it says
/// @param sinceMillis when it came, in milliseconds since 1970
/// @param channels to which it is subscribed
public record Connection(
        UserId user,
        String client,
        String address,
        long sinceMillis,
        String name,
        String version,
        List<ChannelName> channels) {

    static Connection of(Session session) {
        Session.ConnectedAs as = session.connectedAs();
        return new Connection(
                session.user(),
                session.client(),
                session.link().remoteAddress(),
                as.sinceMillis(),
                as.name(),
                as.version(),
                List.copyOf(session.subscriptions.keySet()));
    }
}
