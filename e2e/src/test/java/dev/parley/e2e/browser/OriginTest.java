package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Which pages may open a WebSocket here, with the origins that a real browser sends.
@Tag("browser")
class OriginTest {

    private static final String LET_IN = "heard hello";
    private static final String REFUSED = "closed 1006";

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private void opens(String address, String result) {
        Page page = chromium.page();
        page.navigate(address);
        assertThat(page.locator("#result")).hasText(result);
    }

    @Test
    void inDevelopmentPagesOfThisMachineAreLetInAndPagesOfOtherSitesAreNot(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("page.html"), ForeignPage.HTML);
        try (Server server = Server.with();
                ForeignPage foreign = ForeignPage.serve()) {
            String echo = server.ws("/echo");
            opens(foreign.at("127.0.0.1", echo), LET_IN);
            opens(foreign.at("localhost", echo), LET_IN);
            opens(file.toUri() + "#" + echo, LET_IN);
            opens(foreign.at("shop.example", echo), REFUSED);
            opens(foreign.at("shop.example", server.ws("/connection/websocket")), REFUSED);
        }
    }

    @Test
    void anAllowedOriginIsLetInAndThenOthersAreNotNotEvenOfThisMachine() throws Exception {
        try (ForeignPage foreign = ForeignPage.serve();
                Server server = Server.with("client.allowed_origins", foreign.origin("shop.example"))) {
            String echo = server.ws("/echo");
            opens(foreign.at("shop.example", echo), LET_IN);
            opens(foreign.at("evil.example", echo), REFUSED);
            opens(foreign.at("127.0.0.1", echo), REFUSED);
            Person.entering(chromium.page(), server.at("/"), "Ann", "lobby"); // its own page always is
        }
    }

    @Test
    void aPatternLetsInAllHostsBelowAName() throws Exception {
        try (ForeignPage foreign = ForeignPage.serve();
                Server server = Server.with("client.allowed_origins", "http://*.shop.example:*")) {
            opens(foreign.at("www.shop.example", server.ws("/echo")), LET_IN);
            opens(foreign.at("evilshop.example", server.ws("/echo")), REFUSED);
        }
    }

    @Test
    void aNameThatSomebodyElseHasPointedHereIsNotAnswered() throws Exception {
        try (Server server = Server.with()) {
            Page page = chromium.page();
            assertThat(page.navigate("http://rebound.example:" + server.port() + "/")
                            .status())
                    .isEqualTo(421);
            assertThat(chromium.takeComplaints()).singleElement().asString().contains(" 421 ");
        }
    }
}
