package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// One user with two tabs of a page that knows nothing but `new WebSocket`, and a backend that knows nothing but HTTP.
@Tag("browser")
class UserTabsTest {

    private static final String KEY = "the key of the backend";

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>My orders</title></head>
            <body>
              <h1>My orders</h1>
              <p id="state">not connected</p>
              <ul id="heard"></ul>
              <script>
                const user = new URLSearchParams(location.search).get('user');
                const ws = new WebSocket(`ws://${location.host}/user?user=${user}`);
                ws.onopen = () => { document.getElementById('state').textContent = `connected as ${user}`; };
                ws.onmessage = ({ data }) => {
                  const li = document.createElement('li');
                  li.textContent = JSON.parse(data).text;
                  document.getElementById('heard').append(li);
                };
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

    private Page tab(Server server, String user) {
        Page page = chromium.page();
        page.navigate(server.at("/?user=" + user));
        assertThat(page.locator("#state")).hasText("connected as " + user);
        return page;
    }

    private static String call(Server server, String method, String json) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(server.at("/api/" + method)))
                                    .header("X-API-Key", KEY)
                                    .POST(HttpRequest.BodyPublishers.ofString(json))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void whatTheSiteSaysToAUserIsSeenInBothTabsAndNowhereElse() throws Exception {
        try (Server server = Server.with("server.static", folder.toString(), "http_api.key", KEY)) {
            Page first = tab(server, "42");
            Page second = tab(server, "42");
            Page another = tab(server, "43");
            await().until(() ->
                    call(server, "channels", "{\"pattern\":\"@all\"}").contains("\"num_clients\":3"));
            await().until(() ->
                    call(server, "channels", "{\"pattern\":\"user:#42\"}").contains("\"num_clients\":2"));
            call(server, "user_publish", "{\"user\":\"42\",\"data\":{\"text\":\"Order 7 is on its way, \\u2713\"}}");
            call(server, "all_publish", "{\"data\":{\"text\":\"We close at six.\"}}");
            for (Page page : new Page[] {first, second}) {
                assertThat(page.locator("#heard > li"))
                        .hasText(new String[] {"Order 7 is on its way, ✓", "We close at six."});
            }
            assertThat(another.locator("#heard > li")).hasText(new String[] {"We close at six."});
            Chromium.screenshot(first, "user-tab-first.png");
            Chromium.screenshot(second, "user-tab-second.png");
        }
    }

    @Test
    void whatWasKeptIsThereWhenThePageIsOpenedLater() throws Exception {
        try (Server server = Server.with("server.static", folder.toString(), "http_api.key", KEY)) {
            call(server, "user_publish", "{\"user\":\"42\",\"keep\":true,\"data\":{\"text\":\"While you were away\"}}");
            server.stop();
            server.startAgain();
            Page page = tab(server, "42");
            assertThat(page.locator("#heard > li")).hasText(new String[] {"While you were away"});
        }
    }
}
