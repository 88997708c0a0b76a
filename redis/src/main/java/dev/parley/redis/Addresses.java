package dev.parley.redis;

import dev.parley.redis.Access.Tls;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What connections are made with.
final class Addresses {

    private Addresses() {}

    /// @throws IOException when the address can't be read, with one sentence that says what to do
    static RedisURI of(String text, RedisOptions options) throws IOException {
        RedisURI address = read(text);
        apply(options.access(), address, text.contains("@"));
        address.setTimeout(options.patience());
        address.setClientName(options.node()); // so that CLIENT LIST says whose connection it is
        return address;
    }

    /// Of one who knows who the master is.
    static RedisURI ofSentinel(String text, Topology.Sentinel sentinels, RedisOptions options) throws IOException {
        RedisURI address = read(text);
        apply(sentinels.access(), address, text.contains("@"));
        address.setTimeout(options.patience());
        return address;
    }

    /// How the master is reached, at whatever address.
    static RedisURI ofMaster(RedisOptions options) {
        RedisURI address = new RedisURI("localhost", 6379, options.patience());
        apply(options.access(), address, false);
        address.setClientName(options.node());
        return address;
    }

    /// The same at another address.
    static RedisURI at(RedisURI like, String host, int port) {
        RedisURI made = RedisURI.builder(like).build();
        made.setHost(host);
        made.setPort(port);
        return made;
    }

    private static RedisURI read(String text) throws IOException {
        try {
            return RedisURI.create(text.contains("://") ? text : "redis://" + text);
        } catch (IllegalArgumentException wrong) {
            throw new IOException("the address of Redis can't be read: write redis://HOST:PORT", wrong);
        }
    }

    /// @param named whether the address says itself who comes
    private static void apply(Access access, RedisURI address, boolean named) {
        String password = access.password();
        if (!named && password != null) {
            if (access.user() == null) {
                address.setAuthentication(password);
            } else {
                address.setAuthentication(access.user(), password);
            }
        }
        if (address.getDatabase() == 0) {
            address.setDatabase(access.database());
        }
        Tls tls = access.tls();
        if (tls != null) {
            address.setSsl(true);
            address.setVerifyPeer(!tls.unverified());
        }
    }

    /// What is asked is never asked twice, and nothing waits for a connection that is lost.
    static ClientOptions client(RedisOptions options) throws IOException {
        ClientOptions.Builder builder = ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(options.connectTimeout())
                        .build());
        Tls tls = options.access().tls();
        if (tls != null) {
            builder.sslOptions(ssl(tls));
        }
        return builder.build();
    }

    private static SslOptions ssl(Tls tls) throws IOException {
        SslOptions.Builder builder = SslOptions.builder().jdkSslProvider();
        Path authority = readable(tls.authority());
        Path certificate = readable(tls.certificate());
        Path key = readable(tls.key());
        if (authority != null) {
            builder.trustManager(authority.toFile());
        }
        if (certificate != null && key != null) {
            builder.keyManager(certificate.toFile(), key.toFile(), new char[0]);
        }
        return builder.build();
    }

    private static @Nullable Path readable(@Nullable Path file) throws IOException {
        if (file != null && !Files.isReadable(file)) {
            throw new IOException("can't read " + file + ", which the connection to Redis needs");
        }
        return file;
    }

    /// Without a password.
    static String shown(RedisURI address) {
        return address.getHost() + ":" + address.getPort();
    }
}
