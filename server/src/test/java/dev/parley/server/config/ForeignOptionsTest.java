package dev.parley.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeignOptionsTest {

    @TempDir
    Path folder;

    @Test
    void aFileOfCentrifugoStartsParleyWithAWarningForEachOptionThatIsMissing() throws Exception {
        Settings settings = load("""
                {
                  "client": {
                    "token": {"hmac_secret_key": "secret"},
                    "allowed_origins": ["https://example.com"],
                    "concurrency": 8
                  },
                  "admin": {"enabled": true, "password": "secret"},
                  "http_api": {"key": "secret"},
                  "engine": {"type": "memory", "redis": {"client_name": "site"}},
                  "channel": {
                    "without_namespace": {"presence": true, "subscribe_stream_proxy_enabled": false},
                    "namespaces": [
                      {"name": "news", "history_size": 10, "history_ttl": "300s",
                       "subscribe_stream_proxy_enabled": true, "subscribe_stream_proxy_name": "a"}
                    ]
                  }
                }
                """);
        ServerConfig.of(settings);
        assertThat(settings.warnings())
                .containsExactly(
                        at(5, "client.concurrency"),
                        at(7, "admin"),
                        at(9, "engine.redis.client_name"),
                        at(11, "channel.without_namespace.subscribe_stream_proxy_enabled"),
                        at(14, "subscribe_stream_proxy_name"),
                        at(14, "subscribe_stream_proxy_enabled"));
        assertThat(String.join("", settings.warnings())).doesNotContain("secret");
    }

    @Test
    void aFileThatSpellsOutDefaultsStartsParley() throws Exception {
        Settings settings = Loader.load(
                Options.SCHEMA, Path.of("src/test/resources/config/spelt-out.json"), folder, Map.of(), List.of());
        ServerConfig.of(settings);
        assertThat(settings.warnings())
                .isNotEmpty()
                .allMatch(warning -> warning.endsWith("Parley does not have it")
                        || warning.endsWith("does nothing without `engine.type: redis`"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        channel: {namespaces: [{name: aa, subscribe_stream_proxy_enabled: true, allow_publish_for_client: true}]} | `subscribe_stream_proxy_enabled`: Parley does not have it, and without it `allow_publish_for_client` would let in whom it kept out: switch one or the other off
        channel: {without_namespace: {allow_subscribe_for_client: true, subscribe_stream_proxy_enabled: true}} | `channel.without_namespace.subscribe_stream_proxy_enabled`: Parley does not have it, and without it `channel.without_namespace.allow_subscribe_for_client` would let in whom it kept out: switch one or the other off
        broker: {enabled: true, type: nats} | `broker.enabled`: Parley does not have it, and without it others would get in or listen, or messages would go astray: leave it out when you have made sure of that in another way
        http_server: {tls: {client_ca_pem: ca.pem}} | `http_server.tls.client_ca_pem`: Parley does not have it, and without it others would get in or listen, or messages would go astray: leave it out when you have made sure of that in another way
        http_server: {internal_tls: {enabled: true}} | `http_server.internal_tls.enabled`: Parley does not have it, and without it others would get in or listen, or messages would go astray: leave it out when you have made sure of that in another way
        rpc: {namespace_boundary: "/"} | `rpc.namespace_boundary` must be `:`, the only one that Parley has, got `/`
        http_server: {tls_autocert: {enabled: true}} | `http_server.tls_autocert.enabled`: Parley does not have it, and without it others would get in or listen, or messages would go astray: leave it out when you have made sure of that in another way
        """)
    void whatIsIgnoredNeverOpensAnything(String text, String sentence) {
        assertThatThrownBy(() -> load(text)).hasMessage(folder.resolve("parley.yaml") + ":1: " + sentence);
    }

    @Test
    void anOptionThatOpensMayComeFromTheEnvironment() throws Exception {
        String file = "channel: {without_namespace: {subscribe_stream_proxy_enabled: true}}";
        assertThat(load(file).warnings())
                .containsExactly(at(1, "channel.without_namespace.subscribe_stream_proxy_enabled"));
        assertThatThrownBy(
                        () -> load(file, Map.of("PARLEY_CHANNEL_WITHOUT_NAMESPACE_ALLOW_SUBSCRIBE_FOR_CLIENT", "true")))
                .hasMessageContaining("channel.without_namespace.allow_subscribe_for_client");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        client: {concurency: 8}                             | unknown option `client.concurency`; did you mean `client.concurrency`?
        adnim: {enabled: true}                              | unknown option `adnim`; did you mean `admin`?
        channel: {namespaces: [{name: aa, presense: true}]} | unknown option `presense`; did you mean `presence`?
        channel: {namespaces: [{name: aa, history: 1}]}     | unknown option `history`; did you mean `history_ttl`?
        """)
    void whatIsMisspeltIsAnError(String text, String sentence) {
        assertThatThrownBy(() -> load(text)).hasMessage(folder.resolve("parley.yaml") + ":1: " + sentence);
    }

    private String at(int line, String name) {
        return folder.resolve("parley.yaml") + ":" + line + ": `" + name + "` is ignored: Parley does not have it";
    }

    private Settings load(String text) throws Exception {
        return load(text, Map.of());
    }

    private Settings load(String text, Map<String, String> environment) throws Exception {
        Files.writeString(folder.resolve("parley.yaml"), text);
        return Loader.load(Options.SCHEMA, null, folder, environment, List.of());
    }
}
