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
                  "engine": {"type": "memory", "redis": {"address": "redis://localhost"}},
                  "channel": {
                    "without_namespace": {"presence": true, "publish_proxy_enabled": false},
                    "namespaces": [
                      {"name": "news", "history_size": 10, "history_ttl": "300s",
                       "publish_proxy_enabled": true, "subscribe_proxy_name": "a"}
                    ]
                  }
                }
                """);
        ServerConfig.of(settings);
        assertThat(settings.warnings())
                .containsExactly(
                        at(5, "client.concurrency"),
                        at(7, "admin"),
                        at(9, "engine.redis"),
                        at(11, "channel.without_namespace.publish_proxy_enabled"),
                        at(14, "subscribe_proxy_name"),
                        at(14, "publish_proxy_enabled"));
        assertThat(String.join("", settings.warnings())).doesNotContain("secret");
    }

    @Test
    void aFileThatSpellsOutDefaultsStartsParley() throws Exception {
        Settings settings = Loader.load(
                Options.SCHEMA, Path.of("src/test/resources/config/spelt-out.json"), folder, Map.of(), List.of());
        ServerConfig.of(settings);
        assertThat(settings.warnings()).isNotEmpty().allMatch(warning -> warning.endsWith("Parley does not have it"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        channel: {namespaces: [{name: aa, publish_proxy_enabled: true, allow_publish_for_client: true}]} | `publish_proxy_enabled`: Parley does not have it, and without it `allow_publish_for_client` would let in whom it kept out: switch one or the other off
        channel: {without_namespace: {allow_subscribe_for_client: true, subscribe_proxy_enabled: true}} | `channel.without_namespace.subscribe_proxy_enabled`: Parley does not have it, and without it `channel.without_namespace.allow_subscribe_for_client` would let in whom it kept out: switch one or the other off
        client: {proxy: {connect: {enabled: true}}, allow_anonymous_connect_without_token: true} | `client.proxy.connect.enabled`: Parley does not have it, and without it `client.allow_anonymous_connect_without_token` would let in whom it kept out: switch one or the other off
        broker: {enabled: true, type: nats} | `broker.enabled`: Parley does not have it, and without it others would get in or listen, or messages would go astray: leave it out when you have made sure of that in another way
        http_server: {tls: {client_ca_pem: ca.pem}} | `http_server.tls.client_ca_pem`: Parley does not have it, and without it others would get in or listen, or messages would go astray: leave it out when you have made sure of that in another way
        http_server: {tls_autocert: {enabled: true}} | `http_server.tls_autocert.enabled`: Parley does not have it, and without it others would get in or listen, or messages would go astray: leave it out when you have made sure of that in another way
        """)
    void whatIsIgnoredNeverOpensAnything(String text, String sentence) {
        assertThatThrownBy(() -> load(text)).hasMessage(folder.resolve("parley.yaml") + ":1: " + sentence);
    }

    @Test
    void anOptionThatOpensMayComeFromTheEnvironment() throws Exception {
        String file = "client: {proxy: {connect: {enabled: true}}}";
        assertThat(load(file).warnings()).containsExactly(at(1, "client.proxy.connect.enabled"));
        assertThatThrownBy(() -> load(file, Map.of("PARLEY_CLIENT_ALLOW_ANONYMOUS_CONNECT_WITHOUT_TOKEN", "true")))
                .hasMessageContaining("client.allow_anonymous_connect_without_token");
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
