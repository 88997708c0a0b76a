package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {

    private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"([^\"#]+)\"");
    private static final Pattern IMPORT = Pattern.compile("(?:from|import)\\s*\\(?\"\\./([^\"]+\\.js)\"");

    @ParameterizedTest
    @ValueSource(strings = {Pages.CHAT, Pages.CONSOLE})
    void everythingAPageLoadsIsAResourceBesideIt(String page) throws IOException {
        List<String> loaded = references(page).stream()
                .filter(name -> name.contains("."))
                .filter(name -> !name.equals("./"))
                .toList();
        assertThat(loaded).hasSizeGreaterThanOrEqualTo(3).contains(Pages.FAVICON);
        for (String name : loaded) {
            assertThat(Pages.read(name)).as(name).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Pages.CHAT, Pages.CONSOLE})
    void everyScriptThatAScriptImportsNowOrLaterIsAResourceBesideIt(String page) throws IOException {
        Deque<String> unread = new ArrayDeque<>(
                references(page).stream().filter(name -> name.endsWith(".js")).toList());
        Set<String> scripts = new HashSet<>(unread);
        while (!unread.isEmpty()) {
            String name = unread.remove();
            byte[] script = Pages.read(name);
            assertThat(script).as(name).isNotEmpty();
            for (MatchResult imported : IMPORT.matcher(new String(script, StandardCharsets.UTF_8))
                    .results()
                    .toList()) {
                String path = Pages.ASSETS + imported.group(1);
                if (scripts.add(path)) {
                    unread.add(path);
                }
            }
        }
        assertThat(scripts).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {Pages.CHAT, Pages.CONSOLE})
    void everyReferenceIsRelativeSoThatAPageWorksUnderAnyPath(String page) throws IOException {
        assertThat(references(page))
                .allSatisfy(name -> assertThat(name).doesNotStartWith("/").doesNotContain(":"));
    }

    @ParameterizedTest
    @ValueSource(strings = {Pages.CHAT, Pages.CONSOLE})
    void aPageHasNothingInlineThatItsPolicyWouldBlock(String page) throws IOException {
        assertThat(html(page))
                .doesNotContain(" style=")
                .doesNotContain("<style")
                .doesNotContain("<script>")
                .doesNotContainPattern(" on[a-z]+=")
                .doesNotContain("javascript:");
    }

    @Test
    void theChatInAFrameLoadsTheSameFromOneLevelUpAndKnowsWhereItIs() throws IOException {
        assertThat(references(Pages.EMBEDDED_CHAT))
                .isEqualTo(references(Pages.CHAT).stream()
                        .map(name -> "../" + name)
                        .toList());
        assertThat(html(Pages.EMBEDDED_CHAT)).contains("<html data-embed=\"\" data-base=\"../\"");
        assertThat(html(Pages.CHAT)).contains("<html").doesNotContain("data-embed");
    }

    @Test
    void theScriptForOthersPagesIsSmallAndWantsNothingOfThem() throws IOException {
        byte[] script = Pages.read(Pages.EMBED_SCRIPT);
        assertThat(script).isNotEmpty().hasSizeLessThan(8 * 1024);
        assertThat(new String(script, StandardCharsets.UTF_8))
                .contains("PARLEY_BRAND")
                .doesNotContain("innerHTML", "eval(", "insertAdjacentHTML", "document.write");
    }

    @Test
    void whoMayHaveTheChatInAFrameStandsInItsPolicy() {
        assertThat(Pages.chatPolicy(
                        List.of("https://cdn.example"), List.of("https://shop.example", "https://*.b.example")))
                .contains("img-src 'self' blob: https://cdn.example; ")
                .endsWith("frame-ancestors 'self' https://shop.example https://*.b.example");
        assertThat(Pages.contentSecurityPolicy(Pages.CHAT)).endsWith("frame-ancestors 'self'");
    }

    @Test
    void assetsCarryAHashAndMayBeKeptForEver() throws IOException {
        List<String> assets = references(Pages.CHAT).stream()
                .filter(name -> name.startsWith(Pages.ASSETS))
                .toList();
        assertThat(assets).hasSizeGreaterThanOrEqualTo(2).allSatisfy(name -> {
            assertThat(name).matches("assets/[A-Za-z]+-[A-Z0-9]{8}\\.(js|css)");
            assertThat(Pages.cacheControl(name)).isEqualTo(Pages.CACHE_ASSET);
        });
        assertThat(Pages.cacheControl(Pages.CHAT)).isEqualTo(Pages.CACHE_PAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                ".",
                "..",
                "Pages.class",
                "../web/chat.html",
                "assets/../chat.html",
                "/dev/parley/web/chat.html",
                "assets//chat.html",
                "assets/",
                "chat.html/",
                "CHAT.HTML",
                "none.html",
                "assets/none.js",
                "..\\chat.html",
                ".html",
                "chat..html",
                "assets/assets/x.js"
            })
    void whatIsNotAFileOfAPageIsNotRead(String name) throws IOException {
        assertThat(Pages.read(name)).isNull();
    }

    @Test
    void theConsoleMayConnectAnywhereAndTheChatOnlyHome() {
        assertThat(Pages.contentSecurityPolicy(Pages.CHAT))
                .contains("connect-src 'self';")
                .doesNotContain("unsafe");
        assertThat(Pages.contentSecurityPolicy(Pages.CONSOLE))
                .contains("connect-src 'self' ws: wss:;")
                .doesNotContain("unsafe");
        assertThat(Pages.contentSecurityPolicy(Pages.FAVICON)).startsWith("default-src 'none'");
    }

    @Test
    void everyKindOfResourceHasItsType() {
        assertThat(Pages.contentType(Pages.CHAT)).isEqualTo("text/html; charset=utf-8");
        assertThat(Pages.contentType("assets/chat-1A2B3C4D.js")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(Pages.contentType("assets/chat-1A2B3C4D.css")).isEqualTo("text/css; charset=utf-8");
        assertThat(Pages.contentType(Pages.FAVICON)).isEqualTo("image/svg+xml");
    }

    private static List<String> references(String page) throws IOException {
        return REFERENCE
                .matcher(html(page))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static String html(String page) throws IOException {
        byte[] bytes = Pages.read(page);
        assertThat(bytes).as(page).isNotNull();
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
