package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import dev.parley.e2e.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// The pages elsewhere than at the root of a plain server.
@Tag("browser")
class PlacesTest {

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @Test
    void belowABasePathEverythingFindsEverything() throws Exception {
        try (Server server = Server.with("server.base_path", "/rt/")) {
            Person ann = Person.entering(chromium.page(), server.at("/rt"), "Ann", "lobby");
            assertThat(ann.page()).hasURL(server.at("/rt/#lobby"));
            Person bob = Person.entering(chromium.page(), server.at("/rt/"), "Bob", "lobby");
            ann.says("below");
            bob.sees("below");
            Page console = chromium.page();
            console.navigate(server.at("/rt"));
            console.getByText("Open the WebSocket console").click();
            assertThat(console).hasURL(server.at("/rt/console"));
            assertThat(console.locator("#address")).hasValue(server.ws("/rt/echo"));
            console.locator("#connect").click();
            assertThat(console.locator("#ready-state")).hasText("1 OPEN");
        }
    }

    @Test
    void byTheNameLocalhostItIsTheSameServer() throws Exception {
        try (Server server = Server.with()) {
            Person ann = Person.entering(chromium.page(), "http://localhost:" + server.port() + "/", "Ann", "lobby");
            Person bob = Person.entering(chromium.page(), server.at("/"), "Bob", "lobby");
            ann.says("by name");
            bob.sees("by name");
        }
    }

    @Test
    void onIpv6ThePagesFindTheirServerToo() throws Exception {
        assumeTrue(hasIpv6Loopback(), "this machine has no IPv6");
        try (Server server = Server.with("http_server.address", "::1")) {
            Person ann = Person.entering(chromium.page(), "http://[::1]:" + server.port() + "/", "Ann", "lobby");
            ann.says("by long numbers");
            ann.sees("by long numbers");
        }
    }

    private static boolean hasIpv6Loopback() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
            return socket.isBound();
        } catch (IOException noIpv6) {
            return false;
        }
    }

    @Test
    void overTlsThePagesUseWss(@TempDir Path folder) throws Exception {
        SelfSigned files = SelfSigned.make(folder);
        try (Server server = Server.with(
                "http_server.tls.cert_pem",
                files.certificate().toString(),
                "http_server.tls.key_pem",
                files.key().toString())) {
            String address = "https://127.0.0.1:" + server.port() + "/";
            Person ann = Person.entering(trusting(), address, "Ann", "lobby");
            Person bob = Person.entering(trusting(), address, "Bob", "lobby");
            ann.says("in private");
            bob.sees("in private");
            Page console = trusting();
            console.navigate(address + "console");
            assertThat(console.locator("#address")).hasValue("wss://127.0.0.1:" + server.port() + "/echo");
            console.locator("#connect").click();
            assertThat(console.locator("#ready-state")).hasText("1 OPEN");
        }
    }

    private Page trusting() {
        return chromium.page(new Browser.NewContextOptions().setIgnoreHTTPSErrors(true));
    }
}
