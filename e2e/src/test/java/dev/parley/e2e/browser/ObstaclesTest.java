package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the pages can't do without is said plainly where it is missing, in place of what would not work.
@Tag("browser")
class ObstaclesTest {

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        server = Server.with();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"/, Parley needs JavaScript", "/console, The console needs JavaScript"})
    void withoutJavaScriptThePageSaysSo(String path, String title) {
        Page page = chromium.page(new Browser.NewContextOptions().setJavaScriptEnabled(false));
        page.navigate(server.at(path));
        showsNothingBut(page, title);
    }

    @ParameterizedTest
    @CsvSource({"/", "/console"})
    void withoutWebSocketThePageSaysSo(String path) {
        Page page = chromium.page();
        page.addInitScript("delete window.WebSocket");
        page.navigate(server.at(path));
        assertThat(page.locator("html")).hasAttribute("data-page", "no-websocket");
        showsNothingBut(page, "This browser has no WebSocket");
    }

    @ParameterizedTest
    @CsvSource({"/", "/console"})
    void withoutThePagesScriptThePageSaysSo(String path) {
        Page page = chromium.page();
        page.route("**/assets/*.js", Route::abort);
        page.navigate(server.at(path));
        showsNothingBut(page, "The page’s script hasn’t started");
        assertThat(chromium.takeComplaints()).isNotEmpty().allMatch(complaint -> complaint.contains("ERR_FAILED"));
    }

    private static void showsNothingBut(Page page, String title) {
        assertThat(page.locator("section.obstacle:visible")).hasCount(1);
        assertThat(page.locator("section.obstacle:visible :is(h1, h2)")).hasText(title);
        assertThat(page.locator("input:visible, textarea:visible, button:visible"))
                .hasCount(0);
    }
}
