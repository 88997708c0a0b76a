package dev.parley.events;

import dev.parley.hub.UserId;
import dev.parley.redis.Bucket;
import dev.parley.redis.Problem;
import dev.parley.redis.Redis;
import dev.parley.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The users of all nodes, in the Redis that they share: see [SharedNames].
final class SharedUsers implements UserBook {

    private final Redis redis;
    private final InstantSource clock;
    private final SharedNames names;

    SharedUsers(Redis redis, UsersOptions options, @Nullable SharedOutbox outbox, Timers timers, InstantSource clock) {
        this.redis = redis;
        this.clock = clock;
        names = new SharedNames(redis, SharedNames.Kind.USERS, options.grace(), options.kept(), outbox, timers, clock);
    }

    /// @param here writes through this
    void start(Attendance here) {
        names.start(here);
    }

    @Override
    public void write(String user, boolean online, long sinceMillis, Store.Done<Boolean> done) {
        names.write(user, online, sinceMillis, done);
    }

    /// Who is here is online; of others Redis knows.
    @Override
    public void status(UserId user, Attendance.@Nullable Seen here, Store.Done<UserStatus> done) {
        if (here != null && here.there()) {
            done.done(new UserStatus(true, here.lastMillis() / 1_000));
            return;
        }
        Bucket bucket = redis.bucket("u:" + user);
        byte[] key = SharedNames.Kind.USERS.name(bucket, user.value());
        redis.run(bucket, each -> each.hgetall(key), (reply, problem) -> {
            if (problem != null) {
                done.failed(new IOException(Problem.of(problem).message(), problem));
            } else {
                done.done(status(reply instanceof Map<?, ?> found ? found : Map.of(), here));
            }
        });
    }

    private UserStatus status(Map<?, ?> found, Attendance.@Nullable Seen here) {
        Map<String, String> fields = new HashMap<>();
        found.forEach((field, value) -> fields.put(text(field), text(value)));
        boolean elsewhere = fields.entrySet().stream()
                .anyMatch(each -> each.getKey().startsWith("@")
                        && !each.getKey().equals("@" + redis.node())
                        && each.getValue().equals("1"));
        long last = Math.max(Long.parseLong(fields.getOrDefault("seen", "0")), here == null ? 0 : here.lastMillis());
        boolean online = fields.containsKey("on") || (here != null && here.present());
        return new UserStatus(online, (elsewhere ? clock.millis() : last) / 1_000);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void stop() {
        names.stop();
    }
}
