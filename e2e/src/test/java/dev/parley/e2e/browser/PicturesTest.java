package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Pictures of the pages, kept in `target/screenshots` by each run. The README's is taken anew, from the project's root,
/// with
///
/// ```
/// ./mvnw -B -ntp -pl e2e -am test -Dtest=PicturesTest -Dsurefire.failIfNoSpecifiedTests=false
/// cp e2e/target/screenshots/chat.png docs/images/
/// ```
@Tag("browser")
class PicturesTest {

    /// What the README may cost its readers.
    private static final long MOST_BYTES = 200_000;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @Test
    void twoPeopleOnADesktopInTheLight() throws Exception {
        try (Server server = Server.with()) {
            Person nora = Person.entering(desktop(), server.at("/"), "Nora", "garden-club");
            Person tom = Person.entering(desktop(), server.at("/"), "Tom Baker", "garden-club");
            String[] talk = {
                "Morning, Tom! Did the tomato seedlings survive the storm?",
                "Hi Nora! All but two. The old cold frame held, I could hardly believe it.",
                "The roof of the shed is somewhere in the neighbours’ pond, though.",
                "Oh no! I have some boards left over from the fence. Shall I bring them on Saturday?",
                "That would be wonderful. I’ll make soup.",
                "Then it’s settled: ten o’clock, boards against soup. And keep me three of those seedlings!",
                "Four, for the boards. See you on Saturday!",
            };
            boolean[] norasTurn = {true, false, false, true, false, true, false};
            for (int i = 0; i < talk.length; i++) {
                (norasTurn[i] ? nora : tom).says(talk[i]);
                assertThat(nora.said().nth(i)).hasText(talk[i]);
                assertThat(tom.said().nth(i)).hasText(talk[i]);
            }
            nora.writes("Looking forward to");
            assertThat(take(nora.page(), "chat.png")).isLessThan(MOST_BYTES);
        }
    }

    @Test
    void twoPeopleOnPhonesInTheDark() throws Exception {
        try (Server server = Server.with()) {
            Person mia = Person.entering(darkPhone(), server.at("/"), "Mia", "picnic");
            Person tom = Person.entering(darkPhone(), server.at("/"), "Tom Baker", "picnic");
            mia.says("Are we still on for Saturday?");
            tom.sees("Are we still on for Saturday?");
            tom.says("Yes! I bring bread and cheese.");
            tom.says("And the big blanket.");
            mia.sees("Are we still on for Saturday?", "Yes! I bring bread and cheese.", "And the big blanket.");
            mia.says("Lovely. Then lemonade and the cake are mine. See you at the old bridge at noon?");
            assertThat(mia.said()).hasCount(4);
            mia.writes("If it rains,");
            take(mia.page(), "chat-phone-dark.png");
        }
    }

    @Test
    void theWayIn() throws Exception {
        try (Server server = Server.with()) {
            Page page = desktop();
            page.navigate(server.at("/"));
            take(page, "entry.png");
        }
    }

    @Test
    void theConsoleAtWork() throws Exception {
        try (Server server = Server.with()) {
            Page page = desktop();
            page.navigate(server.at("/console"));
            page.locator("#connect").click();
            assertThat(page.locator("#ready-state")).hasText("1 OPEN");
            page.locator("#payload").fill("{\"hello\": \"world\"}");
            page.locator("#send").click();
            page.locator("#kind").selectOption("hex");
            page.locator("#payload").fill("50 61 72 6c 65 79 00 01 02 03 fd fe ff");
            page.locator("#send").click();
            assertThat(page.locator("#journal > li[data-direction=received]")).hasCount(2);
            page.locator("#close-code").fill("4000");
            page.locator("#close").click();
            assertThat(page.locator("#ready-state")).hasText("3 CLOSED");
            take(page, "console.png");
        }
    }

    private Page desktop() {
        return chromium.page(new Browser.NewContextOptions()
                .setViewportSize(1200, 800)
                .setDeviceScaleFactor(1.5)
                .setColorScheme(ColorScheme.LIGHT));
    }

    private Page darkPhone() {
        return chromium.page(new Browser.NewContextOptions()
                .setViewportSize(360, 740)
                .setDeviceScaleFactor(2)
                .setIsMobile(true)
                .setHasTouch(true)
                .setColorScheme(ColorScheme.DARK));
    }

    private static long take(Page page, String name) throws Exception {
        long bytes = Files.size(Chromium.screenshot(page, name));
        assertThat(bytes).as("bytes of " + name).isGreaterThan(10_000); // an empty page has fewer
        return bytes;
    }
}
