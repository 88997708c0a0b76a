package dev.parley.server.line;

import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Draft;
import dev.parley.hub.Hub;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Published;
import dev.parley.server.api.ApiKey;
import dev.parley.server.api.BadParams;
import dev.parley.server.api.Json;
import dev.parley.server.api.Params;
import dev.parley.server.push.Pushed;
import dev.parley.server.push.Pushes;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What one line asks for, and what it is answered.
final class LinePush {

    private static final Set<String> MEMBERS = Set.of(
            "key", "user", "channel", "all", "data", "message", "keep", "idempotency_key", "tags", "skip_history");

    private final Hub hub;
    private final Pushes pushes;
    private final boolean keyless;
    private final List<ApiKey> keys;
    private final LineFigures figures;

    /// @param key of the listener; null: those of the API; empty: none
    LinePush(Hub hub, Pushes pushes, @Nullable String key, List<ApiKey> keys, LineFigures figures) {
        this.figures = figures;
        this.hub = hub;
        this.pushes = pushes;
        keyless = key != null && key.isEmpty();
        this.keys = key == null ? keys : List.of(ApiKey.of("the line key", key, List.of()));
    }

    /// @param reply takes one JSON object, from any thread
    void push(byte[] line, Consumer<byte[]> reply) {
        try {
            push(Params.read(line), reply);
        } catch (BadParams wrong) {
            reply.accept(refused(wrong.error().message()));
        }
    }

    private void push(Params params, Consumer<byte[]> reply) throws BadParams {
        ApiKey key = key(params.text("key")); // before anything that takes time
        params.onlyKnown(MEMBERS);
        boolean all = params.flag("all");
        int targets = (params.has("user") ? 1 : 0) + (params.has("channel") ? 1 : 0) + (all ? 1 : 0);
        if (targets != 1) {
            throw new BadParams("say whom it is for: `user`, `channel` or `all`");
        }
        String method = all ? "all_publish" : params.has("user") ? "user_publish" : "publish";
        if (key != null && !key.allows(method)) {
            throw new BadParams(HubError.PERMISSION_DENIED, key.name() + " may not call " + method);
        }
        Draft draft = draft(params);
        if (draft.skipHistory() && params.flag("keep")) {
            throw new BadParams("`keep` and `skip_history` exclude each other");
        }
        if (params.has("user")) {
            pushes.toUser(params.user(), draft, params.flag("keep"), pushed(reply));
        } else if (all) {
            pushes.toAll(draft, pushed(reply));
        } else {
            toChannel(params.channel(), draft, reply);
        }
    }

    /// The key that was sent; null where none is needed.
    private @Nullable ApiKey key(String sent) throws BadParams {
        if (keyless) {
            return null;
        }
        ApiKey key = ApiKey.find(keys, sent);
        if (key == null) {
            throw new BadParams(HubError.UNAUTHORIZED, "`key` is missing or wrong");
        }
        return key;
    }

    private static Draft draft(Params params) throws BadParams {
        Payload data = params.payload("data");
        if ((data == null) != params.has("message")) {
            throw new BadParams("give either `data`, JSON, or `message`, a string that is delivered bare");
        }
        String key = params.text("idempotency_key");
        try {
            return new Draft(
                    data == null ? Payload.text(params.text("message")) : data,
                    null,
                    params.strings("tags"),
                    key.isEmpty() ? null : key,
                    params.flag("skip_history"),
                    false);
        } catch (IllegalArgumentException wrong) {
            throw new BadParams(String.valueOf(wrong.getMessage()));
        }
    }

    private void toChannel(ChannelName channel, Draft draft, Consumer<byte[]> reply) {
        Answer<Pushed> answer = pushed(reply);
        if (hub.namespaces().isTooLong(channel)) {
            answer.failed(HubError.BAD_REQUEST.saying("bad request: the channel's name is too long"));
            return;
        }
        hub.publish(channel, draft, new Answer<>() {
            @Override
            public void succeeded(Published published) {
                answer.succeeded(new Pushed(published, null));
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        });
    }

    private Answer<Pushed> pushed(Consumer<byte[]> reply) {
        return new Answer<>() {
            @Override
            public void succeeded(Pushed pushed) {
                figures.countTaken();
                reply.accept(Json.object(json -> {
                    json.writeBooleanProperty("ok", true);
                    Position position = pushed.published().position();
                    if (position != null) {
                        json.writeNumberProperty("offset", position.offset());
                        json.writeStringProperty("epoch", position.epoch());
                    }
                    json.writeNumberProperty("sessions", pushed.published().sessions());
                    Long id = pushed.id();
                    if (id != null) {
                        json.writeNumberProperty("id", id);
                    }
                }));
            }

            @Override
            public void failed(HubError error) {
                reply.accept(refused(error.message()));
            }
        };
    }

    /// What a line is answered that is not taken; counted.
    byte[] refused(String sentence) {
        figures.countRefused();
        return Json.object(json -> {
            json.writeBooleanProperty("ok", false);
            json.writeStringProperty("error", sentence);
        });
    }
}
