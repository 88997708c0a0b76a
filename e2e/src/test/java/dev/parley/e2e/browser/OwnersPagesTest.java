package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// A page that somebody has already, served by `--static` beside `--ws-root`, without a change.
@Tag("browser")
class OwnersPagesTest {

    private static final String PAGE = """
            <!DOCTYPE html>
            <html>
            <head><title>My page</title><style>#heard { color: teal; }</style></head>
            <body onload="start()">
              <ul id="heard"></ul>
              <script>
                function open(url) {
                  const ws = new WebSocket(url);
                  ws.onopen = () => ws.send(url.split('/').slice(3).join('/') + ' says hello');
                  ws.onmessage = (event) => {
                    const li = document.createElement('li');
                    li.innerHTML = event.data;
                    document.getElementById('heard').append(li);
                  };
                  return ws;
                }
                function start() {
                  window.one = open('ws://' + location.host);
                  window.two = open('ws://' + location.host + '/websocket');
                }
              </script>
            </body>
            </html>
            """;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws Exception {
        Files.writeString(folder.resolve("index.html"), PAGE);
    }

    @Test
    void itsEchoIsAnsweredAtTheRootAndAtAnyPath() throws Exception {
        try (Server server = Server.with("server.static", folder.toString(), "server.ws_root", "echo")) {
            Page page = chromium.page();
            page.navigate(server.at("/"));
            assertThat(page).hasTitle("My page");
            assertThat(page.locator("#heard > li")).hasCount(2);
            assertThat(page.getByText("websocket says hello")).hasCount(1);
        }
    }

    @Test
    void itsRoomIsOneChannelForAllWhoOpenIt() throws Exception {
        try (Server server = Server.with("server.static", folder.toString(), "server.ws_root", "raw:lobby")) {
            Page ann = chromium.page();
            ann.navigate(server.at("/"));
            assertThat(ann.getByText("websocket says hello")).not().hasCount(0);
            Page bob = chromium.page();
            bob.navigate(server.at("/"));
            assertThat(bob.getByText("websocket says hello")).not().hasCount(0);
            for (Page each : List.of(ann, bob)) {
                Chromium.until(each, "one.readyState === 1 && two.readyState === 1");
            }
            ann.evaluate("one.send('<b>to everybody</b>')");
            // Both sockets of both pages are on the channel.
            assertThat(ann.locator("#heard b")).hasCount(2);
            assertThat(bob.locator("#heard b")).hasCount(2);
        }
    }

    @Test
    void theChatAndTheConsoleStayBesideIt() throws Exception {
        try (Server server = Server.with("server.static", folder.toString(), "server.ws_root", "echo")) {
            Person ann = Person.entering(chromium.page(), server.at("/chat"), "Ann", "lobby");
            ann.says("still here");
            ann.sees("still here");
            Page console = chromium.page();
            console.navigate(server.at("/console"));
            console.locator("#connect").click();
            assertThat(console.locator("#ready-state")).hasText("1 OPEN");
        }
    }
}
