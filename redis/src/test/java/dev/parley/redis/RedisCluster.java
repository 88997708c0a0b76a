package dev.parley.redis;

import io.lettuce.core.MigrateArgs;
import io.lettuce.core.Range;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// A Redis Cluster: masters that share the slots evenly, and as many replicas of the first ones as are wanted.
public final class RedisCluster implements AutoCloseable {

    private final List<RedisServer> servers = new ArrayList<>();
    private final int masters;

    private RedisCluster(int masters) {
        this.masters = masters;
    }

    public static RedisCluster start(Path folder, int masters, int replicas) throws IOException {
        RedisCluster all = new RedisCluster(masters);
        try {
            all.begin(folder, replicas);
        } catch (IOException | RuntimeException failed) {
            all.close();
            throw failed;
        }
        return all;
    }

    private void begin(Path folder, int replicas) throws IOException {
        for (int i = 0; i < masters + replicas; i++) {
            servers.add(RedisServer.start(
                    folder.resolve("n" + i),
                    "--cluster-enabled",
                    "yes",
                    "--cluster-port",
                    Integer.toString(RedisServer.freePort()),
                    "--cluster-node-timeout",
                    "4000",
                    "--cluster-replica-validity-factor",
                    "0",
                    "--repl-diskless-sync-delay",
                    "0",
                    "--save",
                    "",
                    "--appendonly",
                    "no"));
        }
        for (int i = 0; i < servers.size(); i++) {
            int number = i;
            RedisServer.redis(servers.get(i), redis -> {
                redis.clusterSetConfigEpoch(number + 1L);
                if (number < masters) {
                    int from = SlotHash.SLOT_COUNT * number / masters;
                    int to = SlotHash.SLOT_COUNT * (number + 1) / masters - 1;
                    redis.clusterAddSlotsRange(Range.create(from, to));
                }
            });
        }
        for (RedisServer other : servers.subList(1, servers.size())) {
            RedisServer.redis(
                    other,
                    redis -> redis.dispatch(
                            CommandType.CLUSTER,
                            new StatusOutput<>(StringCodec.UTF8),
                            new CommandArgs<>(StringCodec.UTF8)
                                    .add("MEET")
                                    .add("127.0.0.1")
                                    .add(servers.getFirst().port())
                                    .add(Integer.parseInt(servers.getFirst().option("--cluster-port")))));
        }
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> servers.stream().allMatch(this::knowsAll));
        for (int i = masters; i < servers.size(); i++) {
            String master = id(servers.get(i - masters));
            RedisServer.redis(servers.get(i), redis -> redis.clusterReplicate(master));
        }
        awaitWhole();
    }

    private boolean knowsAll(RedisServer server) {
        return server.ask(redis -> redis.clusterNodes().lines().count() == servers.size()
                && !redis.clusterNodes().contains("handshake"));
    }

    /// Until all that run agree that all slots are carried, and replicas follow their masters.
    public void awaitWhole() {
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> servers.stream()
                        .filter(RedisServer::isRunning)
                        .allMatch(each -> each.ask(redis -> redis.clusterInfo().contains("cluster_state:ok")
                                && !redis.info("replication").contains("master_link_status:down"))));
    }

    private static String id(RedisServer server) {
        return server.ask(redis -> redis.clusterMyId());
    }

    /// Of all.
    public List<String> addresses() {
        return servers.stream().map(RedisServer::address).toList();
    }

    /// Lets somebody in besides, at each of them.
    public void let(String rule) {
        servers.forEach(each -> each.let(rule));
    }

    /// Number n of the masters that there were at first.
    public RedisServer master(int number) {
        return servers.get(number);
    }

    /// Its replica, if it has one.
    public RedisServer replicaOf(int number) {
        return servers.get(masters + number);
    }

    /// Who carries a slot.
    public RedisServer owner(int slot) {
        return servers.stream()
                .filter(each -> each.isRunning()
                        && each.ask(redis -> redis.clusterNodes()
                                .lines()
                                .filter(line -> line.contains("myself") && line.contains("master"))
                                .anyMatch(line -> carries(line, slot))))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody carries slot " + slot));
    }

    private static boolean carries(String line, int slot) {
        String[] words = line.split(" ");
        for (int i = 8; i < words.length; i++) {
            if (!words[i].startsWith("[")) {
                String[] ends = words[i].split("-");
                if (Integer.parseInt(ends[0]) <= slot && slot <= Integer.parseInt(ends[ends.length - 1])) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Hands a slot over, as `redis-cli --cluster reshard` does.
    ///
    /// @param halfway runs when its keys are there, and it still belongs to who gives it away
    public void move(int slot, RedisServer to, Runnable halfway) {
        RedisServer from = owner(slot);
        String giver = id(from);
        String taker = id(to);
        RedisServer.redis(to, redis -> redis.clusterSetSlotImporting(slot, giver));
        RedisServer.redis(from, redis -> redis.clusterSetSlotMigrating(slot, taker));
        RedisServer.redis(from, redis -> {
            List<String> keys = redis.clusterGetKeysInSlot(slot, 1_000);
            if (!keys.isEmpty()) {
                redis.migrate("127.0.0.1", to.port(), 0, 5_000, MigrateArgs.Builder.keys(keys));
            }
        });
        halfway.run();
        RedisServer.redis(to, redis -> redis.clusterSetSlotNode(slot, taker));
        RedisServer.redis(from, redis -> redis.clusterSetSlotNode(slot, taker));
    }

    @Override
    public void close() {
        servers.forEach(RedisServer::close);
    }
}
