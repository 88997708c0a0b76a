package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How what is said is shown, and how one finds one's way in it.
@Tag("browser")
class MessageListTest {

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        server = Server.with("chat.rate", "1000", "chat.burst", "10000");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /// Names are one person's on the whole server: each test has its own.
    private Person person(String name, String room) {
        return Person.entering(chromium.page(), server.at("/"), name, room);
    }

    private static Locator at(Person person, int position) {
        return person.at("#messages > li.message[data-position='" + position + "']");
    }

    @Test
    void aRoomIsEnteredAtItsFirstNewMessage() throws Exception {
        Person ann = person("Ann New", "news");
        try (Speaker speaker = Speaker.in(server, "news", "Fast New")) {
            speaker.counts("news", 0, 20);
            assertThat(at(ann, 20)).isInViewport();
            goesTo(ann, "elsewhere");
            speaker.counts("news", 20, 55);
            assertThat(ann.at("#sidebar .room[data-room=news] .badge")).hasText("35");
            goesTo(ann, "news");
            assertThat(ann.at("#messages > li.new")).isInViewport();
            assertThat(at(ann, 21)).isInViewport();
            assertThat(at(ann, 55)).not().isInViewport();
            assertThat(ann.at("#jump")).containsText("new message");
            ann.at("#jump").click();
            assertThat(at(ann, 55)).isInViewport();
            assertThat(ann.at("#jump")).isHidden();
        }
    }

    @Test
    void whatIsNewFarAboveIsOneClickAway() throws Exception {
        Person ann = person("Ann Far", "far");
        try (Speaker speaker = Speaker.in(server, "far", "Fast Far")) {
            speaker.counts("far", 0, 5);
            assertThat(at(ann, 5)).isInViewport();
            goesTo(ann, "elsewhere");
            speaker.counts("far", 5, 305);
            assertThat(ann.at("#sidebar .room[data-room=far] .badge")).hasText(Pattern.compile("300|99\\+"));
            goesTo(ann, "far");
            assertThat(at(ann, 305)).isInViewport();
            ann.at("#jump-unread").click();
            assertThat(at(ann, 6)).isInViewport();
            assertThat(ann.at("#messages > li.new")).isVisible();
            assertThat(ann.at("#jump-unread")).isHidden();
            ann.at("#jump").click();
            assertThat(at(ann, 305)).isInViewport();
        }
    }

    @Test
    void whatCameWhileOneLookedAwayIsBelowALine() {
        Person ann = person("Ann Away", "away");
        Person bob = person("Bob Away", "away");
        bob.says("seen");
        ann.sees("seen");
        ann.page().evaluate("""
                () => {
                  Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
                  document.dispatchEvent(new Event('visibilitychange'));
                }""");
        bob.says("not seen yet");
        ann.sees("seen", "not seen yet");
        assertThat(ann.at("#messages > li.new + li.message .text")).hasText("not seen yet");
        assertThat(ann.at("#sidebar .room[data-room=away]")).containsText("1");
        ann.page().evaluate("""
                () => {
                  delete document.hidden;
                  document.dispatchEvent(new Event('visibilitychange'));
                }""");
        assertThat(ann.at("#sidebar .room[data-room=away]")).not().containsText("1");
        assertThat(ann.at("#messages > li.new")).isVisible();
    }

    @Test
    void aQuoteLeadsToWhatItQuotesHoweverLongAgoThatWas() throws Exception {
        Person ann = person("Ann Quotes", "quotes");
        ann.says("the beginning");
        ann.sees("the beginning");
        try (Speaker speaker = Speaker.in(server, "quotes", "Fast Quotes")) {
            speaker.counts("quotes", 0, 600);
        }
        ann.page().evaluate("location.hash = 'quotes/1'");
        assertThat(ann.message("the beginning")).isInViewport();
        ann.message("the beginning").hover();
        ann.at(".actions [data-action=reply]").click();
        ann.says("I still mean it");
        assertThat(at(ann, 602)).isInViewport();
        at(ann, 602).locator(".quote").click();
        assertThat(at(ann, 1)).isInViewport();
        assertThat(at(ann, 1)).isFocused();
    }

    @Test
    void whatIsReadStaysInItsPlaceWhenSomethingAboveItGrows() throws Exception {
        Person ann = person("Ann Still", "still");
        try (Speaker speaker = Speaker.in(server, "still", "Fast Still")) {
            speaker.counts("still", 0, 120);
        }
        assertThat(at(ann, 120)).isInViewport();
        ann.at("#log").hover();
        ann.page().mouse().wheel(0, -600);
        assertThat(at(ann, 120)).not().isInViewport();
        int position = ((Number) ann.page().evaluate("""
                () => {
                  const top = document.querySelector('#log').getBoundingClientRect().top;
                  const row = [...document.querySelectorAll('#messages > li.message')]
                      .find((li) => li.getBoundingClientRect().top > top);
                  return Number(row.dataset.position);
                }""")).intValue();
        double before = at(ann, position).boundingBox().y;
        ann.page()
                .evaluate(
                        "row => row.style.setProperty('min-height', '400px')",
                        at(ann, position - 3).elementHandle());
        await().untilAsserted(
                        () -> assertThat(at(ann, position).boundingBox().y).isBetween(before - 2, before + 2));
        ann.at("#jump").click();
        assertThat(at(ann, 120)).isInViewport();
        ann.page()
                .evaluate(
                        "row => row.style.setProperty('min-height', '400px')",
                        at(ann, 118).elementHandle());
        assertThat(at(ann, 120)).isInViewport(); // at the end one stays at the end
    }

