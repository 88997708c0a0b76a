package dev.parley.server.backend;

import dev.parley.auth.token.Revocations;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Hub;
import dev.parley.hub.Session;
import dev.parley.hub.UserId;
import java.util.Map;
import java.util.Set;

/// Ends the sessions on this node that something taken back has let in, wherever it was taken back. What is taken back counts
/// before that: who is connecting meanwhile finds it. Any thread.
public record Evictions(Hub hub) implements Revocations.Listener {

    @Override
    public void revoked(Set<String> ids) {
        for (Session session : hub.sessions()) {
            if (ids.contains(session.credentials().tokenId())) {
                session.disconnect(Disconnect.INVALID_TOKEN);
            }
        }
    }

    @Override
    public void invalidated(Map<String, Long> before) {
        before.forEach((user, second) -> {
            for (Session session : hub.sessions(new UserId(user))) {
                if (session.credentials().byToken() && session.credentials().issuedAtSeconds() < second) {
                    session.disconnect(Disconnect.INVALID_TOKEN);
                }
            }
        });
    }

    @Override
    public void blocked(Set<String> users) {
        users.forEach(user ->
                hub.sessions(new UserId(user)).forEach(session -> session.disconnect(Disconnect.FORCE_NO_RECONNECT)));
    }
}
