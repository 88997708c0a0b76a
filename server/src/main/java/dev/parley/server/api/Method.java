package dev.parley.server.api;

import dev.parley.hub.Answer;
import dev.parley.hub.HubError;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thing that a backend may ask for.
///
/// @param params the names of its parameters
/// @param large whether it may take longer than a loop has time for
record Method(String name, Set<String> params, boolean large, Body body) {

    private static final Logger LOG = LoggerFactory.getLogger(Method.class);

    /// What it does. Answers once, from any thread, with its result as JSON, or fails.
    @FunctionalInterface
    interface Body {
        void call(Params params, Answer<byte[]> answer) throws BadParams;
    }

    /// Does it.
    void call(Params given, Answer<byte[]> answer) {
        try {
            given.onlyKnown(params);
            body.call(given, answer);
        } catch (BadParams wrong) {
            answer.failed(wrong.error());
        } catch (RuntimeException broken) {
            LOG.error("the method {} failed", name, broken);
            answer.failed(HubError.INTERNAL);
        }
    }
}
