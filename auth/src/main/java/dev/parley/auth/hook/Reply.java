package dev.parley.auth.hook;

import dev.parley.hub.Disconnect;
import dev.parley.hub.HubError;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;

/// What a backend's answer says.
sealed interface Reply {

    int MAX_REASON_BYTES = 123;
    int MAX_MESSAGE_BYTES = 1024;

    /// Yes, on these terms.
    record Result(Fields fields) implements Reply {}

    /// No.
    record Error(HubError error) implements Reply {}

    /// It says nothing.
    ///
    /// @param reason for the log
    record None(String reason) implements Reply {}

    /// The end of the session goes above an error, and that above a result.
    ///
    /// @throws Lie when it says what can't be
    static Reply of(String body) throws Lie {
        Fields reply;
        try {
            reply = Fields.of(body);
        } catch (JacksonException broken) {
            return new None("its answer is not one JSON object in which each name stands once");
        }
        if (reply.has("disconnect")) {
            return new Error(HubError.ending(disconnect(reply.object("disconnect"))));
        }
        if (reply.has("error")) {
            return new Error(error(reply.object("error")));
        }
        return reply.has("result")
                ? new Result(reply.object("result"))
                : new None("its answer has none of result, error and disconnect");
    }

    private static Disconnect disconnect(Fields fields) throws Lie {
        Long code = fields.integer("code");
        if (code == null || code < 3000 || code > 4999) {
            throw fields.wrong("code", "must be 3000 to 4999");
        }
        return new Disconnect(code.intValue(), clipped(fields.string("reason"), MAX_REASON_BYTES));
    }

    private static HubError error(Fields fields) throws Lie {
        Long code = fields.integer("code");
        if (code == null || code < 100 || code > 1999) {
            throw fields.wrong("code", "must be 100 to 1999");
        }
        String message = fields.string("message");
        if (message.isEmpty()) {
            throw fields.wrong("message", "must say something");
        }
        boolean temporary = Boolean.TRUE.equals(fields.flag("temporary"));
        return new HubError(code.intValue(), clipped(message, MAX_MESSAGE_BYTES), temporary);
    }

    /// As much of it as fits into so many bytes of UTF-8, in whole characters.
    private static String clipped(String text, int bytes) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length <= bytes) {
            return text;
        }
        int end = bytes;
        while ((utf8[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(utf8, 0, end, StandardCharsets.UTF_8);
    }
}
