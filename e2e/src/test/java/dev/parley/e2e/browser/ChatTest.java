package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// People who write in a room, and what they do with what is written.
@Tag("browser")
class ChatTest {

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        server = Server.with("chat.rate", "1000", "chat.burst", "1000", "chat.presence_grace", "1s");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private Person person(String name, String room) {
        return Person.entering(chromium.page(), server.at("/"), name, room);
    }

    @Test
    void twoPeopleTalkAndSeeWhoIsHere() {
        Person ann = person("Ann Garden", "garden");
        assertThat(ann.at("#room-title")).hasText("garden");
        assertThat(ann.at("#here-text")).hasText("1 here");
        Person bob = person("Bob Garden", "garden");
        assertThat(ann.at("#here-text")).hasText("2 here");
        assertThat(bob.at("#here-text")).hasText("2 here");
        assertThat(ann.at("#people-list .person[data-user] .avatar[data-here=true]"))
                .hasCount(2);

        ann.says("Hello Bob");
        bob.sees("Hello Bob");
        bob.says("Hi! 👋🏽 grüß dich, 你好");
        for (Person one : List.of(ann, bob)) {
            one.sees("Hello Bob", "Hi! 👋🏽 grüß dich, 你好");
            assertThat(one.at("#messages .author")).hasText(new String[] {"Ann Garden", "Bob Garden"});
        }
        assertThat(ann.at("li.message[data-own=true]")).hasCount(1);
        assertThat(bob.at("li.message[data-own=false] .author")).hasText("Ann Garden");

        bob.page().close();
        assertThat(ann.at("#here-text")).hasText("1 here");
    }

    @Test
    void roomsDoNotHearEachOther() {
        Person ann = person("Ann One", "one");
        Person bob = person("Bob Two", "two");
        ann.says("only here");
        ann.sees("only here");
        bob.says("only there");
        bob.sees("only there");
        ann.says("still only here");
        ann.sees("only here", "still only here");
    }

    @Test
    void theKeyboardAloneIsEnough() {
        Page page = chromium.page();
        page.navigate(server.at("/#keys"));
        Person ann = new Person(page);
        assertThat(ann.at("#name")).isFocused();
        page.keyboard().type("Ann Keys");
        page.keyboard().press("Enter");
        ann.isIn("keys");
        assertThat(ann.at("#text")).isFocused();
        page.keyboard().type("without a mouse");
        page.keyboard().press("Enter");
        ann.sees("without a mouse");

        // Back to the message, and through what can be done with it.
        page.keyboard().press("Shift+Tab");
        while (!focusIsIn(ann, "#log")) {
            page.keyboard().press("Shift+Tab");
        }
        page.keyboard().press("ArrowUp");
        page.keyboard().press("ArrowRight");
        page.keyboard().press("Enter");
        assertThat(ann.at(".emoji-panel")).isVisible();
        page.keyboard().type("tomato");
        page.keyboard().press("Enter");
        assertThat(ann.at(".reaction")).hasText(Pattern.compile("🍅\\s*1"));

        ann.at("#text").focus();
        page.keyboard().press("ArrowUp");
        assertThat(ann.at("#context")).containsText("Editing your message");
        page.keyboard().type(", and well");
        page.keyboard().press("Enter");
        ann.sees("without a mouse, and well");
        assertThat(ann.at("#context")).isHidden();

        page.keyboard().press("Control+k");
        assertThat(ann.at("dialog[data-dialog=search]")).isVisible();
        page.keyboard().type("mouse");
        assertThat(ann.at("#search-results li")).hasCount(1);
        page.keyboard().press("Escape");
        assertThat(ann.at("dialog[open]")).hasCount(0);
        ann.at("#log").focus();
        page.keyboard().press("?");
        assertThat(ann.at("dialog[data-dialog=help]")).isVisible();
        page.keyboard().press("Escape");
        ann.at("#log").focus();
        page.keyboard().press("/");
        assertThat(ann.at("#text")).isFocused();
    }

    private static boolean focusIsIn(Person person, String selector) {
        return (Boolean) person.page()
                .evaluate("selector => document.activeElement === document.querySelector(selector)", selector);
    }

    @Test
    void aReloadAndANewTabAreTheSamePerson() {
        Person bob = person("Bob Reload", "reload");
        Person ann = person("Ann Reload", "reload");
        ann.page().reload();
        ann.isIn("reload");
        ann.says("still me");
        bob.sees("still me");
        assertThat(bob.at("#messages .author")).hasText("Ann Reload");
        Person tab = new Person(ann.page().context().newPage());
        tab.page().navigate(server.at("/"));
        tab.isIn("reload");
        assertThat(tab.at("#my-name")).hasText("Ann Reload");
        tab.says("also me");
        ann.sees("still me", "also me");
        assertThat(ann.at("li.message[data-own=true]")).hasCount(2);
        assertThat(bob.at("#here-text")).hasText("2 here");
    }

