package dev.parley.server.api;

import dev.parley.hub.Answer;
import dev.parley.server.drain.Drain;
import java.util.Set;

/// The method that takes the node that answers out of service, and puts it back.
final class Draining {

    private static final String ON = "on";

    private Draining() {}

    static Method method(Drain drain) {
        return new Method("drain", Set.of(ON), true, (params, answer) -> call(drain, params, answer));
    }

    /// Answers at once; how many sessions are left is what is asked again for.
    private static void call(Drain drain, Params params, Answer<byte[]> answer) throws BadParams {
        if (params.has(ON) && params.flag(ON)) {
            drain.begin();
        } else if (params.has(ON)) {
            drain.undo();
        }
        Drain.Status status = drain.status();
        answer.succeeded(Json.object(json -> {
            json.writeBooleanProperty("draining", status.draining());
            json.writeBooleanProperty("empty", status.empty());
            json.writeNumberProperty("num_sessions", status.sessions());
            json.writeNumberProperty("limit_ms", status.limit().toMillis());
        }));
    }
}
