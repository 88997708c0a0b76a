package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// 360 by 740: a small phone, held upright.
@Tag("browser")
class PhoneTest {

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private Page phone() {
        return chromium.page(new Browser.NewContextOptions()
                .setViewportSize(360, 740)
                .setDeviceScaleFactor(2)
                .setIsMobile(true)
                .setHasTouch(true)
                .setColorScheme(ColorScheme.DARK));
    }

    @Test
    void everythingFitsWithoutScrollingSideways() throws Exception {
        try (Server server = Server.with()) {
            Page page = phone();
            page.navigate(server.at("/#" + "m".repeat(64)));
            Layout.staysWithinItsWidth(page);
            Person ann = new Person(page);
            ann.enter("");
            assertThat(ann.at("#entry-problem")).isVisible();
            Layout.staysWithinItsWidth(page);

            String name = "W".repeat(32);
            String room = "m".repeat(64);
            ann.enter(name);
            ann.isIn(room);
            Layout.staysWithinItsWidth(page);
            Person bob = Person.entering(phone(), server.at("/"), "i" + name.substring(1), room);
            bob.says("w".repeat(1_024));
            bob.says("https://example.org/" + "path/".repeat(80));
            ann.says("short\n\nwith lines\n" + "and words ".repeat(90));
            assertThat(ann.said()).hasCount(3);
            ann.writes("x".repeat(1_025));
            ann.at("#send").tap();
            assertThat(ann.at("#reason")).isVisible();
            Layout.staysWithinItsWidth(page);
            Layout.staysWithinItsWidth(bob.page());
            for (String part : new String[] {"#text", "#send", "#back", "#room-menu"}) {
                assertThat(ann.at(part)).isInViewport();
            }

            server.stop();
            assertThat(ann.at("#notice")).isVisible();
            ann.writes("and more");
            ann.at("#send").tap();
            assertThat(ann.at("#outgoing > li")).hasCount(1);
            Layout.staysWithinItsWidth(page);
            assertThat(ann.at("#reconnect")).isInViewport();
        }
    }

    @Test
    void oneColumnIsShownAtATimeAndOneGoesBackAndForth() throws Exception {
        try (Server server = Server.with()) {
            Person ann = Person.entering(phone(), server.at("/"), "Ann Phone", "lobby");
            assertThat(ann.at("#main")).isVisible();
            assertThat(ann.at("#sidebar")).isHidden();
            assertThat(ann.at("#people")).isHidden();
            ann.at("#here").tap();
            assertThat(ann.at("#people")).isVisible();
            assertThat(ann.at("#main")).isHidden();
            Layout.staysWithinItsWidth(ann.page());
            ann.at("#people-close").tap();
            assertThat(ann.at("#main")).isVisible();

            ann.at("#back").tap();
            assertThat(ann.at("#sidebar")).isVisible();
            assertThat(ann.at("#main")).isHidden();
            Layout.staysWithinItsWidth(ann.page());
            Person bob = Person.entering(chromium.page(), server.at("/"), "Bob Desk", "lobby");
            bob.says("anybody here?");
            assertThat(ann.room("lobby").locator(".badge")).hasText("1");
            ann.room("lobby").tap();
            ann.sees("anybody here?");
            assertThat(ann.at("#sidebar")).isHidden();
            ann.page().goBack();
            assertThat(ann.at("#sidebar")).isVisible();
            ann.page().goForward();
            assertThat(ann.at("#main")).isVisible();

            ann.message("anybody here?").locator(".text").tap();
            ann.at(".actions [data-action=more]").tap();
            Layout.staysWithinItsWidth(ann.page());
            ann.at(".menu .quick button").first().tap();
            assertThat(bob.at(".reaction")).isVisible();
            ann.at("#emoji").tap();
            assertThat(ann.at(".emoji-panel")).isVisible();
            Layout.staysWithinItsWidth(ann.page());
        }
    }

    @Test
    void theConsoleFitsToo() throws Exception {
        try (Server server = Server.with()) {
            Page page = phone();
            page.navigate(server.at("/console"));
            Layout.staysWithinItsWidth(page);
            page.locator("#connect").tap();
            assertThat(page.locator("#ready-state")).hasText("1 OPEN");
            page.locator("#payload").fill("w".repeat(5_000));
            page.locator("#send").tap();
            assertThat(page.locator("#journal > li[data-direction=received]")).hasCount(1);
            page.locator("#kind").selectOption("hex");
            page.locator("#payload").fill("00ff".repeat(600));
            page.locator("#send").tap();
            assertThat(page.locator("#journal > li[data-direction=received]")).hasCount(2);
            Layout.staysWithinItsWidth(page);
        }
    }
}
