package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two pages that talk.
@Tag("browser")
class ChatTest {

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        server = Server.with("chat.rate", "1000", "chat.burst", "1000");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private Person person(String name, String room) {
        return Person.entering(chromium.page(), server.at("/"), name, room);
    }

    @Test
    void twoPeopleTalkAndSeeWhoComesAndGoes() {
        Person ann = person("Ann", "garden");
        assertThat(ann.at("#room-title")).hasText("#garden");
        assertThat(ann.at("#here")).hasText("1 here");
        Person bob = person("Bob", "garden");
        assertThat(ann.at("#here")).hasText("2 here");
        assertThat(bob.at("#here")).hasText("2 here");
        assertThat(ann.at("#messages > li.note")).hasText("Bob joined");

        ann.says("Hello Bob");
        bob.sees("Hello Bob");
        bob.says("Hi! 👋🏽 grüß dich, 你好");
        for (Person one : List.of(ann, bob)) {
            one.sees("Hello Bob", "Hi! 👋🏽 grüß dich, 你好");
            assertThat(one.at("#messages .author")).hasText(new String[] {"Ann", "Bob"});
        }
        assertThat(ann.at("li.message[data-own=true]")).hasCount(1);
        assertThat(bob.at("li.message[data-own=false] .author")).hasText("Ann");

        bob.at("#leave").click();
        assertThat(bob.at("#entry")).isVisible();
        assertThat(ann.at("#here")).hasText("1 here");
        assertThat(ann.at("#messages > li.note").last()).hasText("Bob left");
    }

    @Test
    void roomsDoNotHearEachOther() {
        Person ann = person("Ann", "one");
        Person bob = person("Bob", "two");
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
        page.keyboard().type("Ann");
        page.keyboard().press("Enter");
        assertThat(ann.at("#status")).hasText("Connected");
        assertThat(ann.at("#text")).isFocused();
        page.keyboard().type("without a mouse");
        page.keyboard().press("Tab");
        assertThat(ann.at("#send")).isFocused();
        page.keyboard().press("Space");
        ann.sees("without a mouse");
        assertThat(ann.at("#text")).isFocused();
    }

    @Test
    void aReloadStaysInTheRoomAndANewTabAsksAgain() {
        Person bob = person("Bob", "reload");
        Person ann = person("Ann", "reload");
        ann.page().reload();
        assertThat(ann.at("#status")).hasText("Connected");
        assertThat(ann.at("#room-title")).hasText("#reload");
        ann.says("still me");
        bob.sees("still me");
        assertThat(bob.at("#messages .author")).hasText("Ann");
        Person tab = new Person(ann.page().context().newPage());
        tab.page().navigate(server.at("/"));
        assertThat(tab.at("#name")).hasValue("Ann");
        assertThat(tab.at("#room")).hasValue("reload");
        assertThat(tab.at("#status")).hasText("Not connected");
    }

    @Test
    void aRoomThatTalksALotIsKeptToItsLast500MessagesAndFollowedOnlyAtItsEnd() {
        Person ann = person("Ann", "busy");
        Person bob = person("Bob", "busy");
        talks(bob, 0, 600);
        assertThat(ann.said().last()).hasText("number 599");
        assertThat(ann.said().last()).isInViewport();
        assertThat(ann.at("#messages > li")).hasCount(500);
        assertThat(ann.at("#jump")).isHidden();

        ann.at("#log").evaluate("log => (log.scrollTop = 0)");
        assertThat(ann.said().last()).not().isInViewport();
        talks(bob, 600, 603);
        assertThat(ann.at("#jump")).hasText("3 new messages");
        assertThat(ann.said().last()).not().isInViewport();
        ann.at("#jump").click();
        assertThat(ann.said().last()).hasText("number 602");
        assertThat(ann.said().last()).isInViewport();
        assertThat(ann.at("#jump")).isHidden();
    }

    /// Messages faster than anybody types, through a connection of the page's own.
    private static void talks(Person person, int from, int to) {
        person.page().evaluate("""
                ([from, to]) => new Promise((heard, failed) => {
                  const ws = new WebSocket('ws://' + location.host + '/connection/websocket');
                  const say = (command) => ws.send(JSON.stringify(command));
                  const talk = () => {
                    for (let i = from; i < to; i++) {
                      const data = { room: 'busy', id: 'fast-' + i, text: 'number ' + i };
                      say({ id: 3 + i, rpc: { method: 'chat.send', data } });
                    }
                  };
                  ws.onopen = () => {
                    say({ id: 1, connect: { data: { name: 'Fast' } } });
                    say({ id: 2, subscribe: { channel: 'chat:busy' } });
                  };
                  ws.onmessage = (event) => {
                    for (const reply of event.data.split('\\n').filter(Boolean).map((line) => JSON.parse(line))) {
                      if (reply.error) failed(new Error(JSON.stringify(reply)));
                      if (reply.id === 2) talk();
                      if (reply.push?.pub?.data.id === 'fast-' + (to - 1)) heard();
                    }
                  };
                  ws.onclose = (event) => failed(new Error('closed with ' + event.code + ' ' + event.reason));
                })
                """, List.of(from, to));
    }

