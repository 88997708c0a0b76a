package dev.parley.websocket;

import dev.parley.net.http.HttpResponse;

/// Decides whether a well-formed opening handshake is let in, now or later. Called on the connection's loop; it must
/// not block, but may answer from any thread, within the handshake time.
@FunctionalInterface
public interface Admission {

    void decide(UpgradeRequest request, Decision decision);

    Admission EVERYBODY = (request, decision) -> decision.accept();

    /// The answer; the first one counts.
    interface Decision {
        void accept();

        /// Accepts, and passes something on to the handler: it is the request's [UpgradeRequest#passed].
        void accept(Object passed);

        /// Refuses before the upgrade, with a status such as 401, 403 or 503 and a body that says why.
        void refuse(HttpResponse response);
    }
}
