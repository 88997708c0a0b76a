package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The chat in the corner of somebody else's page.
@Tag("browser")
class EmbeddingTest {

    static final String SECRET = "what the shop signs its visitors' names with";
    private static final String LAUNCH = "parley-chat .launch";
    private static final String PANEL = "parley-chat [role=dialog]";

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private HostSite site;
    private Server server;

    @BeforeEach
    void start() throws Exception {
        site = HostSite.serve();
        server = Server.with("client.allowed_origins", shop());
    }

    @AfterEach
    void stop() {
        server.close();
        site.close();
    }

    private String shop() {
        return site.origin("shop.example");
    }

    /// The tag, with further attributes.
    private String tag(String attributes) {
        return "<script src=\"" + server.at("/chat/embed.js") + "\" " + attributes + "></script>";
    }

    private Page opens(String url) {
        return opens(chromium.page(), url);
    }

    private static Page opens(Page page, String url) {
        page.navigate(url);
        return page;
    }

    /// The chat's frame, once the chat runs in it.
    private Frame chatIn(Page page) {
        page.waitForCondition(() -> frame(page) != null);
        Frame frame = frame(page);
        frame.waitForSelector("html[data-page=ready]");
        return frame;
    }

    private Frame frame(Page page) {
        return page.frames().stream()
                .filter(frame -> frame.url().startsWith(server.at("/chat/embed")))
                .findFirst()
                .orElse(null);
    }

    @Test
    void onAPageOfAnAllowedOriginAButtonOpensTheChatAndEscapeClosesIt() {
        site.page("/", "<h1>The shop</h1>" + tag("data-room=shop"));
        Page page = opens(shop() + "/");
        Locator launch = page.locator(LAUNCH);
        assertThat(launch).hasAttribute("aria-label", "Open the chat");
        assertThat(launch).hasAttribute("aria-expanded", "false");
        assertThat(frame(page)).as("nothing is loaded before somebody wants it").isNull();

        launch.click();
        assertThat(page.locator(PANEL)).isVisible();
        assertThat(launch).hasAttribute("aria-label", "Close the chat");
        Frame chat = chatIn(page);
        assertThat(chat.url()).isEqualTo(server.at("/chat/embed?room=shop"));
        assertThat(chat.evaluate("document.documentElement.dataset.embed")).isEqualTo("");
        assertThat(page.locator("parley-chat .close")).isHidden();
        page.waitForCondition(() -> "name".equals(chat.evaluate("document.activeElement.id")));

        launch.focus();
        page.keyboard().press("Escape");
        assertThat(page.locator(PANEL)).isHidden();
        assertThat(launch).isFocused();
        launch.click();
        assertThat(chatIn(page)).as("the same chat as before").isSameAs(chat);
    }

    @Test
    void oneTalksThereByTheNameThatTheSiteHasSigned() throws Exception {
        server.close();
        server = Server.with(
                "client.allowed_origins", shop(), "client.token.hmac_secret_key", SECRET, "chat.guests", "true");
        site.text("/token", token("42", "Olga of the shop"));
        site.page("/", tag("data-room=shop data-token-url=/token data-open"));
        Page page = opens(shop() + "/");
        Frame chat = chatIn(page);
        assertThat(chat.locator("#log")).hasAttribute("data-room", "shop");
        chat.locator("#text").fill("Hello from the shop");
        chat.locator("#text").press("Enter");

        Person guest = Person.entering(chromium.page(), server.at("/"), "A guest", "shop");
        guest.sees("Hello from the shop");
        assertThat(guest.at("#messages .author")).hasText("Olga of the shop");
        page.locator(LAUNCH).click();
        assertThat(page.locator(PANEL)).isHidden();
        guest.says("Is anybody there?");
        assertThat(page.locator("parley-chat .badge")).hasText("1");
        assertThat(page.locator(LAUNCH)).hasAttribute("aria-label", "Open the chat (1 unread)");
        Chromium.screenshot(page, "embedded-unread.png");
        page.locator(LAUNCH).click();
        assertThat(chat.locator("#messages > li.message .text"))
                .hasText(new String[] {"Hello from the shop", "Is anybody there?"});
        assertThat(page.locator("parley-chat .badge")).isHidden();
        Chromium.screenshot(page, "embedded.png");
        chat.locator("#text").press("Escape");
        assertThat(page.locator(PANEL)).isHidden();
    }

