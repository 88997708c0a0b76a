package dev.parley.auth.hook;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Credentials;
import dev.parley.hub.Draft;
import dev.parley.hub.Grant;
import dev.parley.hub.HubError;
import dev.parley.hub.Namespace;
import dev.parley.hub.Payload;
import dev.parley.hub.UserId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What results of backends grant. Pure.
final class Results {

    /// Channels that a backend may subscribe a session to.
    static final int MAX_CHANNELS = 1_000;

    private static final Payload EMPTY_OBJECT = Payload.json("{}");

    private Results() {}

    /// @param renewable whether a backend is asked when the session's time has come
    static Verdict<Grant.Session> connected(Fields result, boolean renewable) throws Lie {
        long expiresAt = result.seconds("expire_at");
        Map<ChannelName, Grant.Subscription> channels = new HashMap<>();
        for (ChannelName channel : result.channels("channels", MAX_CHANNELS)) {
            channels.put(channel, Grant.Subscription.PLAIN);
        }
        for (Map.Entry<ChannelName, Fields> sub :
                result.byChannel("subs", MAX_CHANNELS).entrySet()) {
            Fields of = sub.getValue();
            channels.put(
                    sub.getKey(),
                    new Grant.Subscription(
                            of.json("info", "b64info"), of.json("data", "b64data"), 0, overrides(of), false));
        }
        return new Verdict.Allowed<>(new Grant.Session(
                user(result),
                result.json("info", "b64info"),
                result.json("data", "b64data"),
                channels,
                expiresAt,
                new Credentials(result.jsonObject("meta"), "", 0, Map.of(), expiresAt > 0 && renewable)));
    }

    private static UserId user(Fields result) throws Lie {
        String user = result.string("user");
        if (user.length() > UserId.MAX_LENGTH) {
            throw result.wrong("user", "has more than " + UserId.MAX_LENGTH + " characters");
        }
        return new UserId(user);
    }

    /// @param user who the session is; a backend can't change that
    /// @param known what was known of it
    static Verdict<Grant.Session> refreshed(Fields result, UserId user, Credentials known, long now) throws Lie {
        Payload info = result.json("info", "b64info");
        long expiresAt = result.seconds("expire_at");
        if (hasExpired(result, expiresAt, now)) {
            return new Verdict.Refused<>(HubError.EXPIRED);
        }
        return new Verdict.Allowed<>(new Grant.Session(user, info, null, Map.of(), expiresAt, known));
    }

    /// @param asked what holds where the backend says nothing
    /// @param renewable whether a backend is asked when the subscription's time has come
    static Verdict<Grant.Subscription> subscribed(Fields result, Grant.Overrides asked, boolean renewable, long now)
            throws Lie {
        long expiresAt = result.seconds("expire_at");
        Grant.Subscription grant = new Grant.Subscription(
                result.json("info", "b64info"),
                result.json("data", "b64data"),
                expiresAt,
                over(overrides(result), asked),
                expiresAt > 0 && renewable);
        return isOver(expiresAt, now) ? new Verdict.Refused<>(HubError.EXPIRED) : new Verdict.Allowed<>(grant);
    }

    static Verdict<Grant.Subscription> subRefreshed(Fields result, long now) throws Lie {
        Payload info = result.json("info", "b64info");
        long expiresAt = result.seconds("expire_at");
        return hasExpired(result, expiresAt, now)
                ? new Verdict.Refused<>(HubError.EXPIRED)
                : new Verdict.Allowed<>(new Grant.Subscription(info, null, expiresAt, Grant.Overrides.NONE, true));
    }

    private static boolean hasExpired(Fields result, long expiresAt, long now) throws Lie {
        return Boolean.TRUE.equals(result.flag("expired")) || isOver(expiresAt, now);
    }

    private static boolean isOver(long expiresAt, long now) {
        return expiresAt > 0 && expiresAt <= now;
    }

    /// The draft with what the backend put in place of it.
    static Verdict<Draft> published(Fields result, Draft draft, Namespace namespace) throws Lie {
        Payload replaced = result.data(draft.payload().kind());
        if (replaced != null && namespace.dataFormat() != null && namespace.dataFormat() != replaced.kind()) {
            throw result.wrong("data", "is not what data_format of the namespace allows");
        }
        boolean skip = Boolean.TRUE.equals(result.flag("skip_history"));
        return new Verdict.Allowed<>(new Draft(
                replaced == null ? draft.payload() : replaced,
                draft.publisher(),
                draft.tags(),
                draft.idempotencyKey(),
                draft.skipHistory() || skip,
                draft.delta()));
    }

    /// @param sent what the method was called with
    static Verdict<Payload> called(Fields result, Payload sent) throws Lie {
        Payload data = result.data(sent.kind());
        return new Verdict.Allowed<>(data == null ? EMPTY_OBJECT : data);
    }

    private static Grant.Overrides overrides(Fields of) throws Lie {
        if (!of.has("override")) {
            return Grant.Overrides.NONE;
        }
        Fields override = of.object("override");
        return new Grant.Overrides(
                override.object("presence").flag("value"),
                override.object("join_leave").flag("value"),
                override.object("force_push_join_leave").flag("value"),
                override.object("force_positioning").flag("value"),
                override.object("force_recovery").flag("value"));
    }

    private static Grant.Overrides over(Grant.Overrides said, Grant.Overrides asked) {
        return new Grant.Overrides(
                said.presence(),
                said.joinLeave(),
                said.pushJoinLeave(),
                or(said.positioned(), asked.positioned()),
                or(said.recoverable(), asked.recoverable()));
    }

    private static @Nullable Boolean or(@Nullable Boolean said, @Nullable Boolean asked) {
        return said == null ? asked : said;
    }
}
