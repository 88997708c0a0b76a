package dev.parley.redis;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How a node proves who it is, where an address does not say it.
///
/// @param user null for Redis' default user
/// @param password null for none
/// @param database 0 in a Cluster
/// @param tls null for none, unless the address begins with `rediss`
public record Access(
        @Nullable String user,
        @Nullable String password,
        int database,
        @Nullable Tls tls) {

    public static final Access OPEN = new Access(null, null, 0, null);

    /// Files are PEM.
    ///
    /// @param authority whom to trust; null for whom Java trusts
    /// @param certificate what this node shows; null for none
    /// @param key of the certificate, not encrypted
    /// @param unverified whether anybody is trusted: for trying out
    public record Tls(
            @Nullable Path authority,
            @Nullable Path certificate,
            @Nullable Path key,
            boolean unverified) {

        public static final Tls DEFAULT = new Tls(null, null, null, false);
    }

    /// Without the password.
    @Override
    public String toString() {
        return "access of " + (user == null ? "the default user" : user);
    }
}
