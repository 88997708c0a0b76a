package dev.parley.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A Redis that takes clients over TLS only if they show a certificate, and knows one user beside its owner.
public final class SecuredRedis implements AutoCloseable {

    private final RedisServer server;
    private final Certificates certificates;
    private final int port;

    private SecuredRedis(RedisServer server, Certificates certificates, int port) {
        this.server = server;
        this.certificates = certificates;
        this.port = port;
    }

    /// @param user a line of an ACL file
    public static SecuredRedis start(Path folder, String user) throws IOException {
        Certificates certificates = Certificates.make(folder.resolve("certificates"));
        Path users = Files.writeString(folder.resolve("users.acl"), "user default off\n" + user + "\n");
        int port = RedisServer.freePort();
        List<String> options = new ArrayList<>(certificates.server(port));
        options.addAll(List.of("--aclfile", users.toString(), "--save", "", "--appendonly", "no"));
        RedisServer server = RedisServer.start(folder.resolve("data"), options.toArray(String[]::new));
        return new SecuredRedis(server, certificates, port);
    }

    public String address() {
        return "rediss://127.0.0.1:" + port;
    }

    public Certificates certificates() {
        return certificates;
    }

    @Override
    public void close() {
        server.close();
    }
}
