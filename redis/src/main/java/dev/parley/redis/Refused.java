package dev.parley.redis;

import io.lettuce.core.RedisCommandTimeoutException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Says why a Redis can't be used, so that its owner knows what to do.
final class Refused {

    private Refused() {}

    static String reason(Throwable failed, RedisOptions options) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable each = failed; each != null && !causes.contains(each); each = each.getCause()) {
            causes.add(each);
        }
        for (Throwable each : causes) {
            String reason = known(each, options);
            if (reason != null) {
                return reason;
            }
        }
        return said(String.valueOf(causes.getLast().getMessage()));
    }

    private static @Nullable String known(Throwable failed, RedisOptions options) {
        return switch (failed) {
            case TimeoutException _ -> late(options);
            case RedisCommandTimeoutException _ -> late(options);
            case ConnectException _ -> "nobody answers there; is it running, and may this machine reach it?";
            case UnknownHostException _ -> "there is no host of that name";
            case SSLException _ ->
                "no TLS connection can be made (" + failed.getMessage()
                        + "): see engine.redis.tls, and whether Redis wants TLS there";
            case SocketException _ ->
                "it has closed the connection (" + failed.getMessage() + "); perhaps it wants TLS there: see"
                        + " engine.redis.tls";
            default -> null;
        };
    }

    private static String late(RedisOptions options) {
        return "it has not answered for " + options.patience().toMillis() + " ms (engine.redis.io_timeout)"
                + (options.access().tls() == null ? "" : "; does it speak TLS there?");
    }

    private static String said(String said) {
        if (said.startsWith("WRONGPASS") || said.startsWith("NOAUTH")) {
            return "it wants another user or password: set engine.redis.user and engine.redis.password";
        }
        if (said.startsWith("NOPERM")) {
            return "its user may not do that (" + said + "): docs/scale.md lists what it needs";
        }
        if (said.startsWith("ERR DB index") || said.startsWith("ERR invalid DB index")) {
            return "it has no database of that number: see engine.redis.db";
        }
        if (said.startsWith("ERR SELECT is not allowed")) {
            return "a Cluster has no databases: leave out engine.redis.db, and set engine.redis.prefix";
        }
        if (said.startsWith("ERR This instance has cluster support disabled")) {
            return "it is not part of a Cluster: name it with engine.redis.address";
        }
        return said;
    }
}
