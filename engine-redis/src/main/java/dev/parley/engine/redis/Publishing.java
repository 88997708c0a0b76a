package dev.parley.engine.redis;

import static dev.parley.redis.Script.bytes;

import dev.parley.hub.Answer;
import dev.parley.hub.Draft;
import dev.parley.hub.EngineChannel.Listener;
import dev.parley.hub.EngineChannel.Outcome;
import dev.parley.hub.Extra;
import dev.parley.hub.HubError;
import dev.parley.hub.Namespace;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import dev.parley.hub.Retention;
import dev.parley.redis.Events;
import dev.parley.redis.Head;
import dev.parley.redis.Lane;
import dev.parley.redis.Problem;
import dev.parley.redis.Redis;
import dev.parley.redis.Reply;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Publishes on a channel: one script each. On its lane only.
final class Publishing {

    /// How long idempotency keys live at least.
    static final Duration LEAST = Duration.ofMinutes(5);

    private final RedisEngine engine;
    private final Redis redis;
    private final RedisChannel channel;
    private final Retention retention;
    private final Lane lane;
    private final Keys keys;
    private final Listener listener;
    private final Hearing hearing;
    private final boolean told;
    private int underWay;

    Publishing(
            RedisEngine engine,
            RedisChannel channel,
            Namespace namespace,
            Lane lane,
            Listener listener,
            Hearing hearing) {
        this.engine = engine;
        this.redis = engine.redis();
        this.channel = channel;
        this.retention = namespace.retention();
        this.lane = lane;
        this.keys = channel.keys();
        this.listener = listener;
        this.hearing = hearing;
        told = engine.events().publications().test(namespace);
    }

    boolean isIdle() {
        return underWay == 0;
    }

    void publish(Draft draft, Answer<Outcome> answer) {
        boolean kept = retention.keeps() && !draft.skipHistory();
        if (draft.version() > 0 && !kept) {
            answer.failed(HubError.NO_VERSIONS);
            return;
        }
        String key = draft.idempotencyKey();
        Place seen = hearing.seen();
        Duration meta = retention.metaAge();
        byte[] head = Head.of(draft.payload(), draft.delta(), Extra.encode(draft.publisher(), draft.tags()));
        byte[][] args = withEvent(!kept, new byte[][] {
            keys.ears(),
            bytes(engine.clock().millis()),
            head,
            draft.payload().toByteArray(),
            bytes(engine.newEpoch()),
            bytes(seen.epoch()),
            bytes(seen.offset()),
            bytes(kept ? "keep" : retention.keeps() ? "pass" : "bare"),
            bytes(retention.unlimited() ? 0 : retention.size()),
            RedisChannel.age(retention),
            bytes(meta == null ? 0 : meta.toMillis()),
            bytes(key == null ? "" : digest(draft.payload())),
            keys.keys(),
            bytes(key == null ? "" : key),
            bytes(draft.version() == 0 ? "" : String.format("%019d", draft.version())),
            bytes(draft.versionEpoch()),
            bytes(redis.node()),
            bytes(LEAST.toMillis()),
            redis.publishCommand(),
            bytes(seen.time())
        });
        underWay++;
        lane.run(keys.bucket(), Scripts.PUBLISH, touched(key), args, (reply, problem) -> {
            underWay--;
            if (problem != null) {
                answer.failed(Problem.of(problem));
            } else {
                published(draft, Reply.of(reply), answer);
            }
        });
    }

    /// The keys of a publish. Those that it does not need are named by what it does: while a Cluster moves a slot, it refuses
    /// what asks for a key that is not there.
    private byte[][] touched(@Nullable String key) {
        byte[] meta = keys.meta();
        byte[] log = retention.keeps() ? keys.log() : meta;
        byte[] used = key == null ? meta : keys.key(key);
        return told ? new byte[][] {meta, log, used, Events.stream(keys.bucket())} : new byte[][] {meta, log, used};
    }

    /// With what the script needs to write an event down too, where the backend is told.
    ///
    /// @param needsId whether the event has no id by its place
    private byte[][] withEvent(boolean needsId, byte[][] args) {
        if (!told) {
            return args;
        }
        byte[][] all = Arrays.copyOf(args, args.length + 4);
        all[args.length] = bytes(engine.events().limit());
        all[args.length + 1] = Events.word(keys.bucket());
        all[args.length + 2] = bytes("c:" + channel.name());
        all[args.length + 3] = bytes(needsId ? UUID.randomUUID().toString() : "");
        return all;
    }

    private static String digest(Payload payload) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update((byte) payload.kind().ordinal());
            sha.update(payload.bytes());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sha.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void published(Draft draft, Reply reply, Answer<Outcome> answer) {
        Position position = new Position(reply.text(2), reply.whole(1));
        switch (reply.text(0)) {
            case "reused" -> answer.failed(HubError.KEY_REUSED);
            case "repeated" ->
                hearing.whenTold(
                        position, () -> answer.succeeded(new Outcome(position.offset() == 0 ? null : position, true)));
            case "full" ->
                answer.failed(HubError.STORAGE.saying(
                        HubError.STORAGE.message() + ": too many events wait for the backend (events.capacity)"));
            case "outdated" -> hearing.whenTold(position, () -> answer.succeeded(Outcome.outdated(position)));
            case "published" -> {
                Publication publication = new Publication(
                        position.offset(),
                        reply.whole(3),
                        draft.payload(),
                        draft.publisher(),
                        draft.tags(),
                        draft.delta());
                if (position.offset() == 0) {
                    hearing.passing(() -> {
                        listener.onPublication(publication);
                        answer.succeeded(new Outcome(null, false));
                    });
                } else {
                    hearing.saw(new Place(position.epoch(), position.offset(), publication.timeMillis()));
                    hearing.arrive(position.epoch(), publication, reply.whole(4));
                    hearing.whenTold(position, () -> answer.succeeded(new Outcome(position, false)));
                }
            }
            default -> answer.failed(HubError.INTERNAL);
        }
    }
}
