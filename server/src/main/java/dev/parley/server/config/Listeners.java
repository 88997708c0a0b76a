package dev.parley.server.config;

import dev.parley.net.Address;
import dev.parley.net.ListenOptions;
import dev.parley.server.config.ServerConfig.Listen;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Where to listen, out of `http_server` and `server.listeners`.
final class Listeners {

    private static final String UNIX = "unix:";

    private static final ServerConfig.Tls MAIN_TLS =
            new ServerConfig.Tls(Options.TLS_ENABLED, Options.TLS_CERTIFICATE, Options.TLS_KEY);
    private static final ServerConfig.Tls MORE_TLS = new ServerConfig.Tls(
            Options.Listener.TLS_ENABLED, Options.Listener.TLS_CERTIFICATE, Options.Listener.TLS_KEY);

    private Listeners() {}

    static List<Listen> of(Settings settings, List<String> problems) {
        List<Listen> listeners = new ArrayList<>();
        List<String> proxies = settings.get(Options.TRUSTED_PROXIES);
        listeners.add(new Listen(
                address(settings.get(Options.HTTP_ADDRESS), settings.get(Options.HTTP_PORT)),
                ListenOptions.DEFAULT
                        .withTls(MAIN_TLS.files(settings, problems))
                        .withTrustedProxies(proxies)));
        for (Settings entry : settings.get(Options.LISTENERS)) {
            String address = entry.get(Options.Listener.ADDRESS);
            Integer port = entry.orNull(Options.Listener.PORT);
            List<String> ownProxies = entry.orNull(Options.Listener.TRUSTED_PROXIES);
            ListenOptions options = ListenOptions.DEFAULT
                    .withTls(MORE_TLS.files(entry, problems))
                    .withTrustedProxies(ownProxies == null ? proxies : ownProxies);
            if (port == null && !address.startsWith(UNIX)) {
                problems.add(entry.origin() + ": an entry of `" + Options.LISTENERS.name() + "` needs a `port`");
            } else {
                listeners.add(new Listen(address(address, port == null ? 0 : port), options));
            }
        }
        return List.copyOf(listeners);
    }

    static Address address(String host, int port) {
        return host.startsWith(UNIX)
                ? new Address.Unix(Path.of(host.substring(UNIX.length())))
                : new Address.Tcp(
                        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host, port);
    }

    static boolean isLoopback(Address address) {
        return switch (address) {
            case Address.Unix _ -> true;
            case Address.Tcp tcp -> tcp.host().equals("localhost") || isLoopbackLiteral(tcp.host());
        };
    }

    private static boolean isLoopbackLiteral(String host) {
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException name) {
            return false;
        }
    }
}
