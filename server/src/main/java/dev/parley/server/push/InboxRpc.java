package dev.parley.server.push;

import dev.parley.events.Inbox;
import dev.parley.events.Kept;
import dev.parley.hub.Answer;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import dev.parley.hub.UserId;
import dev.parley.server.api.BadParams;
import dev.parley.server.api.Json;
import dev.parley.server.api.Params;
import dev.parley.store.Store;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// What clients call to take what is kept for their user:
///
/// | method | parameters | result |
/// | --- | --- | --- |
/// | `inbox.ack` | `id` (one), `ids` (several) or `up_to` (all up to that one) | `{"acknowledged":N}` |
/// | `inbox.list` | `after` (an id), `limit` (1 to 1000, 100) | `{"messages":[{"id":…,"time":…,"data":…,"tags":{…}}]}` |
public final class InboxRpc {

    public static final String ACK = "inbox.ack";
    public static final String LIST = "inbox.list";

    private final Inbox inbox;

    public InboxRpc(Inbox inbox) {
        this.inbox = inbox;
    }

    /// @return false when there is no such method here
    public boolean call(UserId user, String method, Payload params, Answer<Payload> answer) {
        if (!method.equals(ACK) && !method.equals(LIST)) {
            return false;
        }
        if (user.isAnonymous()) {
            answer.failed(
                    HubError.PERMISSION_DENIED.saying("permission denied: nothing is kept for who has no user id"));
            return true;
        }
        try {
            Params given = Params.read(params.toByteArray());
            if (method.equals(ACK)) {
                acknowledge(user, given, answer);
            } else {
                list(user, given, answer);
            }
        } catch (BadParams wrong) {
            answer.failed(wrong.error());
        }
        return true;
    }

    private void acknowledge(UserId user, Params params, Answer<Payload> answer) throws BadParams {
        params.onlyKnown(Set.of("id", "ids", "up_to"));
        Store.Done<Integer> done =
                told(answer, number -> Json.object(json -> json.writeNumberProperty("acknowledged", number)));
        long one = params.whole("id", 0, 1, Long.MAX_VALUE);
        long upTo = params.whole("up_to", 0, 1, Long.MAX_VALUE);
        List<Long> several = params.wholes("ids", Inbox.MAX_AT_ONCE);
        if ((one > 0 ? 1 : 0) + (upTo > 0 ? 1 : 0) + (several.isEmpty() ? 0 : 1) != 1) {
            throw new BadParams("give one of `id`, `ids` and `up_to`");
        }
        if (upTo > 0) {
            inbox.acknowledgeUpTo(user, upTo, done);
        } else {
            inbox.acknowledge(user, several.isEmpty() ? List.of(one) : several, done);
        }
    }

    private void list(UserId user, Params params, Answer<Payload> answer) throws BadParams {
        params.onlyKnown(Set.of("after", "limit"));
        long after = params.whole("after", 0, 0, Long.MAX_VALUE);
        int limit = (int) params.whole("limit", 100, 1, Inbox.MAX_AT_ONCE);
        inbox.unacknowledged(user, after, limit, told(answer, InboxRpc::written));
    }

    private static byte[] written(List<Kept> messages) {
        return Json.object(json -> {
            json.writeName("messages");
            json.writeStartArray();
            for (Kept message : messages) {
                json.writeStartObject();
                json.writeNumberProperty("id", message.id());
                json.writeNumberProperty("time", message.timeMillis());
                Json.payload(json, "data", message.payload());
                if (!message.tags().isEmpty()) {
                    json.writeName("tags");
                    json.writeStartObject();
                    message.tags().forEach(json::writeStringProperty);
                    json.writeEndObject();
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static <T> Store.Done<T> told(Answer<Payload> answer, Function<T, byte[]> written) {
        return new Store.Done<>() {
            @Override
            public void done(T value) {
                answer.succeeded(Payload.trusted(Payload.Kind.JSON, written.apply(value)));
            }

            @Override
            public void failed(IOException why) {
                answer.failed(HubError.STORAGE.saying(HubError.STORAGE.message() + ": " + why.getMessage()));
            }
        };
    }
}