    @Test
    void aNameThatSomebodyHasIsRefusedAndTheirsStays() {
        person("Ann Only", "names");
        Page page = chromium.page();
        page.navigate(server.at("/#names"));
        Person other = new Person(page);
        other.enter("Ann Only");
        assertThat(other.at("#entry-problem")).hasText("That name is somebody else’s here. Choose another one.");
        other.enter("ANN 0NLY"); // looks the same
        assertThat(other.at("#entry-problem")).isVisible();
        other.enter("Ann Other");
        other.isIn("names");
        assertThat(chromium.takeComplaints()).hasSize(2).allMatch(complaint -> complaint.contains("409"));
    }

    @Test
    void oneAnswersReactsEditsAndTakesBack() {
        Person ann = person("Ann Acts", "acts");
        Person bob = person("Bob Acts", "acts");
        ann.says("Shall we meet on Saturday?");
        bob.sees("Shall we meet on Saturday?");

        menuOf(bob, "Shall we").locator("[data-action=reply]").click();
        assertThat(bob.at("#context")).containsText("Replying to Ann Acts");
        bob.says("Gladly!");
        assertThat(ann.at("li.message .quote")).containsText("Shall we meet on Saturday?");

        menuOf(bob, "Shall we").locator(".quick button").first().click();
        for (Person one : List.of(ann, bob)) {
            assertThat(one.at(".reaction")).hasText(Pattern.compile("👍\\s*1"));
        }
        ann.at(".reaction").click();
        assertThat(bob.at(".reaction")).hasText(Pattern.compile("👍\\s*2"));
        bob.at(".reaction").click();
        assertThat(ann.at(".reaction")).hasText(Pattern.compile("👍\\s*1"));

        menuOf(ann, "Shall we").locator("[data-action=edit]").click();
        assertThat(ann.at("#text")).hasValue("Shall we meet on Saturday?");
        ann.says("Shall we meet on Sunday?");
        bob.sees("Shall we meet on Sunday?", "Gladly!");
        assertThat(bob.at("li.message .edited")).hasText("edited");

        menuOf(bob, "Gladly!").locator("[data-action=delete]").click();
        bob.at("dialog [data-action=confirm]").click();
        for (Person one : List.of(ann, bob)) {
            assertThat(one.at("li.message[data-deleted] .text")).hasText("This message was deleted.");
        }
    }

    /// Opens the menu of the message with that text.
    private static Locator menuOf(Person person, String text) {
        Locator message = person.message(text);
        message.hover();
        message.locator(".actions [data-action=more]").click();
        return person.at(".menu");
    }

    @Test
    void somebodyWhoIsMentionedIsToldWhereverTheyAre() {
        Person bob = person("Bob Far", "elsewhere");
        Person bobHere = new Person(bob.page());
        bobHere.goesTo("mentions");
        bobHere.goesTo("elsewhere");
        Person ann = person("Ann Near", "mentions");
        ann.at("#text").pressSequentially("Look, @Bob");
        assertThat(ann.at("#mention-list [role=option] bdi")).hasText(new String[] {"Bob Far"});
        ann.page().keyboard().press("Enter");
        assertThat(ann.at("#text")).hasValue("Look, @Bob Far ");
        ann.page().keyboard().press("Enter");
        ann.sees("Look, @Bob Far");
        assertThat(bob.room("mentions").locator(".badge[data-kind=mentions]")).hasText("@1");
        assertThat(bob.page()).hasTitle(Pattern.compile("^\\(1\\) .*"));
        bob.goesTo("mentions");
        assertThat(bob.at("li.message[data-mention]")).hasCount(1);
        assertThat(bob.at(".mention[data-me=true]")).hasText("@Bob Far");
        assertThat(bob.room("mentions").locator(".badge")).hasCount(0);
    }

    @Test
    void whoWritesIsSeenToWrite() {
        Person ann = person("Ann Types", "typing");
        Person bob = person("Bob Types", "typing");
        assertThat(ann.at("#here-text")).hasText("2 here");
        bob.at("#text").pressSequentially("hm");
        assertThat(ann.at("#typing")).hasText("Bob Types is writing…");
        assertThat(bob.at("#typing")).isEmpty();
        bob.at("#text").press("Enter");
        ann.sees("hm");
        assertThat(ann.at("#typing")).isEmpty();
    }

