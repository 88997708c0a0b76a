package dev.parley.net;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How one listener accepts.
///
/// @param tls the certificate and key to serve, or null for the clear
/// @param trustedProxies networks in CIDR notation whose `X-Forwarded-*` and `Forwarded` fields are believed
///     (HTTP only); `unix` trusts whoever connects over a Unix domain socket
/// @param backlog connections that the kernel may keep waiting to be accepted
public record ListenOptions(@Nullable TlsFiles tls, List<String> trustedProxies, int backlog) {

    public static final ListenOptions DEFAULT = new ListenOptions(null, List.of(), 4096);

    /// PEM files: a certificate chain and its unencrypted PKCS#8 key. Both are read again when they change; a pair
    /// that does not fit is refused with a line in the log, and the old one stays.
    public record TlsFiles(Path certificate, Path key) {}

    public ListenOptions {
        trustedProxies = List.copyOf(trustedProxies);
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog must be at least 1, got " + backlog);
        }
    }

    public ListenOptions withTls(@Nullable TlsFiles tls) {
        return new ListenOptions(tls, trustedProxies, backlog);
    }

    public ListenOptions withTrustedProxies(List<String> trustedProxies) {
        return new ListenOptions(tls, trustedProxies, backlog);
    }
}
