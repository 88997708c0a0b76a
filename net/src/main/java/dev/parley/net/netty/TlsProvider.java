package dev.parley.net.netty;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which implementation of TLS: BoringSSL when its native library is on the class path, else the JDK's.
final class TlsProvider {

    private static final Logger LOG = LoggerFactory.getLogger(TlsProvider.class);

    static final SslProvider CHOSEN = choose();
    static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private TlsProvider() {}

    private static SslProvider choose() {
        boolean openSsl;
        try {
            openSsl = OpenSsl.isAvailable();
        } catch (LinkageError absent) {
            openSsl = false;
        }
        LOG.info("TLS: {}", openSsl ? OpenSsl.versionString() : "the JDK's (netty-tcnative is not there)");
        return openSsl ? SslProvider.OPENSSL : SslProvider.JDK;
    }
}
