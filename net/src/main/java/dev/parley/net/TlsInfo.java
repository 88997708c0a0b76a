package dev.parley.net;

import org.jspecify.annotations.Nullable;

/// What a TLS handshake agreed on.
///
/// @param protocol such as `TLSv1.3`
/// @param cipherSuite such as `TLS_AES_128_GCM_SHA256`
/// @param serverName the name the client asked for (SNI), if any
public record TlsInfo(
        String protocol, String cipherSuite, @Nullable String serverName) {}
