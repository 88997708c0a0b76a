package dev.parley.server.api;

import dev.parley.hub.HubError;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/// What a backend is told.
final class Replies {

    private Replies() {}

    static byte[] result(byte[] result) {
        return Json.object(json -> Json.raw(json, "result", result));
    }

    static byte[] error(HubError error) {
        return Json.object(json -> error(json, error));
    }

    private static void error(JsonGenerator json, HubError error) {
        json.writeName("error");
        json.writeStartObject();
        json.writeNumberProperty("code", error.code());
        json.writeStringProperty("message", error.message());
        json.writeEndObject();
    }

    /// `{"responses":[{"result":…},{"error":…}]}`
    static byte[] responses(List<Gather.Outcome> outcomes) {
        return Json.object(json -> {
            json.writeName("responses");
            json.writeStartArray();
            outcomes.forEach(outcome -> outcome(json, "result", outcome));
            json.writeEndArray();
        });
    }

    /// `{"replies":[{"publish":…},{"error":…}]}`
    static byte[] replies(List<String> methods, List<Gather.Outcome> outcomes) {
        return Json.object(json -> {
            json.writeName("replies");
            json.writeStartArray();
            for (int i = 0; i < outcomes.size(); i++) {
                outcome(json, methods.get(i), outcomes.get(i));
            }
            json.writeEndArray();
        });
    }

    private static void outcome(JsonGenerator json, String name, Gather.Outcome outcome) {
        json.writeStartObject();
        byte[] result = outcome.result();
        HubError error = outcome.error();
        if (result != null) {
            Json.raw(json, name, result);
        } else if (error != null) {
            error(json, error);
        }
        json.writeEndObject();
    }

    /// The status of an error where errors are statuses, as the ecosystem has them.
    static int status(HubError error) {
        return switch (error.code()) {
            case 101, 109, 110 -> 401;
            case 102, 104, 108 -> 404;
            case 103 -> 403;
            case 105, 106, 107 -> 400;
            case 111 -> 429;
            case 112 -> 416;
            case 150 -> 409;
            case 151, 152 -> 503;
            default -> 500;
        };
    }
}
