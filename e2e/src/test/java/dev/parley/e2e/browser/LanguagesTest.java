package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The page in its readers' languages, directions and lights.
@Tag("browser")
class LanguagesTest {

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        server = Server.with("chat.rate", "1000", "chat.burst", "1000");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private Page reading(String... languages) {
        Page page = chromium.page();
        page.addInitScript("Object.defineProperty(navigator, 'languages', { get: () => " + quoted(languages) + " })");
        return page;
    }

    private static String quoted(String... texts) {
        return "['" + String.join("', '", texts) + "']";
    }

    @ParameterizedTest
    @CsvSource({
        "en-GB, en, Come in, Message talk, Connected, 1 new message",
        "zh-TW, zh-Hans, 进入, 发消息到 talk, 已连接, 1 条新消息",
        "ru-RU, ru, Зайти, Написать в talk, На связи, 1 новое сообщение",
        "fr-FR, en, Come in, Message talk, Connected, 1 new message"
    })
    void theBrowsersLanguageIsSpoken(
            String wanted, String spoken, String enter, String placeholder, String connected, String news) {
        Page page = reading(wanted);
        page.navigate(server.at("/#talk"));
        Person ann = new Person(page);
        assertThat(ann.at("html")).hasAttribute("lang", spoken);
        assertThat(ann.at("#enter")).hasText(enter);
        ann.enter("Reader of " + wanted);
        ann.isIn("talk");
        assertThat(ann.at("#text")).hasAttribute("placeholder", placeholder);
        assertThat(ann.at("#status-text")).hasText(connected);
        assertThat(ann.at("#sidebar")).not().containsText("undefined");
        assertThat(news).isNotBlank();
    }

    @Test
    void aLanguageCanBeAskedForInTheAddressAndChosenForLater() {
        Page page = reading("en");
        page.navigate(server.at("/?lang=ru#chosen"));
        Person ann = new Person(page);
        assertThat(ann.at("#enter")).hasText("Зайти");
        ann.enter("Ann Chooses");
        ann.isIn("chosen");
        ann.at("#me").click();
        ann.at("dialog input[value=zh-Hans]").click();
        assertThat(ann.at("html")).hasAttribute("lang", "ru"); // the address goes above what was chosen
        page.navigate(server.at("/#chosen"));
        ann.isIn("chosen");
        assertThat(ann.at("#status-text")).hasText("已连接");
    }

    @Test
    void fromRightToLeftThePageIsItsOwnMirrorImage() {
        Page page = chromium.page();
        page.addInitScript(
                "document.addEventListener('DOMContentLoaded', () => (document.documentElement.dir = 'rtl'))");
        Person dana = Person.entering(page, server.at("/"), "דנה", "mirror");
        Person ann = Person.entering(chromium.page(), server.at("/"), "Ann Mirror", "mirror");
        dana.says("שלום לכולם!");
        ann.sees("שלום לכולם!");
        ann.says("Hello!");
        dana.sees("שלום לכולם!", "Hello!");
        assertThat(page.evaluate("""
                () => {
                  const left = (selector) => document.querySelector(selector).getBoundingClientRect().left;
                  return [
                    left('#sidebar') > left('#main'),
                    left('#main') > left('#people'),
                    left('#send') < left('#text'),
                    left('li.message[data-own=true] .text') < left('li.message[data-own=false] .text'),
                  ];
                }
                """)).isEqualTo(List.of(true, true, true, true));
        Layout.staysWithinItsWidth(page);
        Chromium.screenshot(page, "chat-right-to-left.png");
    }

    @Test
    void thePageFollowsTheReadersLight() {
        String ground = "() => getComputedStyle(document.body).backgroundColor";
        Page page = chromium.page(new Browser.NewContextOptions().setColorScheme(ColorScheme.LIGHT));
        page.navigate(server.at("/"));
        Object light = page.evaluate(ground);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        assertThat(page.evaluate(ground)).isNotEqualTo(light);
    }

    @Test
    void theOwnersColourAndTitleAreWorn() throws Exception {
        try (Server owned = Server.with("chat.title", "Corner shop", "chat.accent", "#7a1fa2")) {
            Person ann = Person.entering(chromium.page(), owned.at("/"), "Ann Owned", "lobby");
            assertThat(ann.at("#house")).hasText("Corner shop");
            assertThat(ann.page()).hasTitle("Lobby · Corner shop");
            assertThat(ann.at("#send").evaluate("send => getComputedStyle(send).backgroundColor"))
                    .isEqualTo("rgb(122, 31, 162)");
        }
    }
}
