package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What people type is text and never anything else. That nothing ran is checked behind each test by [Chromium].
@Tag("browser")
class HostileTextTest {

    private static final List<String> HOSTILE = List.of(
            "<script>hacked='script'</script>",
            "<img src=x onerror=\"hacked='img'\">",
            "<svg/onload=hacked='svg'>",
            "<iframe srcdoc=\"<script>parent.hacked='frame'</script>\"></iframe>",
            "</p></li></ol><style>body{display:none}</style>",
            "<a href=\"javascript:hacked='link'\">press</a>",
            "javascript:hacked='address'",
            "\"><math><mtext><table><mglyph><style><img src=x onerror=hacked='mutation'>",
            "{{constructor.constructor('hacked=1')()}} ${hacked=1} &lt;b&gt; &amp;",
            "\\u003cscript>hacked='escape'</script>\u2028\u2029]]>--><!--");

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        server = Server.with("chat.text_limit", "5000", "chat.rate", "1000", "chat.burst", "1000");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private Person person(String name, String room) {
        return Person.entering(chromium.page(), server.at("/"), name, room);
    }

    @Test
    void whatRanWouldBeNoticed() {
        Person ann = person("Ann Traps", "traps");
        ann.page().evaluate("window.hacked = 'the test'");
        ann.page().evaluate("alert('the test')");
        assertThat(chromium.takeComplaints())
                .hasSize(2)
                .anyMatch(complaint -> complaint.contains("hacked by the test"))
                .anyMatch(complaint -> complaint.equals("a dialog: the test"));
    }

    @Test
    void markupInMessagesIsShownAsItWasTyped() {
        Person ann = person("Ann Markup", "markup");
        Person bob = person("Bob Markup", "markup");
        HOSTILE.forEach(ann::says);
        for (Person one : List.of(ann, bob)) {
            assertThat(one.said()).hasCount(HOSTILE.size());
            assertThat(one.said().allTextContents()).isEqualTo(HOSTILE);
            assertThat(one.at(".text *, #messages :is(script, img, iframe, style, a)"))
                    .hasCount(0);
        }
    }

    @Test
    void markupInAMessageThatWaitsOrIsRefusedIsTextToo() throws Exception {
        try (Server strict = Server.with("chat.burst", "1", "chat.rate", "1")) {
            Person ann = Person.entering(chromium.page(), strict.at("/"), "Ann", "waiting");
            ann.says("first");
            ann.says(HOSTILE.get(1)); // a second too early
            assertThat(ann.at("#outgoing .text").last()).hasText(HOSTILE.get(1));
            ann.sees("first", HOSTILE.get(1));
        }
    }

    @Test
    void markupInNamesIsShownAsItWasTyped() {
        String name = "<img src=x onerror=hacked='n'>";
        Person ann = person("Ann Names", "names");
        Person eve = person(name, "names");
        assertThat(eve.at("#my-name")).hasText(name);
        eve.at("#text").pressSequentially("hello");
        assertThat(ann.at("#typing")).hasText(name + " is writing…");
        eve.at("#text").press("Enter");
        ann.sees("hello");
        assertThat(ann.at("#messages .author")).hasText(name);
        assertThat(ann.at("#people-list bdi").filter(new Locator.FilterOptions().setHasText(name)))
                .hasCount(1);
        assertThat(ann.at("#inside :is(img, script, iframe)")).hasCount(0);
    }

    @Test
    void markupInTheNamesOfRoomsIsShownAsItWasTyped() {
        String name = "<img src=x onerror=hacked='r'>";
        Person ann = person("Ann Rooms", "rooms");
        ann.at("#browse").click();
        ann.at("dialog [data-action=create]").click();
        ann.at("dialog [data-field=name]").fill(name);
        ann.at("dialog [data-field=topic]").fill(name);
        ann.at("dialog form button[type=submit]").click();
        assertThat(ann.at("#room-title")).hasText(name);
        assertThat(ann.at("#room-topic")).hasText(name);
        Person bob = person("Bob Rooms", "rooms");
        bob.at("#browse").click();
        assertThat(bob.at("#browse-list bdi").filter(new Locator.FilterOptions().setHasText(name)))
                .hasCount(1);
        assertThat(bob.at("dialog img")).hasCount(0);
    }

    @Test
    void anAddressThatNamesNoRoomIsIgnored() {
        Page page = chromium.page();
        page.navigate(server.at("/#<img src=x onerror=hacked='r'>"));
        Person eve = new Person(page);
        eve.enter("Eve Addressed");
        eve.isIn("lobby");
    }

