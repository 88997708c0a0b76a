package dev.parley.net.netty;

import dev.parley.net.Address;
import dev.parley.net.ConnectOptions;
import dev.parley.net.NetworkException;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/// TLS for calls: the certificate must be trusted and be for the host that is called.
final class ClientTls {

    /// By trust file; the empty path stands for the JDK's own trust.
    private static final ConcurrentHashMap<Path, SslContext> CONTEXTS = new ConcurrentHashMap<>();

    private ClientTls() {}

    static SslHandler handler(ConnectOptions.Tls tls, Address address, ByteBufAllocator allocator)
            throws NetworkException {
        int port = address instanceof Address.Tcp tcp ? tcp.port() : -1;
        SslHandler handler = context(tls).newHandler(allocator, tls.serverName(), port);
        SSLEngine engine = handler.engine();
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return handler;
    }

    private static SslContext context(ConnectOptions.Tls tls) throws NetworkException {
        Path trust = tls.trust();
        if (trust != null) {
            return load(trust);
        }
        Path jdk = Path.of("");
        SslContext known = CONTEXTS.get(jdk);
        if (known == null) {
            known = load(null);
            CONTEXTS.put(jdk, known);
        }
        return known;
    }

    private static SslContext load(@org.jspecify.annotations.Nullable Path trust) throws NetworkException {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .sslProvider(TlsProvider.CHOSEN)
                    .protocols(TlsProvider.VERSIONS);
            if (trust != null) {
                builder.trustManager(trust.toFile());
            }
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new NetworkException(
                    "The certificates to trust in " + trust + " can't be read (" + e.getMessage()
                            + "); give a PEM file of certificates.",
                    e);
        }
    }
}
