package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasAttributeOptions;
import dev.parley.e2e.process.Parley;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// A server that goes away under a conversation, and comes back.
@Tag("browser")
@Tag("slow")
class ReconnectTest {

    private static final Pattern COUNTDOWN = Pattern.compile("Next try in \\d+ s");

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @Test
    void thePageComesBackByItselfAndWhatWasWrittenMeanwhileGoesOutOnce() throws Exception {
        try (Server server = Server.with()) {
            Person ann = Person.entering(pageWithOwnClock(), server.at("/"), "Ann", "lobby");
            Person bob = Person.entering(chromium.page(), server.at("/"), "Bob", "lobby");
            ann.says("before");
            bob.sees("before");

            server.stop();
            assertThat(ann.at("#status")).hasText("Not connected");
            assertThat(ann.at("#notice-text"))
                    .hasText(
                            Pattern.compile("The server is stopping or restarting\\..*|The server can’t be reached.*"));
            assertThat(ann.at("#countdown")).hasText(COUNTDOWN);
            assertThat(ann.at("#here")).isHidden();
            ann.says("one while away");
            ann.says("two while away");
            assertThat(ann.at("#outgoing > li[data-state=queued] .text"))
                    .hasText(new String[] {"one while away", "two while away"});

            stopClock(ann); // lets Bob be back before her, to hear what she wrote
            server.startAgain();
            comesBack(bob);
            ann.page().clock().resume();
            comesBack(ann);

            bob.sees("before", "one while away", "two while away");
            ann.sees("before", "one while away", "two while away");
            ann.says("after");
            bob.sees("before", "one while away", "two while away", "after");
            assertThat(ann.at("#here")).containsText("2");
        }
    }

    @Test
    void whoDoesNotWantToWaitConnectsAtOnce() throws Exception {
        try (Server server = Server.with()) {
            Person ann = Person.entering(pageWithOwnClock(), server.at("/"), "Ann", "lobby");
            server.stop();
            assertThat(ann.at("#countdown")).hasText(COUNTDOWN);
            stopClock(ann);
            server.startAgain();
            ann.at("#reconnect").click();
            assertThat(ann.at("#status")).hasText("Connected");
            assertThat(ann.at("#notice")).isHidden();
            assertThat(ann.at("#text")).isFocused();
        }
    }

    @Test
    void whoIsSentToAnotherServerAndIsThereInAMomentIsToldNothing() throws Exception {
        try (Server server = Server.with("http_api.key", "key")) {
            Person ann = Person.entering(pageWithOwnClock(), server.at("/"), "Ann", "lobby");
            ann.page().evaluate("""
                    () => {
                      window.told = [];
                      const notice = document.getElementById("notice");
                      new MutationObserver(() => notice.hidden || window.told.push(notice.textContent))
                        .observe(notice, { attributes: true });
                    }""");
            ann.page().clock().pauseAt(((Number) ann.page().evaluate("Date.now() + 5000")).longValue());
            server.call("drain", "{\"on\":true}");
            assertThat(ann.at("#status")).hasAttribute("data-link", "waiting");
            server.call("drain", "{\"on\":false}");
            ann.page().clock().runFor(1_000);
            comesBack(ann);
            assertThat((List<?>) ann.page().evaluate("window.told")).isEmpty();
            ann.page().clock().resume();
            ann.says("still here");
            ann.sees("still here");
        }
    }

    @Test
    void aMessageThatIsTakenBackWhileTheServerIsAwayIsNotSent() throws Exception {
        try (Server server = Server.with()) {
            Person ann = Person.entering(chromium.page(), server.at("/"), "Ann", "lobby");
            server.stop();
            assertThat(ann.at("#notice")).isVisible();
            ann.says("stays");
            ann.says("goes back");
            ann.at("#outgoing > li").last().locator("[data-action=take-back]").click();
            assertThat(ann.at("#outgoing > li")).hasCount(1);
            assertThat(ann.at("#text")).hasValue("goes back");
            server.startAgain();
            comesBack(ann);
            ann.sees("stays");
            Person bob = Person.entering(chromium.page(), server.at("/"), "Bob", "lobby");
            bob.sees("stays");
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void whatWasUnderWayWhenTheServerDiedGoesOutOnceAndInOrder(@TempDir Path folder) throws Exception {
        int port;
        Person ann;
        try (Parley server = Parley.in(folder, List.of(), "--port", "0")) {
            port = server.port();
            ann = Person.entering(chromium.page(), "http://127.0.0.1:" + port + "/", "Ann", "lobby");
            ann.says("arrives");
            ann.sees("arrives");
            server.freeze();
            ann.says("may be lost");
            assertThat(ann.at("#outgoing > li[data-state=sending]")).hasCount(1);
            ann.says("waits behind it");
            server.kill();
        }
        try (Parley again = Parley.in(folder, List.of(), "--port", String.valueOf(port))) {
            again.port();
            comesBack(ann);
            ann.sees("arrives", "may be lost", "waits behind it");
            Person bob = Person.entering(chromium.page(), "http://127.0.0.1:" + port + "/", "Bob", "lobby");
            assertThat(bob.said().filter(new Locator.FilterOptions().setHasText("may be lost")))
                    .hasCount(1);
            assertThat(bob.said().last()).hasText("waits behind it");
        }
    }

    @Test
    void aPageThatIsLoadedAgainStillSendsWhatItOwes() throws Exception {
        try (Server server = Server.with("chat.burst", "1", "chat.rate", "1")) {
            Page page = chromium.page();
            // The page asks before it is left with something unsent: this person says yes.
            page.addInitScript("addEventListener('beforeunload', (event) => event.stopImmediatePropagation())");
            Person ann = Person.entering(page, server.at("/"), "Ann", "lobby");
            ann.says("one");
            ann.says("two");
            ann.says("three");
            page.reload();
            ann.sees("one", "two", "three");
            assertThat(ann.at("#messages > li.message[data-own=true]")).hasCount(3);
        }
    }

    private Page pageWithOwnClock() {
        Page page = chromium.page();
        page.clock().install();
        return page;
    }

    /// From now on nothing is due in that page, so it keeps waiting for its next try.
    private static void stopClock(Person person) {
        Page page = person.page();
        page.clock().pauseAt(((Number) page.evaluate("Date.now() + 5000")).longValue());
        assertThat(person.at("#status")).hasAttribute("data-link", "waiting");
    }

    private static void comesBack(Person person) {
        assertThat(person.at("#status"))
                .hasAttribute("data-state", "open", new HasAttributeOptions().setTimeout(30_000));
    }
}