    @Test
    void namesThatTurnTheDirectionOfReadingOrCantBeSeenAreRefused() {
        Page page = chromium.page();
        page.navigate(server.at("/"));
        Person eve = new Person(page);
        for (String name : List.of("Ann\u202egnp", "\u2066Ann", "\u200b", "\u3164")) {
            eve.enter(name);
            assertThat(eve.at("#entry-problem")).isVisible();
            eve.at("#name").fill("");
            assertThat(eve.at("#entry-problem")).isHidden();
        }
        assertThat(eve.at("#inside")).isHidden();
    }

    @Test
    void textFromRightToLeftStandsAsItIsReadAndTurnsNothingElse() {
        Person ann = person("Ann Rtl", "rtl");
        Person dana = person("דנה", "rtl");
        dana.says("שלום לכולם!");
        dana.says("مرحبا، كيف الحال؟");
        String turned = "\u202eturned \u2067and isolated, and never ended";
        dana.says(turned);
        ann.sees("שלום לכולם!", "مرحبا، كيف الحال؟", turned);
        ann.says("Left to right");
        ann.sees("שלום לכולם!", "مرحبا، كيف الحال؟", turned, "Left to right");
        String direction = "all => all.map(one => getComputedStyle(one).direction)";
        assertThat(ann.said().evaluateAll(direction)).isEqualTo(List.of("rtl", "rtl", "ltr", "ltr"));
        assertThat(ann.at("#messages .byline")
                        .evaluateAll("all => [...new Set(all.map(e => getComputedStyle(e).direction))]"))
                .isEqualTo(List.of("ltr"));
        // Name and time stand side by side, in this order, whatever the name is written in.
        assertThat(ann.at("li.message[data-own=false] .byline").first().evaluate("""
                line => line.querySelector('.author').getBoundingClientRect().right
                    <= line.querySelector('time').getBoundingClientRect().left
                """))
                .isEqualTo(true);
    }

    @Test
    void fiveThousandCharactersFitIntoTheirPlace() {
        Person ann = person("Ann Vast", "vast");
        Person bob = person("Bob Vast", "vast");
        String unbroken = "w".repeat(5_000);
        String words = "many words ".repeat(454) + "xxxxxx";
        String combined = "Z\u0351\u0344\u0363\u0342\u0368".repeat(833) + "ZZ";
        for (String text : List.of(unbroken, words, combined)) {
            assertThat(text).hasSize(5_000);
            ann.says(text);
        }
        for (Person one : List.of(ann, bob)) {
            assertThat(one.said()).hasCount(3);
            assertThat(one.said().allTextContents()).containsExactly(unbroken, words, combined);
            Layout.staysWithinItsWidth(one.page());
            assertThat(one.at("#text")).isInViewport();
        }
        ann.writes("x".repeat(5_001));
        ann.at("#send").click();
        assertThat(ann.at("#reason")).hasText("Shorten the message by 1 character: it may have 5,000.");
        assertThat(ann.at("#send")).isInViewport();
    }

    @Test
    void aStrictPolicyIsSentWithThePages() {
        Page page = chromium.page();
        for (String path : List.of("/", "/chat", "/console")) {
            Response response = page.navigate(server.at(path));
            String policy = response.headerValue("content-security-policy");
            assertThat(policy)
                    .contains("default-src 'none'", "script-src 'self';", "style-src 'self';", "base-uri 'none'")
                    .contains("require-trusted-types-for 'script'")
                    .doesNotContain("unsafe");
            assertThat(response.headerValue("x-content-type-options")).isEqualTo("nosniff");
            assertThat(page.locator("html")).hasAttribute("data-page", "ready");
            assertThat(response.text())
                    .doesNotContainPattern(
                            Pattern.compile("<script(?! (type=\"module\" )?src=)|\\son\\w+=|<style|\\sstyle="));
        }
    }

    @Test
    void thePolicyStopsAScriptThatGotIntoThePageAllTheSame() {
        Page page = chromium.page();
        page.navigate(server.at("/"));
        page.evaluate("""
                const script = document.createElement('script');
                try { script.text = "hacked = 'inline'"; } catch (refused) {}
                document.body.append(script);
                const image = document.createElement('img');
                try { image.setAttribute('onerror', "hacked = 'handler'"); } catch (refused) {}
                image.src = 'data:,';
                document.body.append(image);
                """);
        assertThat(chromium.takeComplaints())
                .anyMatch(complaint -> complaint.contains("against the policy"))
                .noneMatch(complaint -> complaint.contains("hacked by"));
    }
}
