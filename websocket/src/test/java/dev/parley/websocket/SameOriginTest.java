package dev.parley.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.net.Peer;
import dev.parley.net.http.Headers;
import dev.parley.net.http.HttpRequest;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SameOriginTest {

    @ParameterizedTest
    @CsvSource({
        "http,  example.com,         http://example.com",
        "http,  example.com:80,      http://example.com",
        "http,  example.com,         http://example.com:80",
        "https, example.com,         https://example.com:443",
        "https, example.com:8443,    https://example.com:8443",
        "http,  EXAMPLE.com.,        http://Example.COM",
        "http,  127.0.0.1:8000,      http://127.0.0.1:8000",
        "http,  [::1]:8000,          http://[::1]:8000",
        "http,  my_container:8000,   http://my_container:8000",
    })
    void aPageOfTheSameSchemeHostAndPortPasses(String scheme, String host, String origin) {
        assertThat(SameOrigin.POLICY.refusal(request(scheme, host, origin))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "http,  example.com,      https://example.com",
        "https, example.com,      http://example.com",
        "http,  example.com,      http://example.com:8000",
        "http,  example.com:8000, http://example.com",
        "http,  example.com,      http://www.example.com",
        "http,  example.com,      http://example.com.evil.org",
        "http,  example.com,      http://evil.org#example.com",
        "http,  example.com,      http://evil.org@example.com",
        "http,  example.com,      http://example.com/",
        "http,  example.com,      http://example.com:99999",
        "http,  example.com,      http://example.com:80x",
        "http,  example.com,      http://",
        "http,  example.com,      null",
        "http,  example.com,      file://",
        "http,  example.com,      http://example.com http://example.com",
        "http,  localhost:8000,   http://127.0.0.1:8000",
        ",      ,                 http://example.com",
    })
    void everyOtherPageIsRefused(@Nullable String scheme, @Nullable String host, String origin) {
        assertThat(SameOrigin.POLICY.refusal(request(scheme == null ? "http" : scheme, host, origin)))
                .isNotNull();
    }

    @Test
    void aClientWithoutOriginPasses() {
        assertThat(SameOrigin.POLICY.refusal(request("http", "example.com"))).isNull();
        assertThat(SameOrigin.POLICY.refusal(request("http", null))).isNull();
    }

    @Test
    void twoOriginHeadersAreRefused() {
        assertThat(SameOrigin.POLICY.refusal(request("http", "a.org", "http://a.org", "http://a.org")))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost",
                "http://app.localhost:3000",
                "https://127.0.0.1",
                "http://127.255.3.4:1",
                "ws://[::1]:9"
            })
    void loopbackNamesAndAddressesAreLoopback(String origin) {
        assertThat(WebOrigin.parse(origin)).isNotNull().matches(WebOrigin::isLoopback);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost.evil.org",
                "http://127.0.0.1.evil.org",
                "http://128.0.0.1",
                "http://127.0.0.256",
                "http://127.1",
                "http://[::2]",
                "http://evil-localhost"
            })
    void whatOnlyLooksLikeLoopbackIsNot(String origin) {
        assertThat(WebOrigin.parse(origin)).isNotNull().matches(parsed -> !parsed.isLoopback());
    }

    @Test
    void anOriginIsWrittenWithoutTheSchemesOwnPort() {
        assertThat(WebOrigin.parse("wss://Example.org:443")).hasToString("https://example.org");
        assertThat(WebOrigin.parse("chrome-extension://abc")).hasToString("chrome-extension://abc");
        assertThat(WebOrigin.parse("http://example.org:8000")).hasToString("http://example.org:8000");
    }

    private static HttpRequest request(String scheme, @Nullable String host, String... origins) {
        Headers headers = new Headers();
        for (String origin : origins) {
            headers.add("Origin", origin);
        }
        return new HttpRequest(
                "GET",
                "/",
                "HTTP/1.1",
                headers,
                new Peer(InetAddress.getLoopbackAddress(), 1, false),
                scheme,
                host,
                null);
    }
}