    /// As a site's backend signs it.
    static String token(String user, String name) throws Exception {
        long end = System.currentTimeMillis() / 1000 + 3_600;
        String signed = part("{\"alg\":\"HS256\"}") + "."
                + part("{\"sub\":\"" + user + "\",\"exp\":" + end + ",\"info\":{\"name\":\"" + name + "\"}}");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void onAnOriginThatIsNotAllowedTheFrameIsRefusedAndTheConsoleSaysWhatToDo() {
        site.page("/", tag("data-room=shop"));
        String elsewhere = site.origin("elsewhere.example");
        Page page = opens(elsewhere + "/");
        page.locator(LAUNCH).click();
        assertThat(page.locator("parley-chat p")).isVisible();
        assertThat(page.locator("parley-chat p")).hasText("The chat can’t be reached at the moment.");
        List<String> complaints = chromium.takeComplaints();
        assertThat(complaints)
                .anyMatch(line -> line.contains("Parley: no chat from " + server.at(""))
                        && line.contains("client.allowed_origins: [" + elsewhere + "]"))
                .anyMatch(line -> line.contains("frame-ancestors"));
        assertThat(page.frames())
                .allSatisfy(frame -> assertThat(frame.locator("#entry").count()).isZero());
        page.locator("parley-chat .close").click();
        assertThat(page.locator(PANEL)).isHidden();
    }

    @Test
    void aPageWithAStrictPolicyNamesThisServerTwice() {
        String policy = "default-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'; script-src "
                + server.at("") + "; frame-src " + server.at("");
        site.page("/", tag("data-room=shop"), policy);
        Page page = opens(shop() + "/");
        page.locator(LAUNCH).click();
        chatIn(page);
        assertThat(page.locator("parley-chat .close")).isHidden();
        assertThat(page.locator(LAUNCH)).hasCSS("border-radius", "50%"); // its style came through
    }

    @Test
    void aPolicyOfThePagesOwnThatForbidsTheFrameIsNamedOnTheConsole() {
        site.page("/", tag("data-room=shop"), "default-src 'none'; script-src " + server.at(""));
        Page page = opens(shop() + "/");
        page.locator(LAUNCH).click();
        assertThat(page.locator("parley-chat p")).isVisible();
        assertThat(chromium.takeComplaints())
                .anyMatch(line -> line.contains("has to allow frame-src " + server.at("")));
    }

    @Test
    void whatAnotherFrameOfThePageSaysIsNotHeard() {
        // An advertisement speaks to the page as the chat would. The chat itself it can't reach: the frame is in a
        // shadow tree.
        site.page("/ad", """
                <script>
                  const forged = [{parley: 'hello'}, {parley: 'unread', count: 99}, {parley: 'token'}, {parley: 'close'}];
                  setInterval(() => forged.forEach((one) => parent.postMessage(one, '*')), 20);
                  addEventListener('message', (event) => (document.title = 'heard ' + JSON.stringify(event.data)));
                  document.title = 'reaches ' + parent.frames.length;
                </script>
                """);
        site.page(
                "/",
                tag("data-room=shop data-token=the-sites-own data-open") + "<iframe src=\""
                        + site.origin("ads.example") + "/ad\"></iframe><script>forged = 0;"
                        + "addEventListener('message', (event) => event.origin.includes('ads.') && forged++)</script>");
        Page page = opens(shop() + "/");
        chatIn(page);
        page.waitForCondition(() -> (Integer) page.evaluate("forged") > 40);
        assertThat(page.locator(PANEL)).isVisible();
        page.locator(LAUNCH).click();
        page.waitForCondition(() -> (Integer) page.evaluate("forged") > 80);
        assertThat(page.locator("parley-chat .badge")).isHidden();
        assertThat(page.frames().stream().filter(frame -> frame.url().endsWith("/ad")))
                .singleElement()
                .satisfies(ad -> assertThat(ad.title()).isEqualTo("reaches 1"));
    }

    @Test
    void thePagesStylesStopAtTheButtonAndOursAtThePage() {
        String hostile = """
                <style>
                  * { font-size: 3px !important; color: rgb(1, 2, 3) !important; border-radius: 0 !important }
                  parley-chat { display: none !important; position: static !important; transform: scale(9) !important }
                  button, iframe, div { inline-size: 7px !important; display: none !important }
                </style>
                <p id=text>Text</p>
                """;
        String measure = "JSON.stringify(getComputedStyle(document.querySelector('#text')))";
        site.page("/bare", hostile);
        site.page("/", hostile + tag("data-room=shop"));
        Object before = opens(shop() + "/bare").evaluate(measure);
        Page page = opens(shop() + "/");
        BoundingBox box = page.locator(LAUNCH).boundingBox();
        assertThat(box.width).isEqualTo(56);
        assertThat(box.x + box.width).as("from the right").isEqualTo(1200 - 20);
        assertThat(box.y + box.height).as("from the bottom").isEqualTo(800 - 20);
        assertThat(page.evaluate(measure)).isEqualTo(before);
        page.locator(LAUNCH).click();
        assertThat(chatIn(page).locator("#name")).isVisible();
        assertThat(page.locator(PANEL).boundingBox().width).isEqualTo(400);
    }

    @Test
    void onAPhoneTheChatHasTheWholeScreen() {
        site.page("/", tag("data-room=shop"));
        Page page = opens(
                chromium.page(new Browser.NewContextOptions()
                        .setViewportSize(360, 740)
                        .setIsMobile(true)
                        .setHasTouch(true)),
                shop() + "/");
        page.locator(LAUNCH).tap();
        chatIn(page);
        page.waitForCondition(() -> page.locator("parley-chat iframe").boundingBox().y == 44); // it moves in
        BoundingBox box = page.locator("parley-chat iframe").boundingBox();
        assertThat(List.of(box.x, box.y, box.width, box.height)).containsExactly(0.0, 44.0, 360.0, 696.0);
        page.locator("parley-chat .close").tap();
        assertThat(page.locator(PANEL)).isHidden();
    }

    @Test
    void severalTagsAreSeveralButtonsAndTheSameTwiceIsOne() {
        site.page("/", tag("data-room=shop") + tag("data-room=shop") + tag("data-room=help data-lang=zh"));
        Page page = opens(shop() + "/");
        assertThat(page.locator(LAUNCH)).hasCount(2);
        assertThat(page.locator(LAUNCH).last()).hasAttribute("aria-label", "打开聊天");
        BoundingBox first = page.locator(LAUNCH).first().boundingBox();
        BoundingBox second = page.locator(LAUNCH).last().boundingBox();
        assertThat(second.x + second.width).isLessThan(first.x);

        page.evaluate("ParleyChat.open('help')");
        assertThat(page.locator(PANEL).last()).isVisible();
        assertThat(page.locator(PANEL).first()).isHidden();
        assertThat(chatIn(page).url()).isEqualTo(server.at("/chat/embed?room=help&lang=zh"));
        page.evaluate("ParleyChat.close()");
        assertThat(page.locator(PANEL).last()).isHidden();
        page.evaluate("ParleyChat.remove('help')");
        assertThat(page.locator(LAUNCH)).hasCount(1);
        page.evaluate("ParleyChat.remove()");
        assertThat(page.locator("parley-chat")).hasCount(0);
    }

    @Test
    void aTagInTheHeadOrMadeByAScriptOrThatComesLateDoesTheSame() {
        site.page("/head", "</body>" + tag("data-room=shop async") + "<body><p>below</p>");
        assertThat(opens(shop() + "/head").locator(LAUNCH)).isVisible();
        site.page(
                "/made",
                "<script>const tag = document.createElement('script'); tag.src = '" + server.at("/chat/embed.js")
                        + "'; tag.dataset.room = 'made'; document.head.append(tag);</script>");
        Page page = opens(shop() + "/made");
        page.locator(LAUNCH).click();
        assertThat(chatIn(page).url()).endsWith("?room=made");
    }

    @Test
    void openedByTheTagItTakesNoFocusAndWhoCameBeforeFindsItLoaded() {
        site.page("/", "<input id=mine autofocus>" + tag("data-room=shop data-open"));
        site.page("/other", tag("data-room=shop"));
        site.page("/third", tag("data-room=another"));
        Page page = opens(shop() + "/");
        assertThat(chatIn(page).locator("#name")).isVisible();
        assertThat(page.evaluate("document.activeElement.id")).isEqualTo("mine");

        opens(page, shop() + "/third");
        assertThat(page.locator(LAUNCH)).isVisible();
        assertThat(frame(page)).isNull();
        opens(page, shop() + "/other");
        assertThat(page.locator(PANEL)).isHidden();
        chatIn(page);
    }
}