    @Test
    void theConnectionsStateIsShownAllTheWay() {
        Page page = chromium.page();
        page.addInitScript("""
                window.states = [];
                document.addEventListener('DOMContentLoaded', () => {
                  const status = document.getElementById('status');
                  new MutationObserver(() => window.states.push(
                      status.dataset.state + ': ' + document.getElementById('status-text').textContent.trim()))
                    .observe(status, { attributes: true, attributeFilter: ['data-state'] });
                });
                """);
        page.navigate(server.at("/"));
        Person ann = new Person(page);
        assertThat(ann.at("#status")).hasText("Not connected");
        assertThat(ann.at("#status")).hasAttribute("data-state", "closed");
        ann.enter("Ann", "states");
        assertThat(ann.at("#status")).hasText("Connected");
        ann.at("#leave").click();
        assertThat(ann.at("#status")).hasText("Not connected");
        assertThat(page.evaluate("window.states"))
                .isEqualTo(List.of(
                        "connecting: Connecting…", "open: Connected", "closing: Closing…", "closed: Not connected"));
    }

    @Test
    void whoComesLaterReadsWhatWasSaidAndScrollsBackThroughIt() {
        Person ann = person("Ann", "library");
        for (int i = 0; i < 120; i++) {
            ann.says("page " + i);
            if (i % 40 == 39) {
                assertThat(ann.at("#outgoing > li")).hasCount(0);
            }
        }
        Person bob = person("Bob", "library");
        assertThat(bob.said()).hasCount(50);
        assertThat(bob.said().first()).hasText("page 70");
        assertThat(bob.said().last()).hasText("page 119");
        assertThat(bob.said().last()).isInViewport();
        assertThat(bob.at("#jump")).isHidden();
        bob.at("#log").evaluate("log => (log.scrollTop = 0)");
        assertThat(bob.said()).hasCount(100);
        assertThat(bob.said().nth(50)).isInViewport(); // what was in view has stayed
        bob.at("#log").evaluate("log => (log.scrollTop = 0)");
        assertThat(bob.said()).hasCount(120);
        assertThat(bob.said().first()).hasText("page 0");
        assertThat(bob.said().nth(60)).hasText("page 60");
        assertThat(bob.at("#messages > li.message[data-own=true]")).hasCount(0);
        ann.page().reload();
        assertThat(ann.said()).hasCount(50);
        assertThat(ann.at("#messages > li.message[data-own=false]")).hasCount(0);
    }

    @Test
    void theNamesOfThoseWhoAreHereAreShownOnDemand() {
        Person ann = person("Ann", "names");
        Person bob = person("Bob", "names");
        assertThat(ann.at("#here")).hasText("2 here");
        assertThat(ann.at("#people")).isHidden();
        ann.at("#here").click();
        assertThat(ann.at("#people > li")).hasText(new String[] {"Ann", "Bob"});
        bob.at("#leave").click();
        assertThat(ann.at("#people > li")).hasText(new String[] {"Ann"});
        ann.page().keyboard().press("Escape");
        assertThat(ann.at("#people")).isHidden();
    }

    @Test
    void aReloadIsNoNewsToOthersAndKeepsWhatIsBeingWritten() {
        Person ann = person("Ann", "quiet");
        Person bob = person("Bob", "quiet");
        assertThat(ann.at("#messages > li.note")).hasText("Bob joined");
        bob.says("one");
        bob.sees("one");
        bob.at("#text").pressSequentially("half a thou");
        bob.page().reload();
        assertThat(bob.at("#status")).hasText("Connected");
        assertThat(bob.at("#text")).hasValue("half a thou");
        bob.sees("one");
        bob.at("#text").pressSequentially("ght");
        bob.at("#text").press("Enter");
        ann.sees("one", "half a thought");
        assertThat(ann.at("#messages > li.note")).hasText("Bob joined");
    }

    @Test
    void enterSendsAndShiftEnterIsANewLine() {
        Person ann = person("Ann", "enter");
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
        Person ann = person("Ann", "button");
        ann.writes("with the mouse");
        ann.at("#send").click();
        ann.sees("with the mouse");
        assertThat(ann.at("#text")).isFocused();
    }

    @Test
    void enterThatEndsAWordOfAnInputMethodSendsNothing() {
        Person ann = person("Ann", "ime");
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
        Person ann = person("Ann", "empty");
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
        Person ann = Person.entering(page, server.at("/"), "Ann", "long");
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
