package dev.parley.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.websocket.WebOrigin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPatternTest {

    @ParameterizedTest
    @CsvSource({
        "https://example.com,       https://example.com,        true",
        "https://example.com,       https://example.com:443,    true",
        "HTTPS://Example.COM,       https://example.com,        true",
        "wss://example.com,         https://example.com,        true",
        "https://example.com,       http://example.com,         false",
        "https://example.com,       https://example.com:8443,   false",
        "https://example.com,       https://example.com.evil.org, false",
        "https://example.com:8443,  https://example.com:8443,   true",
        "https://example.com:8443,  https://example.com,        false",
        "http://localhost:*,        http://localhost:3000,      true",
        "http://localhost:*,        http://localhost,           true",
        "http://[::1]:*,            http://[::1]:5173,          true",
        "https://*.example.com,     https://a.example.com,      true",
        "https://*.example.com,     https://a.b.example.com,    true",
        "https://*.example.com,     https://example.com,        false",
        "https://*.example.com,     https://evilexample.com,    false",
        "https://*.example.com,     https://a.example.com.evil.org, false",
        "https://shop-*.example.com, https://shop-1.example.com, true",
        "example.com,               http://example.com:8000,    true",
        "example.com,               https://example.com,        true",
        "example.com:8000,          http://example.com:8000,    true",
        "example.com:8000,          http://example.com,         false",
        "*.example.com,             https://a.example.com:1,    true",
        "null,                      null,                       true",
        "null,                      http://null,                false",
        "*,                         null,                       true",
        "*,                         https://any.org,            true",
        "file://,                   file://,                    true",
        "chrome-extension://abcdef, chrome-extension://abcdef,  true",
        "capacitor://localhost,     capacitor://localhost,      true",
        "https://example.com,       null,                       false",
        "https://example.com,       https://example.com/,       false",
    })
    void aPatternLetsInWhatItSays(String pattern, String origin, boolean letIn) {
        OriginPattern parsed = OriginPattern.parse(pattern);
        assertThat(parsed).isNotNull();
        assertThat(parsed.matches(origin, WebOrigin.parse(origin))).isEqualTo(letIn);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://",
                "https://example.com/path",
                "https://a b",
                "https://example.com:99999",
                "*://example.com",
                "https://user@example.com",
                "https://example.com:",
                "://example.com",
                ":8000"
            })
    void whatIsNoPatternIsRefused(String pattern) {
        assertThat(OriginPattern.parse(pattern)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'',*,true",
        "abc,*,true",
        "abc,a*c,true",
        "abbbc,a*bc,true",
        "abd,a*c,false",
        "ab,abc,false",
        "abc,ab,false",
        "aXbXc,a*b*c,true",
        "aaa,a*a*a*a,false"
    })
    void aStarStandsForAnyCharacters(String text, String pattern, boolean matches) {
        assertThat(Wildcard.matches(pattern, text)).isEqualTo(matches);
    }
}
