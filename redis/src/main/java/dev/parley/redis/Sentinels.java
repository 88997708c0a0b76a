package dev.parley.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/// Those who know which of several Redis takes writes. One thread.
final class Sentinels implements Shard.Place {

    private final RedisClient client;
    private final List<RedisURI> sentinels;
    private final String master;
    private final RedisURI like;
    private final RedisOptions options;

    /// @param like how the master is reached, at whatever address
    Sentinels(RedisClient client, List<RedisURI> sentinels, String master, RedisURI like, RedisOptions options) {
        this.client = client;
        this.sentinels = sentinels;
        this.master = master;
        this.like = like;
        this.options = options;
    }

    @Override
    public RedisURI now() throws IOException {
        String why = "";
        for (RedisURI sentinel : sentinels) {
            try (StatefulRedisSentinelConnection<String, String> connection = client.connectSentinel(sentinel)) {
                if (Shard.await(
                                connection.async().getMasterAddrByName(master),
                                options.patience().toMillis())
                        instanceof InetSocketAddress found) {
                    return Addresses.at(like, found.getHostString(), found.getPort());
                }
                why = Addresses.shown(sentinel)
                        + ": it knows no master of that name (engine.redis.sentinel_master_name)";
            } catch (RedisException | Unanswered failed) {
                String reason = Refused.reason(failed, options);
                why = Addresses.shown(sentinel) + ": "
                        + (reason.startsWith("ERR unknown command") ? "it is no sentinel" : reason);
            }
        }
        throw new IOException("no sentinel says where it is: " + why);
    }

    @Override
    public String toString() {
        return "master " + master;
    }
}