    @Test
    void addressesAreLinksThatTellNobodyWhereOneCameFrom() {
        Person ann = person("Ann Links", "links");
        ann.says("see https://example.org/a?b=c#d, or javascript:alert(1) and https://bank.example@evil.example");
        Locator link = ann.at("#messages .text a");
        assertThat(link).hasCount(1);
        assertThat(link).hasText("https://example.org/a?b=c#d");
        assertThat(link).hasAttribute("href", "https://example.org/a?b=c#d");
        assertThat(link).hasAttribute("rel", "noopener noreferrer nofollow");
        assertThat(link).hasAttribute("target", "_blank");
    }

    @Test
    void everythingIsReachedByTheKeyboard() {
        Person ann = person("Ann Keys", "keyboard");
        ann.says("first");
        ann.says("second, see https://example.org/");
        ann.sees("first", "second, see https://example.org/");
        ann.at("#log").focus();
        var keyboard = ann.page().keyboard();
        keyboard.press("ArrowUp");
        assertThat(at(ann, 2)).isFocused();
        keyboard.press("ArrowRight");
        assertThat(at(ann, 2).locator("a")).isFocused();
        keyboard.press("Escape");
        assertThat(at(ann, 2)).isFocused();
        keyboard.press("ArrowUp");
        assertThat(at(ann, 1)).isFocused();
        keyboard.press("Enter");
        assertThat(ann.at("[role=menu]")).isVisible();
        keyboard.press("Escape");
        assertThat(ann.at("[role=menu]")).hasCount(0);
        assertThat(at(ann, 1)).isFocused();
        keyboard.press("End");
        assertThat(at(ann, 2)).isInViewport();
    }

    @Test
    void onlyWhatIsNewIsReadAloud() {
        Person bob = person("Bob Aloud", "aloud");
        bob.says("long ago");
        bob.sees("long ago");
        Person ann = person("Ann Aloud", "aloud");
        ann.sees("long ago");
        bob.says("just now");
        assertThat(ann.at("#announced")).hasText("Bob Aloud: just now");
        assertThat(ann.at("#log")).hasAttribute("aria-live", "off");
        ann.says("my own");
        bob.says("and again");
        assertThat(ann.at("#announced")).hasText("Bob Aloud: and again");
    }

    @Test
    void runsOfOneAuthorHaveOneNameAndWritingGoesItsOwnWay() {
        Person ann = person("Ann Runs", "runs");
        Person bob = person("Bob Runs", "runs");
        bob.says("one");
        bob.says("two");
        bob.says("שלום עולם");
        ann.sees("one", "two", "שלום עולם");
        assertThat(ann.at("#messages > li.day")).hasText("Today");
        assertThat(ann.at("#messages > li.message[data-follows]")).hasCount(2);
        assertThat(ann.at("#messages > li.message[data-own=true]")).hasCount(0);
        List<?> directions = (List<?>) ann.page()
                .evaluate(
                        "[...document.querySelectorAll('#messages .text')].map((p) => getComputedStyle(p).direction)");
        assertThat(directions).isEqualTo(List.of("ltr", "ltr", "rtl"));
        Map<?, ?> author = (Map<?, ?>) ann.page().evaluate("""
                () => {
                  const author = document.querySelector('#messages .author');
                  return { tag: author.tagName, name: author.textContent };
                }""");
        assertThat(author).isEqualTo(Map.of("tag", "BDI", "name", "Bob Runs"));
    }

    @Test
    void whatIsPressedStaysUnderThePointerUntilItIsLetGo() {
        Person ann = person("Ann Press", "press");
        Person bob = person("Bob Press", "press");
        ann.says("press me");
        bob.message("press me").hover();
        bob.at(".actions [data-action=more]").hover();
        bob.page().mouse().down();
        ann.message("press me").hover();
        ann.at(".actions [data-action=more]").click();
        ann.at(".menu .quick button").first().click();
        assertThat(ann.at(".reaction")).isVisible();
        ann.says("and more");
        bob.sees("press me", "and more"); // the list goes on, but for what is pressed
        assertThat(bob.at(".reaction")).hasCount(0);
        bob.at(".actions [data-action=more]").hover(); // it has moved up
        bob.page().mouse().up();
        assertThat(bob.at(".menu")).isVisible();
        assertThat(bob.at(".reaction")).isVisible();
    }

    @Test
    void theFocusStaysAtAMessageThatIsDrawnAnew() {
        Person ann = person("Ann Focus", "focus");
        Person bob = person("Bob Focus", "focus");
        ann.says("first");
        ann.says("second");
        bob.sees("first", "second");
        bob.at("#log").focus();
        bob.page().keyboard().press("ArrowUp");
        bob.page().keyboard().press("ArrowUp");
        assertThat(at(bob, 1)).isFocused();
        ann.message("first").hover();
        ann.at(".actions [data-action=more]").click();
        ann.at(".menu .quick button").first().click();
        assertThat(at(bob, 1).locator(".reaction")).isVisible();
        assertThat(at(bob, 1)).isFocused();
        bob.page().keyboard().press("ArrowDown");
        assertThat(at(bob, 2)).isFocused();
    }

    private static void goesTo(Person person, String room) {
        person.page().evaluate("room => location.hash = room", room);
        person.isIn(room);
    }
}
