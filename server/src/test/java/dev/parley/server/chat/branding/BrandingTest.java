package dev.parley.server.chat.branding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.server.Caller.Answer;
import dev.parley.server.Started;
import dev.parley.server.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The chat in its owner's colours, as a client of the server sees it.
class BrandingTest {

    @TempDir
    Path folder;

    private static JsonNode settings(Started server) throws Exception {
        Answer answer = server.api("").get("/chat/settings");
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void withoutAnyOptionTheChatIsCalledParleyAndHasALobby() throws Exception {
        try (Started server = Started.with()) {
            JsonNode settings = settings(server);
            assertThat(settings.path("title").asString()).isEqualTo("Parley");
            assertThat(settings.path("rooms").toString()).isEqualTo("[\"lobby\"]");
            assertThat(settings.has("logo")).isFalse();
            assertThat(settings.has("accent")).isFalse();
            assertThat(settings.path("emoticons")).isEmpty();
            assertThat(settings.path("limits").path("text").asInt()).isEqualTo(1024);
            assertThat(settings.path("version").asString()).isNotEmpty();
        }
    }

    @Test
    void whatTheOwnerHasChosenIsInTheSettings() throws Exception {
        Samples.write(folder, "party.png", Samples.PNG);
        String rooms =
                "[{id: shop, name: The shop, topic: Ask us}, {id: news, kind: announcement}, {id: staff, kind: invitation}]";
        try (Started server = Started.with(
                "chat.title",
                "\"Shop\" </script>",
                "chat.accent",
                "#FFD400",
                "chat.rooms",
                rooms,
                "chat.emoticons",
                "" + folder)) {
            JsonNode settings = settings(server);
            assertThat(settings.path("title").asString()).isEqualTo("\"Shop\" </script>");
            assertThat(settings.path("accent").asString()).isEqualTo("#ffd400");
            assertThat(settings.path("accent_ink").asString()).isEqualTo("#000000");
            assertThat(settings.path("rooms").toString())
                    .as("where newcomers may go")
                    .isEqualTo("[\"shop\",\"news\"]");
            assertThat(settings.path("emoticons").get(0).path("name").asString())
                    .isEqualTo("party");
        }
    }

    @Test
    void picturesComeWithHeadersThatMakeThemHarmless() throws Exception {
        Path logo = Samples.write(folder, "logo.svg", Samples.SVG);
        Path emoticons = Files.createDirectory(folder.resolve("emoticons"));
        Samples.write(emoticons, "party.png", Samples.PNG);
        try (Started server = Started.with("chat.logo", "" + logo, "chat.emoticons", "" + emoticons)) {
            JsonNode settings = settings(server);
            String drawn = server.http("GET /" + settings.path("logo").asString());
            String party = server.http(
                    "GET /" + settings.path("emoticons").get(0).path("url").asString());
            assertThat(drawn)
                    .contains("\r\nContent-Type: image/svg+xml\r\n", "\r\nContent-Disposition: attachment\r\n");
            assertThat(party).contains("\r\nContent-Type: image/png\r\n");
            for (String answer : new String[] {drawn, party}) {
                assertThat(answer)
                        .startsWith("HTTP/1.1 200 ")
                        .contains("\r\nX-Content-Type-Options: nosniff\r\n")
                        .contains(
                                "\r\nContent-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; sandbox;")
                        .contains("\r\nCross-Origin-Resource-Policy: same-origin\r\n")
                        .contains("immutable");
            }
            assertThat(server.http("GET /chat/emoticons/party"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains(": no-cache\r\n");
            String tag = party.replaceAll("(?s).*\r\nETag: (\"[^\"]+\")\r\n.*", "$1");
            assertThat(server.http("GET /chat/emoticons/party", "If-None-Match: " + tag))
                    .startsWith("HTTP/1.1 304 ");
            for (String none :
                    new String[] {"", "none", "party.png", "../logo.svg", "%2e%2e/logo.svg", "..%2flogo.svg"}) {
                assertThat(server.http("GET /chat/emoticons/" + none)).as(none).startsWith("HTTP/1.1 404 ");
            }
            assertThat(server.http("POST /chat/logo", "Content-Length: 0")).startsWith("HTTP/1.1 405 ");
        }
    }

    @Test
    void aPictureThatIsReplacedByAPageIsNotServed() throws Exception {
        Path logo = Samples.write(folder, "logo.png", Samples.PNG);
        try (Started server = Started.with("chat.logo", "" + logo)) {
            String address = "GET /" + settings(server).path("logo").asString();
            Files.writeString(logo, "<html><script>alert(1)</script>");
            assertThat(server.http(address)).startsWith("HTTP/1.1 404 ").doesNotContain("alert");
            await().untilAsserted(() -> assertThat(settings(server).has("logo")).isFalse());
            Files.write(logo, Samples.GIF);
            await().untilAsserted(() -> assertThat(settings(server).has("logo")).isTrue());
            assertThat(server.http("GET /chat/logo")).contains("\r\nContent-Type: image/gif\r\n");
        }
    }

    @Test
    void newEmoticonsAreThereWithoutARestart() throws Exception {
        try (Started server = Started.with("chat.emoticons", "" + folder)) {
            assertThat(settings(server).path("emoticons")).isEmpty();
            Samples.write(folder, "late.gif", Samples.GIF);
            await().untilAsserted(
                            () -> assertThat(settings(server).path("emoticons")).hasSize(1));
        }
    }

    @Test
    void theScriptForOtherPagesCarriesTitleAndColourAndMayBeLoadedFromThere() throws Exception {
        try (Started server = Started.with("chat.title", "O'Shop</script>\\", "chat.accent", "#ffd400")) {
            String answer = server.http("GET /chat/embed.js");
            assertThat(answer)
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\r\nContent-Type: text/javascript; charset=utf-8\r\n")
                    .contains("\r\nCross-Origin-Resource-Policy: cross-origin\r\n")
                    .contains("\r\nCache-Control: public, max-age=300\r\n")
                    .contains(
                            "{const PARLEY_BRAND={\"title\":\"O'Shop</script>\\\\\",\"accent\":\"#ffd400\",\"ink\":\"#000000\"};");
            String tag = answer.replaceAll("(?s).*\r\nETag: (\"[^\"]+\")\r\n.*", "$1");
            assertThat(server.http("GET /chat/embed.js", "If-None-Match: " + tag))
                    .startsWith("HTTP/1.1 304 ");
        }
    }

    @Test
    void thePageMayBeInAFrameOfAllowedOriginsOnly() throws Exception {
        try (Started server = Started.with("client.allowed_origins", "https://shop.example")) {
            for (String path : new String[] {"/", "/chat", "/chat/embed?room=shop"}) {
                assertThat(server.http("GET " + path))
                        .as(path)
                        .startsWith("HTTP/1.1 200 ")
                        .contains("frame-ancestors 'self' https://shop.example\r\n")
                        .doesNotContain("X-Frame-Options");
            }
            assertThat(server.http("GET /console")).contains("frame-ancestors 'none'", "X-Frame-Options: DENY");
        }
    }

    @Test
    void withoutTheChatNothingOfItIsServed() throws Exception {
        try (Started server = Started.with("chat.enabled", "false")) {
            for (String path :
                    new String[] {"/chat", "/chat/embed", "/chat/embed.js", "/chat/settings", "/chat/logo"}) {
                assertThat(server.http("GET " + path)).as(path).startsWith("HTTP/1.1 404 ");
            }
        }
    }

    private static void refuses(String message, String... options) {
        assertThatThrownBy(() -> Started.config(options))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatCantBeIsToldBeforeTheServerListens() throws Exception {
        Samples.write(folder, "logo.png", Samples.PNG);
        Path page = Samples.write(folder, "page.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>");
        refuses("did you mean `" + folder.resolve("logo.png") + "`?", "chat.logo", "" + folder.resolve("logo.pgn"));
        refuses("is SVG that does more than draw: it has <script>", "chat.logo", "" + page);
        refuses("there is no folder", "chat.emoticons", "" + folder.resolve("nothing"));
        refuses("`chat.accent` must be a colour such as #1b6152, got `green`", "chat.accent", "green");
        refuses("`chat.title` must be 1 to 64 characters", "chat.title", "x".repeat(65));
        refuses("needs an `id`", "chat.rooms", "[{name: Shop}]");
        refuses("has `shop` twice", "chat.rooms", "[{id: shop}, {id: shop}]");
        refuses("`id` must be 1 to 64 of A to Z", "chat.rooms", "[{id: 'the shop'}]");
        refuses("did you mean `topic`?", "chat.rooms", "[{id: shop, topc: x}]");
        refuses("`kind` must be one of public, announcement, invitation", "chat.rooms", "[{id: shop, kind: private}]");
        refuses("must be an origin such as", "chat.avatar_origins", "http://cdn.example");
    }
}
