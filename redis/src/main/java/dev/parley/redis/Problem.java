package dev.parley.redis;

import dev.parley.hub.HubError;
import io.lettuce.core.RedisCommandExecutionException;

/// Why Redis did not do what it was asked.
public final class Problem extends Exception {

    private static final HubError AWAY = HubError.STORAGE.saying("Redis does not answer: try again in a second");

    private static final long serialVersionUID = 1;

    private final transient HubError error;

    private Problem(HubError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public static Problem away() {
        return new Problem(AWAY);
    }

    static Problem tooMuch() {
        return new Problem(HubError.TOO_MANY_REQUESTS);
    }

    /// What is told to whoever asked. What Redis itself has said stands in the log, once a minute.
    public static HubError of(Throwable problem) {
        if (problem instanceof Problem ours) {
            return ours.error;
        }
        if (problem instanceof RedisCommandExecutionException refused) {
            String said = String.valueOf(refused.getMessage());
            Refusal refusal = Refusal.of(said);
            refusal.log(said);
            return refusal.error();
        }
        return AWAY;
    }
}
