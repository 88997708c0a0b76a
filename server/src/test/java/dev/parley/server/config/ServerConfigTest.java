package dev.parley.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.net.Address;
import dev.parley.server.config.Loader.FlagValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {

    @TempDir
    Path folder;

    @Test
    void everyOptionIsRead() throws Exception {
        Settings settings = settings(
                "server.listeners", "[{port: 1}]",
                "events.url", "https://example.com/events",
                "events.secret", "secret",
                "client.token.hmac_secret_key", "secret",
                "client.subscription_token.hmac_secret_key", "secret");
        ServerConfig.of(settings);
        assertThat(settings.unread()).isEmpty();
        assertThat(settings.get(Options.LISTENERS).getFirst().unread()).isEmpty();
    }

    @Test
    void theListenersAreHttpServerAndThoseBesideIt() throws Exception {
        ServerConfig config = ServerConfig.of(settings(
                "http_server.address", "[::1]",
                "server.trusted_proxies", "10.0.0.1",
                "server.open", "true",
                "server.listeners",
                        "[{address: 0.0.0.0, port: 9000, trusted_proxies: []}, {address: 'unix:/tmp/a.sock'}]"));
        assertThat(config.listeners())
                .extracting(ServerConfig.Listen::address)
                .containsExactly(
                        new Address.Tcp("::1", 8000),
                        new Address.Tcp("0.0.0.0", 9000),
                        new Address.Unix(Path.of("/tmp/a.sock")));
        assertThat(config.listeners())
                .extracting(listen -> listen.options().trustedProxies())
                .containsExactly(List.of("10.0.0.1/32"), List.of(), List.of("10.0.0.1/32"));
        assertThat(config.loopbackOnly()).isFalse();
        assertThat(ServerConfig.of(settings()).loopbackOnly()).isTrue();
    }

    @Test
    void aCertificateTurnsTlsOnUnlessItIsSwitchedOff() throws Exception {
        String certificate = Files.createFile(folder.resolve("c.pem")).toString();
        String key = Files.createFile(folder.resolve("k.pem")).toString();
        assertThat(tlsOf("http_server.tls.cert_pem", certificate, "http_server.tls.key_pem", key))
                .isTrue();
        assertThat(tlsOf(
                        "http_server.tls.cert_pem",
                        certificate,
                        "http_server.tls.key_pem",
                        key,
                        "http_server.tls.enabled",
                        "false"))
                .isFalse();
        assertThatThrownBy(() -> tlsOf("http_server.tls.cert_pem", certificate))
                .hasMessage(
                        "--http_server.tls.cert_pem: `http_server.tls.cert_pem` needs `http_server.tls.key_pem` beside it");
        assertThatThrownBy(() -> tlsOf("http_server.tls.enabled", "true"))
                .hasMessage("--http_server.tls.enabled: `http_server.tls.enabled` needs `http_server.tls.cert_pem`"
                        + " and `http_server.tls.key_pem`");
        assertThatThrownBy(() -> tlsOf("http_server.tls.cert_pem", "/nowhere", "http_server.tls.key_pem", key))
                .hasMessageStartingWith("--http_server.tls.cert_pem: `http_server.tls.cert_pem`: can't read /nowhere");
    }

    @Test
    void whatDoesNotGoTogetherIsNamed() {
        assertThatThrownBy(() -> ServerConfig.of(settings("server.static", "/nowhere")))
                .hasMessage("--server.static: `server.static`: there is no folder /nowhere");
        assertThatThrownBy(() -> ServerConfig.of(settings("server.ws_root", "raw:lobby", "channel.max_length", "4")))
                .hasMessage("--server.ws_root: `server.ws_root`: the channel's name has more than 4 bytes"
                        + " (`channel.max_length`)");
        assertThatThrownBy(() -> ServerConfig.of(settings("server.listeners", "[{address: 0.0.0.0}]")))
                .hasMessage("--server.listeners: an entry of `server.listeners` needs a `port`");
    }

    @Test
    void zeroConnectionsMeansNoLimit() throws Exception {
        assertThat(ServerConfig.of(settings("client.connection_limit", "0"))
                        .network()
                        .maxConnections())
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(ServerConfig.of(settings("client.connection_limit", "7"))
                        .network()
                        .maxConnections())
                .isEqualTo(7);
    }

    private boolean tlsOf(String... namesAndValues) throws ConfigException {
        return ServerConfig.of(settings(namesAndValues))
                        .listeners()
                        .getFirst()
                        .options()
                        .tls()
                != null;
    }

    private Settings settings(String... namesAndValues) throws ConfigException {
        List<FlagValue> flags = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            flags.add(new FlagValue(namesAndValues[i], "--" + namesAndValues[i], namesAndValues[i + 1]));
        }
        return Loader.load(Options.SCHEMA, null, folder, Map.of(), flags);
    }
}
