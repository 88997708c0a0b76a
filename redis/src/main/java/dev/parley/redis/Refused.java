package dev.parley.redis;

import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/// Says why a Redis can't be used, so that its owner knows what to do.
final class Refused {

    private Refused() {}

    static String reason(Throwable failed, RedisOptions options) {
        Throwable root = failed;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String said = String.valueOf(root.getMessage());
        return switch (root) {
            case TimeoutException _ ->
                "it has not answered for " + options.patience().toMillis() + " ms (engine.redis.io_timeout)";
            case ConnectException _ -> "nobody answers there; is it running, and may this machine reach it?";
            case SSLException _ ->
                "no TLS connection can be made (" + said + "): see engine.redis.tls, and whether Redis wants TLS there";
            default -> said(said);
        };
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
        return said;
    }
}
