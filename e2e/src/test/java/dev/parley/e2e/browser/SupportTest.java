package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Support: a visitor asks, an operator whom the site has signed in takes the talk, and each of them may end it.
@Tag("browser")
class SupportTest {

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private HostSite site;
    private Server server;

    @BeforeEach
    void start() throws Exception {
        site = HostSite.serve();
        server = Server.with(
                "chat.support", "true",
                "chat.operators", "42",
                "chat.guests", "true",
                "client.allowed_origins", site.origin("shop.example"),
                "client.token.hmac_secret_key", EmbeddingTest.SECRET);
        site.text("/token", EmbeddingTest.token("42", "Olga of the shop"));
        site.page(
                "/",
                "<script src=\"" + server.at("/chat/embed.js")
                        + "\" data-room=lobby data-token-url=/token data-open></script>");
    }

    @AfterEach
    void stop() {
        server.close();
        site.close();
    }

    /// The operator's chat, on a page of the site.
    private FrameLocator operator() {
        Page page = chromium.page();
        page.navigate(site.origin("shop.example") + "/");
        FrameLocator chat = page.frameLocator("parley-chat iframe");
        assertThat(chat.locator("#status")).hasAttribute("data-state", "open");
        return chat;
    }

    @Test
    void aVisitorsTalkIsCalledByWhoIsInItAndGoesToTheOperatorWhoTakesIt() {
        FrameLocator olga = operator();
        Person vera = Person.entering(chromium.page(), server.at("/"), "Vera Visitor", "lobby");
        vera.at("#ask-support").click();
        assertThat(vera.at("#room-title")).hasText("Support");
        assertThat(vera.at("#support-talks .room .name")).hasText("Support");
        assertThat(vera.at("#empty-text")).containsText("Ask your question");
        assertThat(vera.at("#copy-link")).isHidden();
        vera.says("My parcel is late");

        assertThat(olga.locator(".passing")).hasText("1 visitor is waiting");
        olga.locator("#back").click();
        olga.locator("#queue").click();
        assertThat(olga.locator("#queue-list .what bdi")).hasText("Vera Visitor");
        olga.locator("#queue-list button").click();
        assertThat(olga.locator("#room-title")).hasText("Vera Visitor");
        olga.locator("#text").fill("I look at it");
        olga.locator("#text").press("Enter");

        vera.sees("My parcel is late", "I look at it");
        assertThat(vera.at("#room-title")).hasText("Olga of the shop");
        vera.at("#room-menu").click();
        vera.at(".menu [data-action=close]").click();
        assertThat(vera.at("#support-talks .room")).hasCount(0);
        assertThat(vera.at("#ask-support")).isVisible();
    }
}
