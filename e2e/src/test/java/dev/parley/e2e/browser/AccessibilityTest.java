package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.parley.e2e.Node;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What axe-core finds in the states that people meet: nothing that keeps anybody out.
@Tag("browser")
class AccessibilityTest {

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private static Server server;
    private static String axe;

    @BeforeAll
    static void start() throws Exception {
        server = Server.with("chat.rate", "1000", "chat.burst", "1000");
        axe = Files.readString(Node.file("axe-core/axe.min.js"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private Page page(ColorScheme scheme) {
        return chromium.page(new Browser.NewContextOptions().setColorScheme(scheme));
    }

    /// Of the violations that are serious or worse, none.
    private static void isOpenToEverybody(Page page, String state) {
        // By the debugger: the page's own policy lets nobody add a script to it.
        CDPSession devtools = page.context().newCDPSession(page);
        JsonObject expression = new JsonObject();
        expression.addProperty("expression", axe);
        devtools.send("Runtime.evaluate", expression);
        devtools.detach();
        Object found = page.evaluate("""
                async () => {
                  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
                  return violations
                    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
                    .map(({ id, help, nodes }) => id + ': ' + help + ' ' + nodes.map(({ target }) => target.join(' ')).join(', '))
                    .join('\\n');
                }
                """);
        assertThat(found).as(state).isEqualTo("");
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void nothingKeepsAnybodyOut(ColorScheme scheme) {
        Page page = page(scheme);
        String room = "axe-" + scheme;
        page.navigate(server.at("/#" + room));
        Person ann = new Person(page);
        assertThat(ann.at("#name")).isVisible();
        isOpenToEverybody(page, "the way in");
        ann.enter("");
        assertThat(ann.at("#entry-problem")).isVisible();
        isOpenToEverybody(page, "a name that is refused");
        ann.enter("Ann " + scheme);
        ann.isIn(room);
        isOpenToEverybody(page, "an empty room");

        Person bob = Person.entering(page(scheme), server.at("/"), "Bob " + scheme, room);
        ann.says("Have you seen https://example.org/ yet?");
        bob.says("Hello @Ann " + scheme + ", I have!");
        ann.says("And?");
        assertThat(ann.said()).hasCount(3);
        ann.message("I have!").hover();
        ann.at(".actions [data-action=more]").click();
        isOpenToEverybody(page, "the menu of a message");
        ann.at(".menu .quick button").first().click();
        assertThat(ann.at(".reaction")).isVisible();
        ann.message("I have!").hover();
        ann.at(".actions [data-action=reply]").click();
        ann.writes("x".repeat(1_000));
        isOpenToEverybody(page, "answering, near the limit");
        ann.says("a reply");
        assertThat(ann.said()).hasCount(4);
        isOpenToEverybody(page, "a lively room");
        ann.at("#text").pressSequentially("@B");
        assertThat(ann.at("#mention-list")).isVisible();
        isOpenToEverybody(page, "whom to mention");
        ann.writes("");
        ann.at("#emoji").click();
        assertThat(ann.at(".emoji-panel")).isVisible();
        isOpenToEverybody(page, "emoji");
        page.keyboard().press("Escape");

        for (String button : new String[] {"#browse", "#me", "#search-open"}) {
            ann.at(button).click();
            assertThat(ann.at("dialog[open]")).isVisible();
            isOpenToEverybody(page, "the dialog of " + button);
            page.keyboard().press("Escape");
            assertThat(ann.at("dialog[open]")).hasCount(0);
        }
        for (String action : new String[] {"invite", "settings", "reports", "audit", "help"}) {
            ann.at("#room-menu").click();
            ann.at(".menu [data-action=" + action + "]").click();
            assertThat(ann.at("dialog[open]")).isVisible();
            isOpenToEverybody(page, "the dialog of " + action);
            page.keyboard().press("Escape");
            assertThat(ann.at("dialog[open]")).hasCount(0);
        }
    }
}