    @Test
    void whoComesLaterReadsWhatWasSaidAndScrollsBackThroughIt() {
        Person ann = person("Ann Library", "library");
        for (int i = 0; i < 120; i++) {
            ann.says("page " + i);
            if (i % 40 == 39) {
                assertThat(ann.at("#outgoing > li")).hasCount(0);
            }
        }
        Person bob = person("Bob Library", "library");
        assertThat(bob.said().last()).hasText("page 119");
        assertThat(bob.said().last()).isInViewport();
        assertThat(bob.message("page 0")).hasCount(0);
        assertThat(bob.at("#jump")).isHidden();
        assertThat(bob.said().first()).not().isInViewport();
        while (bob.message("page 0").count() == 0) {
            String first = bob.said().first().textContent();
            bob.at("#log").evaluate("log => (log.scrollTop = 0)");
            assertThat(bob.said().first()).not().hasText(first);
        }
        bob.at("#log").evaluate("log => (log.scrollTop = 0)");
        assertThat(bob.said().first()).hasText("page 0");
        bob.at("#jump").click();
        assertThat(bob.said().last()).hasText("page 119");
        assertThat(bob.said().last()).isInViewport();
    }

    @Test
    void aReloadKeepsWhatIsBeingWritten() {
        Person bob = person("Bob Draft", "draft");
        bob.at("#text").pressSequentially("half a thou");
        bob.page().reload();
        bob.isIn("draft");
        assertThat(bob.at("#text")).hasValue("half a thou");
        bob.at("#text").pressSequentially("ght");
        bob.at("#text").press("Enter");
        bob.sees("half a thought");
        bob.page().reload();
        bob.isIn("draft");
        assertThat(bob.at("#text")).hasValue("");
    }

    @Test
    void enterSendsAndShiftEnterIsANewLine() {
        Person ann = person("Ann Enter", "enter");
        ann.at("#text").pressSequentially("first");
        ann.at("#text").press("Shift+Enter");
        ann.at("#text").pressSequentially("second");
        assertThat(ann.at("#text")).hasValue("first\nsecond");
        ann.at("#text").press("Enter");
        assertThat(ann.at("#text")).hasValue("");
        assertThat(ann.said()).hasCount(1);
        assertThat(ann.said().innerText()).isEqualTo("first\nsecond");
    }

    @Test
    void theButtonSendsToo() {
        Person ann = person("Ann Button", "button");
        ann.writes("with the mouse");
        ann.at("#send").click();
        ann.sees("with the mouse");
        assertThat(ann.at("#text")).isFocused();
    }

    @Test
    void enterThatEndsAWordOfAnInputMethodSendsNothing() {
        Person ann = person("Ann Ime", "ime");
        ann.at("#text").focus();
        var devtools = ann.page().context().newCDPSession(ann.page());
        devtools.send("Input.imeSetComposition", json("{\"text\":\"にほん\",\"selectionStart\":3,\"selectionEnd\":3}"));
        assertThat(ann.at("#text")).hasValue("にほん");
        devtools.send("Input.dispatchKeyEvent", enter(13));
        assertThat(ann.at("#text")).hasValue("にほん");
        devtools.send("Input.insertText", json("{\"text\":\"日本\"}"));
        // Safari ends the composition first and then tells of the key, with the code that says "the input method's".
        devtools.send("Input.dispatchKeyEvent", enter(229));
        assertThat(ann.at("#text")).hasValue("日本");
        assertThat(ann.at("#outgoing > li")).hasCount(0);
        ann.at("#text").press("Enter");
        ann.sees("日本");
    }

    @Test
    void anEmptyMessageIsRefusedWithAReason() {
        Person ann = person("Ann Empty", "empty");
        for (String nothing : List.of("", "   \n ", "\u200b\u2060")) {
            ann.says(nothing);
            assertThat(ann.at("#reason")).hasText("There is nothing to send yet: write a message first.");
        }
        ann.says("something");
        assertThat(ann.at("#reason")).isHidden();
        ann.sees("something");
    }

    @Test
    void aMessageOverTheLimitIsRefusedBeforeItIsSent() {
        String marker = "long-marker ";
        List<String> sent = new CopyOnWriteArrayList<>();
        Page page = chromium.page();
        page.onWebSocket(ws -> ws.onFrameSent(frame -> sent.add(frame.text())));
        Person ann = Person.entering(page, server.at("/"), "Ann Long", "long");
        ann.writes(marker + "x".repeat(10_000 - marker.length()));
        assertThat(ann.at("#counter")).hasText("8,976 too many");
        ann.at("#text").press("Enter");
        assertThat(ann.at("#reason")).hasText("Shorten the message by 8,976 characters: it may have 1,024.");
        assertThat(ann.at("#text")).hasValue(marker + "x".repeat(10_000 - marker.length()));
        ann.says("😀".repeat(1_024)); // characters, not UTF-16 units
        ann.sees("😀".repeat(1_024));
        assertThat(sent).anyMatch(frame -> frame.contains("chat.send")).noneMatch(frame -> frame.contains(marker));
    }

    /// The key alone: what it would write is the input method's to say.
    private static JsonObject enter(int keyCode) {
        return json("{\"type\":\"rawKeyDown\",\"key\":\"Enter\",\"code\":\"Enter\",\"windowsVirtualKeyCode\":" + keyCode
                + "}");
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
