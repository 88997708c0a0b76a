package dev.parley.net.netty;

import dev.parley.net.ListenOptions;
import dev.parley.net.NetworkException;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate of one listener. Its files are looked at every [#LOOK_MILLIS]; when either has changed, new
/// connections get the new pair, once it fits. Until then the old one stays, and the log says why.
final class ServerTls implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
    private static final long LOOK_MILLIS = 1_000;
    static final int HANDSHAKE_MILLIS = 10_000;

    private final ListenOptions.TlsFiles files;
    private final ScheduledFuture<?> looking;
    private volatile SslContext context;
    private Stamp stamp;
    private String complained = "";

    /// What tells one version of the files from another.
    private record Stamp(long certificateTime, long certificateSize, long keyTime, long keySize) {
        static Stamp of(ListenOptions.TlsFiles files) throws IOException {
            return new Stamp(
                    Files.getLastModifiedTime(files.certificate()).toMillis(),
                    Files.size(files.certificate()),
                    Files.getLastModifiedTime(files.key()).toMillis(),
                    Files.size(files.key()));
        }
    }

    ServerTls(ListenOptions.TlsFiles files, ScheduledExecutorService scheduler) throws NetworkException {
        this.files = files;
        try {
            readable(files.certificate(), "certificate");
            readable(files.key(), "key");
            stamp = Stamp.of(files);
            context = load();
        } catch (IOException e) {
            throw e instanceof NetworkException known ? known : new NetworkException(sentence(e), e);
        }
        looking = scheduler.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    SslHandler handler(ByteBufAllocator allocator) {
        SslHandler handler = context.newHandler(allocator);
        handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
        return handler;
    }

    private static void readable(Path file, String what) throws NetworkException {
        if (!Files.exists(file)) {
            throw new NetworkException(
                    "The TLS " + what + " file " + file + " does not exist; give the path of a PEM file.", null);
        }
        if (!Files.isReadable(file)) {
            throw new NetworkException(
                    "The TLS " + what + " file " + file + " may not be read by this user; change its owner or mode.",
                    null);
        }
    }

    private SslContext load() throws IOException {
        SslContextBuilder builder;
        try {
            builder = SslContextBuilder.forServer(
                    files.certificate().toFile(), files.key().toFile());
        } catch (IllegalArgumentException e) {
            throw new NetworkException(sentence(e), e);
        }
        try {
            SslContext made = builder.sslProvider(TlsProvider.CHOSEN)
                    .protocols(TlsProvider.VERSIONS)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            "http/1.1"))
                    .build();
            PemPair.check(files.certificate(), files.key());
            return made;
        } catch (SSLException e) {
            throw new NetworkException(sentence(e), e);
        }
    }

    private String sentence(Exception e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return "The TLS certificate " + files.certificate() + " and key " + files.key()
                + " can't be used (" + root.getMessage()
                + "); give a PEM certificate chain and its unencrypted PKCS#8 key"
                + " (openssl pkcs8 -topk8 -nocrypt converts one).";
    }

    private void look() {
        try {
            Stamp now = Stamp.of(files);
            if (now.equals(stamp)) {
                return;
            }
            SslContext fresh = load();
            SslContext old = context;
            context = fresh;
            stamp = now;
            complained = "";
            ReferenceCountUtil.release(old);
            LOG.info("The TLS certificate {} was read again", files.certificate());
        } catch (IOException | RuntimeException e) {
            String why = String.valueOf(e.getMessage());
            if (!why.equals(complained)) {
                complained = why;
                LOG.warn("The TLS certificate stays as it was: {}", why);
            }
        }
    }

    @Override
    public void close() {
        looking.cancel(false);
    }
}
