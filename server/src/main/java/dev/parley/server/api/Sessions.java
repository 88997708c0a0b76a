package dev.parley.server.api;

import dev.parley.auth.token.Revocations;
import dev.parley.events.Users;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Connection;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Grant;
import dev.parley.hub.Hub;
import dev.parley.hub.HubError;
import dev.parley.hub.Order;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Unsubscribe;
import dev.parley.hub.UserId;
import dev.parley.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The methods about users and their sessions: who is here, onto which channels they are put, and who has to go.
final class Sessions {

    private static final long FOR_EVER = 0;
    private static final long MOST_SECONDS = 32_503_680_000L; // the year 3000
    private static final int MOST_REASON_BYTES = 123;
    private static final int MOST_TOKEN_ID = 1024;

    /// What some libraries still send beside the code, which says it already.
    private static final String RECONNECT = "reconnect";

    private final Hub hub;
    private final Census census;
    private final Users users;
    private final Revocations revocations;

    Sessions(Hub hub, Census census, Users users, Revocations revocations) {
        this.hub = hub;
        this.census = census;
        this.users = users;
        this.revocations = revocations;
    }

    List<Method> methods() {
        return List.of(
                new Method(
                        "subscribe",
                        Set.of(
                                "user",
                                "channel",
                                "client",
                                "session",
                                "info",
                                "b64info",
                                "data",
                                "b64data",
                                "recover_since",
                                "expire_at",
                                "override"),
                        false,
                        this::subscribe),
                new Method("unsubscribe", Set.of("user", "channel", "client", "session"), false, this::unsubscribe),
                new Method(
                        "disconnect",
                        Set.of("user", "client", "session", "whitelist", "disconnect"),
                        false,
                        this::disconnect),
                new Method(
                        "refresh",
                        Set.of("user", "client", "session", "expired", "expire_at", "info", "b64info"),
                        false,
                        this::refresh),
                new Method("connections", Set.of("user", "after", "limit"), true, this::connections),
                new Method("user_status", Set.of("users", "user"), true, this::userStatus),
                new Method("block_user", Set.of("user", "expire_at"), false, this::block),
                new Method("unblock_user", Set.of("user"), false, this::unblock),
                new Method("revoke_token", Set.of("uid", "expire_at"), false, this::revoke),
                new Method(
                        "invalidate_user_tokens",
                        Set.of("user", "issued_before", "expire_at"),
                        false,
                        this::invalidate));
    }

    // ---- whom it concerns

    /// One session of the user, or empty for all.
    private static String client(Params params) throws BadParams {
        String client = params.text("client");
        if (!params.text("session").isEmpty()) {
            throw new BadParams(HubError.NOT_AVAILABLE, "sessions have no ids of their own here; use `client`");
        }
        return client;
    }

