package dev.parley.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/../x",
                "/a/../../x",
                "/a/..",
                "/%2e%2e/x",
                "/%2E%2e/x",
                "/.%2e/x",
                "/a/%2e%2e/%2e%2e/x",
                "/..%2fx",
                "/%2e%2e%2fx",
                "/a%2fb",
                "/a%5cb",
                "/..\\x",
                "/a\\..\\x",
                "/%5c..%5cx",
                "/a%00.html",
                "/a\0",
                "/.git/config",
                "/%2egit/config",
                "/a/.env",
                "/.",
                "/./x",
                "/a//b",
                "//x",
                "///",
                "/%c0%ae%c0%ae/x",
                "/%e0%80%ae/x",
                "/%ff",
                "/%",
                "/%2",
                "/%zz",
                "/a%0d%0ab",
                "/C:/x",
                "/c%3a/x",
                "x",
                "",
                "*",
                "http://a/b",
            })
    void aPathThatClimbsHidesOrLiesNamesNothing(String path) {
        assertThat(RequestPath.parse(path)).isNull();
    }

    @Test
    void anHonestPathNamesItsParts() {
        assertThat(RequestPath.parse("/").names()).isEmpty();
        assertThat(RequestPath.parse("/").folder()).isTrue();
        assertThat(RequestPath.parse("/a/b.html").names()).containsExactly("a", "b.html");
        assertThat(RequestPath.parse("/a/").names()).containsExactly("a");
        assertThat(RequestPath.parse("/a/").folder()).isTrue();
        assertThat(RequestPath.parse("/a%20b/%C3%A9+~").names()).containsExactly("a b", "é+~");
        assertThat(RequestPath.parse("/a..b/c.").names()).containsExactly("a..b", "c.");
    }
}
