package dev.parley.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InVainTest {

    @TempDir
    Path folder;

    private List<String> warnings(String text) throws Exception {
        Files.writeString(folder.resolve("parley.yaml"), text);
        Settings settings = Loader.load(Options.SCHEMA, null, folder, Map.of(), List.of());
        ServerConfig.of(settings);
        return settings.warnings();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        client: {subscription_token: {hmac_secret_key: another-secret}} | `client.subscription_token.hmac_secret_key` does nothing without `client.subscription_token.enabled: true`
        client: {subscription_token: {issuer: me}} | `client.subscription_token.issuer` does nothing without `client.subscription_token.enabled: true`
        chat: {files: {s3: {endpoint: 'https://s3.example.com'}}} | `chat.files.s3.endpoint` does nothing without `chat.files.s3.bucket`
        line: {port: 4321} | `line.port` does nothing without `line.enabled: true`
        line: {address: '::1'} | `line.address` does nothing without `line.enabled: true`
        line: {key: k} | `line.key` does nothing without `line.enabled: true`
        events: {timeout: 1s} | `events.timeout` does nothing without `events.url`
        events: {concurrency: 2} | `events.concurrency` does nothing without `events.url`
        events: {capacity: 2} | `events.capacity` does nothing without `events.url`
        client: {proxy: {connect: {endpoint: 'http://a/'}}} | `client.proxy.connect.endpoint` does nothing without `client.proxy.connect.enabled: true`
        client: {proxy: {refresh: {enabled: true, endpoint: 'http://a/'}}} | `client.proxy.refresh.enabled` does nothing without `client.proxy.connect.enabled: true`
        channel: {proxy: {subscribe: {endpoint: 'http://a/'}}} | `channel.proxy.subscribe.endpoint` does nothing without `subscribe_proxy_enabled: true`
        channel: {proxy: {publish: {endpoint: 'http://a/'}}} | `channel.proxy.publish.endpoint` does nothing without `publish_proxy_enabled: true`
        channel: {proxy: {sub_refresh: {endpoint: 'http://a/'}}} | `channel.proxy.sub_refresh.endpoint` does nothing without `sub_refresh_proxy_enabled: true`
        rpc: {proxy: {endpoint: 'http://a/'}} | `rpc.proxy.endpoint` does nothing without `rpc.without_namespace.proxy_enabled: true`
        {proxies: [{name: p, endpoint: 'http://b/'}], channel: {proxy: {publish: {endpoint: 'http://a/'}}, namespaces: [{name: aa, publish_proxy_enabled: true, publish_proxy_name: p}]}} | `channel.proxy.publish.endpoint` does nothing without `publish_proxy_enabled: true`
        http_api: {disabled: true, body_limit: 1KiB} | `http_api.body_limit` does nothing beside `http_api.disabled: true`
        http_api: {disabled: true, key: k} | `http_api.key` does nothing beside `http_api.disabled: true`
        {http_api: {disabled: true, key: k}, line: {enabled: true, key: l}} | `http_api.key` does nothing beside `http_api.disabled: true`
        """)
    void whatDoesNothingForWantOfAnotherIsAWarning(String text, String sentence) throws Exception {
        assertThat(warnings(text)).containsExactly(folder.resolve("parley.yaml") + ":1: " + sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "line: {port: 1234, address: 127.0.0.1}",
                "line: {enabled: true, port: 4321, key: k}",
                "{http_api: {disabled: true, key: k}, line: {enabled: true}}",
                "http_api: {disabled: true, body_limit: 16MiB}",
                "client: {subscription_token: {enabled: true, hmac_secret_key: another-secret}}",
                "events: {url: 'http://a/', secret: s, timeout: 1s, concurrency: 2, capacity: 5}",
                "client: {proxy: {connect: {enabled: true, endpoint: 'http://a/'}, refresh: {enabled: true, endpoint: 'http://a/'}}}",
                "channel: {proxy: {publish: {endpoint: 'http://a/'}}, namespaces: [{name: aa, publish_proxy_enabled: true}]}",
                "rpc: {proxy: {endpoint: 'http://a/'}, namespaces: [{name: a, proxy_enabled: true}], namespace_boundary: ':'}",
            })
    void whatDoesSomethingOrHasItsDefaultIsNone(String text) throws Exception {
        assertThat(warnings(text)).isEmpty();
    }

    @Test
    void withoutAFileThereIsNothingToWarnOf() throws Exception {
        Settings settings = Loader.load(Options.SCHEMA, null, folder, Map.of(), List.of());
        ServerConfig.of(settings);
        assertThat(settings.warnings()).isEmpty();
    }
}
