package dev.parley.server.chat.branding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.access.OriginPattern;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Titles, colours, and the policy.
class LooksTest {

    @ParameterizedTest
    @CsvSource({
        "#1b6152, #ffffff",
        "#FFD400, #000000",
        "#000000, #ffffff",
        "#ffffff, #000000",
        "#0000ff, #ffffff",
        "#00ff00, #000000"
    })
    void whatIsWrittenOnAColourCanBeRead(String written, String ink) {
        Accent accent = Accent.parse(written);
        assertThat(accent).isNotNull();
        assertThat(accent.ink()).isEqualTo(ink);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "red", "#fff", "#12345", "#1234567", "#12345g", "123456", "#123456;}", "url(#123456)"})
    void whatIsNoColourIsNone(String written) {
        assertThat(Accent.parse(written)).isNull();
    }

    @Test
    void aTitleCanBeSeenAndIsNotLong() {
        assertThat(Title.parse("  The 商店 👩‍🔧 ")).isEqualTo(new Title("The 商店 👩‍🔧"));
        for (String bad : new String[] {"", "  ", "a\nb", "a\u202eb", "a\u0000", "x".repeat(65)}) {
            assertThat(Title.parse(bad)).as(bad).isNull();
        }
    }

    private static List<OriginPattern> patterns(String... written) {
        return Stream.of(written)
                .map(one -> {
                    OriginPattern pattern = OriginPattern.parse(one);
                    assertThat(pattern).as(one).isNotNull();
                    return pattern;
                })
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "https://shop.example, https://shop.example",
        "https://shop.example:8443, https://shop.example:8443",
        "https://shop.example:443, https://shop.example:443",
        "http://localhost:*, http://localhost:*",
        "https://*.shop.example, https://*.shop.example",
        "shop.example, http://shop.example:* https://shop.example:*",
        "*, http: https:",
        "https://*:*, https://*:*",
        "null, ''",
        "https://shop*.example, ''",
        "https://a.*.example, ''",
        "'https://[::1]:8000', ''"
    })
    void originsAreSourcesWhereAPolicyCanNameThem(String written, String sources) {
        assertThat(String.join(" ", patterns(written).getFirst().policySources()))
                .isEqualTo(sources);
    }

    @Test
    void allowedOriginsMayHaveTheChatInsideAndAreToldWhenTheyCant() {
        ChatPolicy policy = ChatPolicy.of(
                patterns("https://shop.example", "https://shop*.example", "null"),
                false,
                patterns("https://cdn.example"));
        assertThat(policy.text())
                .endsWith("frame-ancestors 'self' https://shop.example")
                .contains("img-src 'self' blob: https://cdn.example;");
        assertThat(policy.unsayable()).containsExactly("https://shop*.example", "null");
    }

    @Test
    void inDevelopmentPagesOfThisMachineMayHaveIt() {
        assertThat(ChatPolicy.of(List.of(), true, List.of()).text())
                .contains("frame-ancestors 'self' http://localhost:* ")
                .contains(" http://127.0.0.1:*");
        assertThat(ChatPolicy.of(List.of(), false, List.of()).text()).endsWith("frame-ancestors 'self'");
    }
}
