package dev.parley.net.netty;

import dev.parley.net.TlsInfo;
import io.netty.handler.ssl.SslHandler;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Reads what a handshake agreed on.
final class TlsSessions {

    private TlsSessions() {}

    static TlsInfo info(SslHandler ssl) {
        SSLSession session = ssl.engine().getSession();
        return new TlsInfo(session.getProtocol(), session.getCipherSuite(), serverName(session));
    }

    private static @Nullable String serverName(SSLSession session) {
        if (session instanceof ExtendedSSLSession extended) {
            try {
                for (SNIServerName name : extended.getRequestedServerNames()) {
                    if (name instanceof SNIHostName host) {
                        return host.getAsciiName();
                    }
                }
            } catch (UnsupportedOperationException unknownHere) {
                return null;
            }
        }
        return null;
    }
}