    /// Has it done on all nodes.
    private void order(Order order, Answer<byte[]> answer) {
        hub.cluster().order(order, new Answer<>() {
            @Override
            public void succeeded(Integer sessions) {
                answer.succeeded(Json.EMPTY);
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        });
    }

    private static long time(Params params, String name, long otherwise) throws BadParams {
        return params.whole(name, otherwise, 0, MOST_SECONDS);
    }

    // ---- subscriptions

    private void subscribe(Params params, Answer<byte[]> answer) throws BadParams {
        ChannelName channel = params.channel();
        if (hub.namespaces().of(channel) == null || hub.namespaces().isTooLong(channel)) {
            answer.failed(HubError.UNKNOWN_CHANNEL);
            return;
        }
        Grant.Subscription grant = new Grant.Subscription(
                params.json("info"),
                params.json("data"),
                time(params, "expire_at", 0),
                overrides(params.object("override")),
                false);
        Position since = position(params.object("recover_since"));
        order(new Order.Subscribe(params.user(), client(params), channel, grant, since), answer);
    }

    static @Nullable Position position(@Nullable Params position) throws BadParams {
        if (position == null) {
            return null;
        }
        position.onlyKnown(Set.of("offset", "epoch"));
        return new Position(position.text("epoch"), position.whole("offset", 0, 0, Long.MAX_VALUE));
    }

    private static Grant.Overrides overrides(@Nullable Params override) throws BadParams {
        if (override == null) {
            return Grant.Overrides.NONE;
        }
        override.onlyKnown(
                Set.of("presence", "join_leave", "force_push_join_leave", "force_recovery", "force_positioning"));
        return new Grant.Overrides(
                flag(override, "presence"),
                flag(override, "join_leave"),
                flag(override, "force_push_join_leave"),
                flag(override, "force_positioning"),
                flag(override, "force_recovery"));
    }

    private static @Nullable Boolean flag(Params override, String name) throws BadParams {
        Params value = override.object(name);
        if (value == null) {
            return null;
        }
        value.onlyKnown(Set.of("value"));
        return value.flag("value");
    }

    private void unsubscribe(Params params, Answer<byte[]> answer) throws BadParams {
        ChannelName channel = params.channel();
        order(new Order.Unsubscribe(params.user(), client(params), channel, Unsubscribe.SERVER), answer);
    }

    // ---- sessions

    private void disconnect(Params params, Answer<byte[]> answer) throws BadParams {
        Disconnect why = why(params.object("disconnect"));
        Set<String> spared = new HashSet<>(params.texts("whitelist", Publishing.MOST_TARGETS));
        order(new Order.Disconnect(params.user(), client(params), spared, why), answer);
    }

    private static Disconnect why(@Nullable Params given) throws BadParams {
        if (given == null) {
            return Disconnect.FORCE_NO_RECONNECT;
        }
        given.onlyKnown(Set.of("code", "reason", RECONNECT));
        given.flag(RECONNECT);
        String reason = given.text("reason");
        if (reason.getBytes(StandardCharsets.UTF_8).length > MOST_REASON_BYTES) {
            throw new BadParams("`disconnect.reason` has at most " + MOST_REASON_BYTES + " bytes");
        }
        return new Disconnect((int) given.whole("code", Disconnect.FORCE_NO_RECONNECT.code(), 3000, 4999), reason);
    }

    private void refresh(Params params, Answer<byte[]> answer) throws BadParams {
        boolean expired = params.flag("expired");
        long expiresAt = time(params, "expire_at", FOR_EVER);
        Payload info = params.json("info");
        order(
                expired
                        ? new Order.Disconnect(params.user(), client(params), Set.of(), Disconnect.EXPIRED)
                        : new Order.Refresh(params.user(), client(params), expiresAt, info),
                answer);
    }

    private void connections(Params params, Answer<byte[]> answer) throws BadParams {
        UserId user = params.has("user") ? params.user() : null;
        int limit = (int) params.whole("limit", 100, 1, 1000);
        census.connections(user, params.text("after"), limit, new Answer<>() {
            @Override
            public void succeeded(Paged<Connection> page) {
                answer.succeeded(written(page.entries(), page.total()));
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        });
    }

    private static byte[] written(List<Connection> connections, long total) {
        return Json.object(json -> {
            json.writeNumberProperty("total", total);
            json.writeName("connections");
            json.writeStartArray();
            for (Connection connection : connections) {
                json.writeStartObject();
                json.writeStringProperty("user", connection.user().value());
                json.writeStringProperty("client", connection.client());
                json.writeStringProperty("address", connection.address());
                json.writeNumberProperty("since", connection.sinceMillis());
                json.writeStringProperty("name", connection.name());
                json.writeStringProperty("version", connection.version());
                json.writeName("channels");
                json.writeStartArray();
                connection.channels().forEach(channel -> json.writeString(channel.value()));
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private void userStatus(Params params, Answer<byte[]> answer) throws BadParams {
        List<UserId> asked = new ArrayList<>();
        for (String id : params.texts("users", Publishing.MOST_TARGETS)) {
            asked.add(params.user("users", id));
        }
        if (params.has("user")) {
            asked.add(params.user());
        }
        if (asked.isEmpty()) {
            throw new BadParams("name at least one user in `users`");
        }
        census.sessions(asked, new Answer<>() {
            @Override
            public void succeeded(List<Integer> sessions) {
                statuses(asked, sessions, answer);
            }

            @Override
            public void failed(HubError error) {
                answer.failed(error);
            }
        });
    }

    private void statuses(List<UserId> asked, List<Integer> sessions, Answer<byte[]> answer) {
        Gather gather = new Gather(asked.size(), outcomes -> {
            for (Gather.Outcome outcome : outcomes) {
                HubError error = outcome.error();
                if (error != null) {
                    answer.failed(error);
                    return;
                }
            }
            answer.succeeded(Json.object(json -> {
                json.writeName("statuses");
                json.writeStartArray();
                for (Gather.Outcome outcome : outcomes) {
                    byte[] status = outcome.result();
                    if (status != null) {
                        json.writeRawValue(new String(status, StandardCharsets.UTF_8));
                    }
                }
                json.writeEndArray();
            }));
        });
        for (int i = 0; i < asked.size(); i++) {
            status(asked.get(i), sessions.get(i), gather.at(i));
        }
    }

    private void status(UserId user, int sessions, Answer<byte[]> answer) {
        users.status(
                user,
                done(
                        answer,
                        status -> Json.object(json -> {
                            json.writeStringProperty("user", user.value());
                            json.writeBooleanProperty("online", status.online());
                            json.writeNumberProperty("sessions", sessions);
                            json.writeNumberProperty("last_seen", status.lastSeenSeconds());
                        })));
    }

    // ---- who has to go

    // who it concerns is disconnected by whoever hears of it, on each node

    private void block(Params params, Answer<byte[]> answer) throws BadParams {
        revocations.block(params.user().value(), time(params, "expire_at", FOR_EVER), empty(answer));
    }

    private void unblock(Params params, Answer<byte[]> answer) throws BadParams {
        revocations.unblock(params.user().value(), empty(answer));
    }

    private void revoke(Params params, Answer<byte[]> answer) throws BadParams {
        String id = params.text("uid");
        if (id.isEmpty() || id.length() > MOST_TOKEN_ID) {
            throw new BadParams(
                    "`uid` must be a token's id (its claim jti), of at most " + MOST_TOKEN_ID + " characters");
        }
        revocations.revoke(id, time(params, "expire_at", FOR_EVER), empty(answer));
    }

    private void invalidate(Params params, Answer<byte[]> answer) throws BadParams {
        UserId user = params.user();
        long before = time(params, "issued_before", hub.clock().millis() / 1000);
        revocations.invalidate(user.value(), before, time(params, "expire_at", FOR_EVER), empty(answer));
    }

    private static Store.Done<Boolean> empty(Answer<byte[]> answer) {
        return done(answer, _ -> Json.EMPTY);
    }

    private static <T> Store.Done<T> done(Answer<byte[]> answer, Function<T, byte[]> written) {
        return new Store.Done<>() {
            @Override
            public void done(T value) {
                answer.succeeded(written.apply(value));
            }

            @Override
            public void failed(IOException why) {
                answer.failed(HubError.STORAGE.saying(HubError.STORAGE.message() + ": " + why.getMessage()));
            }
        };
    }
}
