package dev.parley.server.api;

import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Draft;
import dev.parley.hub.Hub;
import dev.parley.hub.HubError;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Published;
import dev.parley.hub.UserId;
import dev.parley.server.push.Pushed;
import dev.parley.server.push.Pushes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The methods that say something: to a channel, to many, to a user, to everybody.
final class Publishing {

    /// Channels or users of one call.
    static final int MOST_TARGETS = 10_000;

    private static final Set<String> CONTENT = Set.of(
            "data", "b64data", "text", "skip_history", "tags", "idempotency_key", "delta", "version", "version_epoch");

    private final Hub hub;
    private final Pushes pushes;

    Publishing(Hub hub, Pushes pushes) {
        this.hub = hub;
        this.pushes = pushes;
    }

    List<Method> methods() {
        return List.of(
                new Method("publish", and("channel"), false, this::publish),
                new Method("broadcast", and("channels"), true, this::broadcast),
                new Method("user_publish", and("user", "users", "keep"), false, this::userPublish),
                new Method("all_publish", and(), false, this::allPublish));
    }

    private static Set<String> and(String... more) {
        Set<String> all = new HashSet<>(CONTENT);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }

    private void publish(Params params, Answer<byte[]> answer) throws BadParams {
        publish(params.channel(), draft(params), answer);
    }

    private void publish(ChannelName channel, Draft draft, Answer<byte[]> answer) {
        if (hub.namespaces().isTooLong(channel)) {
            answer.failed(HubError.BAD_REQUEST.saying("bad request: a channel's name has at most "
                    + hub.namespaces().syntax().maxLength() + " bytes here (channel.max_length)"));
            return;
        }
        hub.publish(channel, draft, new Answer<>() {
            @Override
            public void succeeded(Published published) {
                answer.succeeded(result(published, null));
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        });
    }

    private void broadcast(Params params, Answer<byte[]> answer) throws BadParams {
        Draft draft = draft(params);
        List<String> names = params.texts("channels", MOST_TARGETS);
        if (names.isEmpty()) {
            throw new BadParams("`channels` must name at least one channel");
        }
        List<ChannelName> channels = new ArrayList<>(names.size());
        for (String name : names) {
            channels.add(params.channel("channels", name));
        }
        Gather gather = new Gather(channels.size(), outcomes -> answer.succeeded(Replies.responses(outcomes)));
        for (int i = 0; i < channels.size(); i++) {
            publish(channels.get(i), draft, gather.at(i));
        }
    }

    private void allPublish(Params params, Answer<byte[]> answer) throws BadParams {
        pushes.toAll(draft(params), results(answer));
    }

    private void userPublish(Params params, Answer<byte[]> answer) throws BadParams {
        Draft draft = draft(params);
        boolean keep = params.flag("keep");
        if (keep && draft.skipHistory()) {
            throw new BadParams("`keep` and `skip_history` exclude each other");
        }
        if (keep && draft.version() > 0) {
            throw new BadParams("`keep` and `version` exclude each other: what is kept is always delivered");
        }
        if (params.has("user") == params.has("users")) {
            throw new BadParams("name either one `user` or several `users`");
        }
        if (params.has("user")) {
            pushes.toUser(params.user(), draft, keep, results(answer));
            return;
        }
        List<String> ids = params.texts("users", MOST_TARGETS);
        if (ids.isEmpty()) {
            throw new BadParams("`users` must name at least one user");
        }
        Set<UserId> users = new LinkedHashSet<>();
        for (String id : ids) {
            if (!users.add(params.user("users", id))) {
                throw new BadParams("`users` names " + id + " twice");
            }
        }
        Gather gather = new Gather(users.size(), outcomes -> answer.succeeded(Replies.responses(outcomes)));
        int at = 0;
        for (UserId user : users) {
            pushes.toUser(user, draft, keep, results(gather.at(at++)));
        }
    }

    private static Answer<Pushed> results(Answer<byte[]> answer) {
        return new Answer<>() {
            @Override
            public void succeeded(Pushed pushed) {
                answer.succeeded(result(pushed.published(), pushed.id()));
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        };
    }

    private static byte[] result(Published published, @Nullable Long id) {
        return Json.object(json -> {
            Position position = published.position();
            if (position != null) {
                json.writeNumberProperty("offset", position.offset());
                json.writeStringProperty("epoch", position.epoch());
            }
            json.writeNumberProperty("sessions", published.sessions());
            if (id != null) {
                json.writeNumberProperty("id", id);
            }
        });
    }

    /// What is to be published.
    static Draft draft(Params params) throws BadParams {
        Payload payload = params.payload("data");
        if (params.has("text")) {
            if (payload != null) {
                throw new BadParams("`text` excludes `data` and `b64data`");
            }
            payload = Payload.text(params.text("text"));
        }
        if (payload == null) {
            throw new BadParams("there is nothing to publish: give `data`, `b64data` or `text`");
        }
        String key = params.text("idempotency_key");
        Map<String, String> tags = params.strings("tags");
        try {
            return new Draft(
                    payload,
                    null,
                    tags,
                    key.isEmpty() ? null : key,
                    params.flag("skip_history"),
                    params.flag("delta"),
                    params.whole("version", 0, 0, Long.MAX_VALUE),
                    params.text("version_epoch"));
        } catch (IllegalArgumentException wrong) {
            throw new BadParams(String.valueOf(wrong.getMessage()));
        }
    }
}
