package dev.parley.auth.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.auth.hook.HookOptions.WhenUnavailable;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HookOptionsTest {

    private static final HookOptions SITE = HookOptions.to("site", URI.create("https://site.example/hook"));

    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        assertThat(SITE.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(SITE.concurrency()).isEqualTo(64);
        assertThat(SITE.whenUnavailable()).isEqualTo(WhenUnavailable.DENY);
        assertThat(SITE.includeMeta()).isFalse();
        assertThat(SITE.httpHeaders()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp://site.example/|must be an address like",
                "/hook|must be an address like",
                "https:///hook|must be an address like",
                "mailto:ann@site.example|must be an address like",
                "https://ann:secret@site.example/|static_headers as Authorization",
                "https://site.example/#a|#",
                "https://site.example:0/|port",
                "https://site.example:70000/|port"
            })
    void anEndpointIsAnAddressOfHttp(String endpoint, String words) {
        assertThatThrownBy(() -> HookOptions.to("site", URI.create(endpoint)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("hook site: endpoint ")
                .hasMessageContaining(words)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "ä", "a\n"})
    void aNameIsPlain(String name) {
        assertThatThrownBy(() -> HookOptions.to(name, SITE.endpoint()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name");
    }

    @Test
    void numbersHaveBounds() {
        assertThatThrownBy(() -> SITE.withTimeout(Duration.ZERO)).hasMessageContaining("timeout");
        assertThatThrownBy(() -> SITE.withTimeout(Duration.ofMinutes(6))).hasMessageContaining("timeout");
        assertThatThrownBy(() -> SITE.withConcurrency(0)).hasMessageContaining("concurrency");
        assertThatThrownBy(() -> SITE.withConcurrency(10_001)).hasMessageContaining("concurrency");
    }

    @Test
    void namesOfHeadersAreKeptInLowerCaseAndOnce() {
        assertThat(SITE.withHttpHeaders("Cookie", "COOKIE", "X-Real-Ip").httpHeaders())
                .containsExactly("cookie", "x-real-ip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", ":transport", "a\r\nb", "é", "Host", "content-length", "Upgrade", "TE"})
    void whatIsNoHeaderOrBelongsToOneConnectionIsNotPassedOn(String header) {
        assertThatThrownBy(() -> SITE.withHttpHeaders(header))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http_headers");
        assertThatThrownBy(() -> SITE.withStaticHeaders(Map.of(header, "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("static_headers");
    }

    @Test
    void staticHeadersAreWhole() {
        assertThatThrownBy(() -> SITE.withStaticHeaders(Map.of("X-Key", "secret\r\nX-Other: 1")))
                .hasMessageContaining("X-Key")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> SITE.withStaticHeaders(Map.of("X-Key", "1", "x-key", "2")))
                .hasMessageContaining("twice");
    }

    @Test
    void secretsAreNotShown() {
        HookOptions secret = HookOptions.to("site", URI.create("https://site.example/?key=secret"))
                .withStaticHeaders(Map.of("Authorization", "Bearer secret"));
        assertThat(secret.toString()).doesNotContain("secret");
        assertThat(HookPlan.NONE.withConnect(secret).toString()).doesNotContain("secret");
    }

    @Test
    void twoHooksThatDifferHaveTwoNames() {
        HookPlan plan = HookPlan.NONE.withConnect(SITE).withRefresh(SITE);
        assertThatThrownBy(() -> plan.withSubscribe(Map.of("chat", SITE.withConcurrency(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("site");
    }
}
