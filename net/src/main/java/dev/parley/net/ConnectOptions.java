package dev.parley.net;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How to call out.
///
/// @param tls null for the clear
/// @param timeoutMillis for connecting, and as long again for a TLS handshake and an HTTP answer together
public record ConnectOptions(@Nullable Tls tls, int timeoutMillis) {

    public static final ConnectOptions DEFAULT = new ConnectOptions(null, 10_000);

    /// @param serverName the name that the certificate must be for, sent as SNI
    /// @param trust a PEM file of certificates to trust instead of the JDK's; null for the JDK's
    public record Tls(String serverName, @Nullable Path trust) {}

    public ConnectOptions {
        if (timeoutMillis < 1) {
            throw new IllegalArgumentException("timeoutMillis must be at least 1, got " + timeoutMillis);
        }
    }
}
