package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasAttributeOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Somebody whose network goes away and comes back, while the others talk on.
@Tag("browser")
@Tag("slow")
class AwayTest {

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private Server server;
    private Relay relay;

    @BeforeEach
    void start() throws Exception {
        server = Server.with("chat.rate", "1000", "chat.burst", "10000");
        relay = Relay.to(server);
    }

    @AfterEach
    void stop() throws Exception {
        relay.close();
        server.close();
    }

    private Person near(String name, String room) {
        return Person.entering(chromium.page(), server.at("/"), name, room);
    }

    private Person behindTheRelay(String name, String room) {
        return Person.entering(chromium.page(), relay.at("/"), name, room);
    }

    @Test
    void whatWasSaidMeanwhileIsThereWithoutAHoleAndInOrder() throws Exception {
        Person ann = behindTheRelay("Ann", "lobby");
        Person bob = near("Bob", "lobby");
        bob.says("before");
        ann.sees("before");
        goesAway(ann);
        bob.says("one");
        bob.says("two");
        bob.sees("before", "one", "two");
        ann.says("from afar");
        assertThat(ann.at("#outgoing > li[data-state=queued] .text")).hasText("from afar");
        comesBack(ann);
        ann.sees("before", "one", "two", "from afar");
        bob.sees("before", "one", "two", "from afar");
    }

    @Test
    void whatWasCorrectedAndDeletedMeanwhileIsSeenAsItIsNow() throws Exception {
        Person bob = near("Bob", "lobby");
        bob.says("stays");
        bob.says("to be corrected");
        bob.says("to be deleted");
        Person ann = behindTheRelay("Ann", "lobby");
        ann.sees("stays", "to be corrected", "to be deleted");
        goesAway(ann);
        menuOf(bob, "to be corrected").locator("[data-action=edit]").click();
        bob.says("correct");
        menuOf(bob, "to be deleted").locator("[data-action=delete]").click();
        bob.at("dialog [data-action=confirm]").click();
        bob.sees("stays", "correct", "This message was deleted.");
        comesBack(ann);
        ann.sees("stays", "correct", "This message was deleted.");
    }

    private static Locator menuOf(Person person, String text) {
        Locator message = person.message(text);
        message.hover();
        message.locator(".actions [data-action=more]").click();
        return person.at(".menu");
    }

    @Test
    void moreThanAnybodyReadsAtOnceIsLoadedAsOneScrolls() throws Exception {
        Person ann = behindTheRelay("Ann", "lobby");
        try (Speaker speaker = Speaker.in(server, "lobby", "Fast")) {
            speaker.counts("lobby", 0, 100);
            assertThat(last(ann)).hasAttribute("data-position", "100");
            goesAway(ann);
            speaker.counts("lobby", 100, 1_500); // more than the hub keeps for recovery
        }
        comesBack(ann);
        assertThat(last(ann)).hasAttribute("data-position", "1500");
        ann.page().evaluate("location.hash = 'lobby/101'");
        assertThat(ann.at("li.message[data-position='101']")).isInViewport();
        assertThat(ann.at("li.message[data-position='100']")).isVisible();
    }

    @Test
    void aMessageWhoseAnswerGotLostIsThereOnce() throws Exception {
        Person ann = behindTheRelay("Ann", "lobby");
        Person bob = near("Bob", "lobby");
        ann.says("heard");
        bob.sees("heard");
        ann.sees("heard");
        relay.losesAnswers();
        ann.says("once");
        ann.says("and then this");
        bob.sees("heard", "once");
        assertThat(ann.at("#outgoing > li[data-state=sending] .text")).hasText("once");
        goesAway(ann);
        comesBack(ann);
        for (Person one : new Person[] {ann, bob}) {
            one.sees("heard", "once", "and then this");
        }
        assertThat(ann.at("#messages > li[data-own=true]")).hasCount(3);
    }

    @Test
    void whatIsWrittenWithoutANetworkOutlivesThePageAndGoesOutWithTheNext() throws Exception {
        Person ann = behindTheRelay("Ann", "lobby");
        Person bob = near("Bob", "lobby");
        goesAway(ann);
        ann.says("first");
        ann.says("second");
        assertThat(ann.at("#outgoing > li")).hasCount(2);
        var browser = ann.page().context();
        ann.page().close();
        relay.mend();
        Page next = browser.newPage();
        next.navigate(relay.at("/#lobby"));
        Person again = new Person(next);
        again.isIn("lobby");
        again.sees("first", "second");
        bob.sees("first", "second");
    }

    @Test
    void twoTabsOfOnePersonSendWhatEitherOwesOnce() throws Exception {
        Person ann = behindTheRelay("Ann", "lobby");
        Person tab = new Person(ann.page().context().newPage());
        tab.page().navigate(relay.at("/#lobby"));
        tab.isIn("lobby");
        Person bob = near("Bob", "lobby");
        ann.says("in one tab");
        tab.sees("in one tab");
        assertThat(tab.at("#messages > li[data-own=true]")).hasCount(1);
        goesAway(ann);
        ann.says("written in the first");
        tab.says("written in the second");
        assertThat(ann.at("#outgoing > li")).hasCount(1);
        relay.mend();
        for (Person one : new Person[] {ann, tab, bob}) {
            assertThat(one.at("#status"))
                    .hasAttribute("data-state", "open", new HasAttributeOptions().setTimeout(40_000));
            assertThat(one.said()).hasCount(3);
            assertThat(one.said().filter(new Locator.FilterOptions().setHasText("written in the first")))
                    .hasCount(1);
            assertThat(one.said().filter(new Locator.FilterOptions().setHasText("written in the second")))
                    .hasCount(1);
        }
        assertThat(ann.at("#outgoing > li")).hasCount(0);
    }

    private void goesAway(Person person) throws Exception {
        relay.cut();
        assertThat(person.at("#status")).hasAttribute("data-state", "closed");
    }

    private void comesBack(Person person) throws Exception {
        relay.mend();
        person.page().evaluate("document.getElementById('reconnect').click()"); // or it has come back by itself
        assertThat(person.at("#status")).hasAttribute("data-state", "open");
    }

    private static Locator last(Person person) {
        return person.at("#messages > li.message").last();
    }
}
