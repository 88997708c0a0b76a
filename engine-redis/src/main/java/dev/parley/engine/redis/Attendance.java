package dev.parley.engine.redis;

import static dev.parley.redis.Script.bytes;

import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Loop;
import dev.parley.redis.Bucket;
import dev.parley.redis.Lane;
import dev.parley.redis.Redis;
import dev.parley.redis.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who of this node is on the channels of one bucket that are at home on one loop, and that Redis knows it. On that loop only.
///
/// Each change is one script, which also counts the changes: it counts on only from the number that stands there. So when
/// one did not arrive, or Redis has forgotten some, the count stands still, and the next check finds that. Then what Redis
/// has is read, and the differences are made good: who is missing comes again, and who should not be there leaves.
final class Attendance {

    /// Leaves that are remembered until Redis has heard of them.
    private static final int UNHEARD = 10_000;

    private static final byte[] NOBODY = {};

    private final Redis redis;
    private final Bucket bucket;
    private final Lane lane;
    private final String loop;
    private final byte[] at;
    private final byte[] count;
    private final byte[] tombstone;
    private final Map<ChannelName, Map<String, ClientInfo>> present = new HashMap<>();

    /// Who has left when Redis did not hear of it, and whether the others are to be told, by channel and client.
    private final Map<ChannelName, Map<String, Boolean>> unheard = new HashMap<>();

    private int unheardSize;
    private long changes;
    private boolean mending;

    /// The last burial of this node, while it was alive, that was made good.
    private String burial = "";

    /// Whether a change has failed since the differences were read.
    private boolean failed;

    Attendance(Redis redis, Bucket bucket, Loop home) {
        this.redis = redis;
        this.bucket = bucket;
        this.lane = redis.lane(home);
        loop = Integer.toString(home.index());
        at = Keys.at(bucket, redis.node());
        count = bytes("#" + loop);
        tombstone = Keys.burial(bucket, redis.node());
    }

    // ---- changes

    void enter(RedisChannel channel, ClientInfo info) {
        present.computeIfAbsent(channel.name(), _ -> new LinkedHashMap<>(2)).put(info.client(), info);
        Map<String, Boolean> left = unheard.get(channel.name());
        if (left != null && left.remove(info.client()) != null) {
            unheardSize--;
        }
        write(channel.name(), channel.keys(), info.client(), Message.joined(redis.node(), info), false, NOBODY);
    }

    /// @param told whether the others are told that somebody has left
    void leave(RedisChannel channel, ClientInfo info, boolean told) {
        Map<String, ClientInfo> there = present.get(channel.name());
        if (there != null) {
            there.remove(info.client());
            if (there.isEmpty()) {
                present.remove(channel.name());
            }
        }
        write(channel.name(), channel.keys(), info.client(), NOBODY, told, Message.left(redis.node(), info));
    }

    /// @param who as what it is said; nobody when it leaves
    /// @param told whether the others are told by the same step, if it changes something
    /// @param farewell what they are told though Redis has forgotten who leaves
    private void write(ChannelName name, Keys keys, String client, byte[] who, boolean told, byte[] farewell) {
        changes++;
        byte[][] args = {
            count,
            bytes(changes - 1),
            bytes(changes),
            Keys.occupied(name),
            bytes(present.containsKey(name) ? loop : ""),
            bytes(client),
            who,
            told ? keys.ears() : NOBODY,
            Message.beginning("j", redis.node()),
            Message.beginning("l", redis.node()),
            redis.publishCommand(),
            farewell,
            bytes(burial)
        };
        lane.run(bucket, Scripts.PRESENT, new byte[][] {keys.present(), at, tombstone}, args, (_, problem) -> {
            if (problem != null) {
                failed = true;
                if (who.length == 0) {
                    remember(name, client, told);
                }
            }
        });
    }

    private void remember(ChannelName name, String client, boolean told) {
        if (unheardSize < UNHEARD
                && unheard.computeIfAbsent(name, _ -> new HashMap<>(2)).put(client, told) == null) {
            unheardSize++;
        }
    }

    Map<String, ClientInfo> on(ChannelName name) {
        return present.getOrDefault(name, Map.of());
    }

    // ---- whether Redis knows

    /// Looks whether Redis has heard of all changes.
    void check() {
        if (changes == 0 || mending) {
            return;
        }
        long expected = changes;
        lane.run(bucket, each -> each.hget(at, count), (reply, problem) -> {
            if (problem == null
                    && !(reply instanceof byte[] known && text(known).equals(Long.toString(expected)))) {
                mend();
            }
        });
    }

    /// Reads what Redis has, and makes good what is different.
    private void mend() {
        if (mending) {
            return;
        }
        mending = true;
        failed = false;
        lane.run(bucket, each -> each.get(tombstone), (reply, problem) -> {
            if (problem != null) {
                mending = false;
                return;
            }
            String last = reply instanceof byte[] known ? text(known) : burial;
            mend(last);
        });
    }

    private void mend(String lastBurial) {
        lane.run(bucket, each -> each.hgetall(at), (reply, problem) -> {
            if (problem != null || !(reply instanceof Map<?, ?> found)) {
                mending = false;
                return;
            }
            Set<ChannelName> all = new HashSet<>(present.keySet());
            all.addAll(unheard.keySet());
            found.forEach((field, whose) -> {
                ChannelName name = Keys.occupied((byte[]) field);
                if (name != null && text((byte[]) whose).equals(loop)) {
                    all.add(name);
                }
            });
            mend(new ArrayList<>(all), lastBurial);
        });
    }

    private void mend(List<ChannelName> channels, String lastBurial) {
        int[] left = {channels.size() + 1};
        Runnable done = () -> {
            if (--left[0] == 0) {
                mended(lastBurial);
            }
        };
        boolean buried = !lastBurial.equals(burial);
        byte[][] mine = {Message.beginning("j", redis.node())};
        for (ChannelName name : channels) {
            Keys keys = Keys.of(redis, name);
            lane.run(bucket, Scripts.MINE, new byte[][] {keys.present()}, mine, (reply, problem) -> {
                if (problem == null) {
                    mend(name, keys, Reply.of(reply), buried);
                } else {
                    failed = true;
                }
                done.run();
            });
        }
        done.run();
    }

    private void mend(ChannelName name, Keys keys, Reply known, boolean buried) {
        Map<String, ClientInfo> here = on(name);
        Set<String> missing = new HashSet<>(here.keySet());
        Map<String, Boolean> gone = unheard.remove(name);
        unheardSize -= gone == null ? 0 : gone.size();
        for (int i = 0; i < known.size(); i++) {
            String client = known.text(i);
            if (!missing.remove(client)) {
                write(name, keys, client, NOBODY, gone != null && gone.getOrDefault(client, false), NOBODY);
            }
        }
        for (String client : missing) {
            ClientInfo info = here.get(client);
            if (info != null) { // the others were told that it has left when the node was taken for gone
                write(name, keys, client, Message.joined(redis.node(), info), buried, NOBODY);
            }
        }
        byte[] field = Keys.occupied(name);
        lane.run(
                bucket,
                each -> here.isEmpty() ? each.hdel(at, field) : each.hset(at, field, bytes(loop)),
                (_, problem) -> failed |= problem != null);
    }

    /// All differences are on their way. On the same line behind them: that Redis knows.
    private void mended(String lastBurial) {
        if (failed) {
            mending = false; // the next check finds it
            return;
        }
        byte[] now = bytes(changes);
        lane.run(bucket, each -> each.hset(at, count, now), (_, problem) -> {
            mending = false;
            if (problem == null) {
                burial = lastBurial;
            }
        });
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
