package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Rooms of all kinds and private talks: who comes in how, what is unread where, and how order is kept.
@Tag("browser")
class RoomsTest {

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

    /// Makes a room through the page, and is its owner.
    private static void creates(Person person, String name, String topic, String kind) {
        person.at("#browse").click();
        person.at("dialog [data-action=create]").click();
        person.at("dialog [data-field=name]").fill(name);
        person.at("dialog [data-field=topic]").fill(topic);
        person.at("dialog input[value=" + kind + "]").check();
        person.at("dialog form button[type=submit]").click();
        assertThat(person.at("#room-title")).hasText(name);
        assertThat(person.at("dialog[open]")).hasCount(0);
    }

    private static Locator roomMenu(Person person) {
        person.at("#room-menu").click();
        return person.at(".menu");
    }

    private static Locator personMenu(Person person, String name) {
        person.at("#people-list .person")
                .filter(new Locator.FilterOptions().setHasText(name))
                .click();
        return person.at(".menu");
    }

    @Test
    void aRoomThatSomebodyMakesIsFoundByOthersWithItsTopic() {
        Person ann = person("Ann Maker", "lobby");
        creates(ann, "Book club", "One chapter a week", "public");
        assertThat(ann.at("#room-topic")).hasText("One chapter a week");
        Person bob = person("Bob Reader", "lobby");
        bob.at("#browse").click();
        bob.at("dialog input[type=search]").fill("book");
        assertThat(bob.at("#browse-list li")).hasCount(1);
        bob.at("#browse-list button").click();
        assertThat(bob.at("#room-title")).hasText("Book club");
        ann.says("Welcome!");
        bob.sees("Welcome!");

        roomMenu(bob).locator("[data-action=leave]").click();
        bob.at("dialog [data-action=confirm]").click();
        assertThat(bob.at("#sidebar .room").filter(new Locator.FilterOptions().setHasText("Book club")))
                .hasCount(0);
    }

    @Test
    void aNameInArabicStandsWhereTheOthersStand() {
        Person ann = person("Ann Left", "lobby");
        person("\u0645\u062d\u0645\u062f", "lobby");
        Locator name = ann.at("#people-list .person bdi")
                .filter(new Locator.FilterOptions().setHasText("\u0645\u062d\u0645\u062f"));
        assertThat(name).hasCSS("text-align", "left");
        assertThat(name).hasCSS("direction", "rtl");
    }

    @Test
    void theRoomsOfTheHouseComeFirst() {
        Person ann = person("Ann Orders", "lobby");
        creates(ann, "000 First by name", "", "public");
        ann.at("#browse-all").click();
        assertThat(ann.at("#browse-list bdi").first()).hasText("Lobby");
        ann.at("dialog input[type=search]").fill("no such room");
        assertThat(ann.at("dialog [role=status]")).hasText("No room of that name.");
    }

    @Test
    void aRoomByInvitationIsEnteredByItsLinkAlone() {
        Person ann = person("Ann Host", "lobby");
        creates(ann, "Secret garden", "", "invitation");
        roomMenu(ann).locator("[data-action=invite]").click();
        assertThat(ann.at("#invite-link")).hasValue(java.util.regex.Pattern.compile("http.*#.+\\?.+"));
        String link = ann.at("#invite-link").inputValue();
        ann.page().keyboard().press("Escape");

        Person eve = person("Eve Uninvited", "lobby");
        eve.page().evaluate("link => location.href = link.replace(/[?].*$/, '')", link);
        assertThat(eve.at(".passing")).hasText("There is no such room.");
        Page page = chromium.page();
        page.navigate(link);
        Person bob = new Person(page);
        bob.enter("Bob Invited");
        assertThat(bob.at("#room-title")).hasText("Secret garden");
        ann.says("You made it");
        bob.sees("You made it");
    }

    @Test
    void aClickOnAPersonOpensATalkThatOnlyTheTwoSee() {
        Person ann = person("Ann Private", "square");
        Person bob = person("Bob Private", "square");
        Person eve = person("Eve Private", "square");
        personMenu(ann, "Bob Private").locator("[data-action=talk]").click();
        assertThat(ann.at("#room-title")).hasText("Bob Private");
        ann.says("between us");
        ann.sees("between us");
        Locator talk = bob.at("#talks .room");
        assertThat(talk.locator(".name")).hasText("Ann Private");
        assertThat(talk.locator(".badge")).hasText("1");
        assertThat(eve.at("#talks .room")).hasCount(0);
        talk.click();
        bob.sees("between us");
        assertThat(bob.at("#talks .badge")).hasCount(0);
        bob.says("of course");
        ann.sees("between us", "of course");
    }

    @Test
    void whatIsUnreadIsCountedOverLeavingAndComingBack() {
        Person ann = person("Ann Away", "news");
        ann.goesTo("other");
        Person bob = person("Bob Busy", "news");
        bob.says("one");
        bob.says("two");
        bob.sees("one", "two");
        assertThat(ann.room("news").locator(".badge")).hasText("2");
        ann.page().navigate("about:blank");
        bob.says("three");
        bob.sees("one", "two", "three");
        ann.page().navigate(server.at("/#other"));
        ann.isIn("other");
        assertThat(ann.room("news").locator(".badge")).hasText("3");
        assertThat(ann.room("news")).hasAccessibleName(java.util.regex.Pattern.compile("news, 3 unread messages"));
        ann.room("news").click();
        ann.isIn("news");
        assertThat(ann.at("#messages > li.new")).isVisible();
        ann.sees("one", "two", "three");
        assertThat(ann.room("news").locator(".badge")).hasCount(0);
        ann.page().reload();
        ann.isIn("news");
        assertThat(ann.room("news").locator(".badge")).hasCount(0);
        assertThat(ann.at("#messages > li.new")).hasCount(0);
    }

    @Test
    void whatIsReadInOneTabIsReadInTheOther() {
        Person ann = person("Ann Tabs", "first");
        ann.goesTo("second");
        Person tab = new Person(ann.page().context().newPage());
        tab.page().navigate(server.at("/#second"));
        tab.isIn("second");
        Person bob = person("Bob Tabs", "first");
        bob.says("news for both");
        assertThat(tab.room("first").locator(".badge")).hasText("1");
        ann.goesTo("first");
        ann.sees("news for both");
        assertThat(tab.room("first").locator(".badge")).hasCount(0);
    }

    @Test
    void theOwnerKeepsOrder() {
        Person ann = person("Ann Owner", "lobby");
        creates(ann, "Orderly", "", "public");
        Person bob = person("Bob Rude", "lobby");
        bob.at("#browse").click();
        bob.at("#browse-list button")
                .filter(new Locator.FilterOptions().setHasText("Orderly"))
                .click();
        assertThat(bob.at("#room-title")).hasText("Orderly");
        bob.says("something rude");
        assertThat(ann.said()).hasCount(1);

        // A moderator edits, and everybody sees who.
        ann.message("something rude").hover();
        ann.at(".actions [data-action=more]").click();
        ann.at(".menu [data-action=edit]").click();
        assertThat(ann.at(".context-text")).containsText("Editing the message of Bob Rude");
        ann.says("something rude, mended");
        assertThat(bob.at("#messages .edited")).hasText("edited by Ann Owner");

        // What is reported is told to those who moderate.
        Person kim = person("Kim Reporter", "lobby");
        kim.page()
                .evaluate(
                        "hash => location.hash = hash",
                        java.net.URI.create(bob.page().url()).getFragment());
        kim.message("something rude").hover();
        kim.at(".actions [data-action=more]").click();
        kim.at(".menu [data-action=report]").click();
        kim.at("dialog form button[type=submit]").click();
        assertThat(ann.at(".passing")).hasText("1 open report in Orderly");

        // A moderator deletes, and everybody sees who.
        ann.message("something rude").hover();
        ann.at(".actions [data-action=more]").click();
        ann.at(".menu [data-action=delete]").click();
        ann.at("dialog [data-action=confirm]").click();
        assertThat(bob.at("li.message[data-deleted] .text")).hasText("Ann Owner deleted this message.");

        personMenu(ann, "Bob Rude").locator("[data-action=mute]").click();
        ann.at("dialog form button[type=submit]").click();
        assertThat(bob.at("#only-read")).containsText("You can read here, but not write until");
        assertThat(bob.at("#foot")).isHidden();

        assertThat(ann.at("#people-list .sign-mute")).isVisible();
        personMenu(ann, "Bob Rude").locator("[data-action=unmute]").click();
        assertThat(bob.at("#foot")).isVisible();
        assertThat(bob.at("#only-read")).isHidden();

        personMenu(ann, "Bob Rude").locator("[data-action=ban]").click();
        ann.at("dialog form button[type=submit]").click();
        assertThat(bob.at(".passing")).hasText("A moderator has banned you from Orderly.");
        assertThat(bob.at("#sidebar .room").filter(new Locator.FilterOptions().setHasText("Orderly")))
                .hasCount(0);

        roomMenu(ann).locator("[data-action=audit]").click();
        assertThat(ann.at("#audit-list li").first()).isVisible();
        assertThat(ann.at("#audit-list")).containsText("Bob Rude");
    }

    @Test
    void aReportReachesTheModeratorAndIsSettled() {
        Person ann = person("Ann Judge", "lobby");
        creates(ann, "Court", "", "public");
        String address = ann.page().url();
        Person bob = person("Bob Speaker", "lobby");
        bob.page().navigate(address);
        assertThat(bob.at("#room-title")).hasText("Court");
        bob.says("buy my pills");
        Person eve = person("Eve Witness", "lobby");
        eve.page().navigate(address);
        assertThat(eve.said()).hasCount(1);
        eve.message("buy my pills").hover();
        eve.at(".actions [data-action=more]").click();
        eve.at(".menu [data-action=report]").click();
        eve.at("dialog [data-field=reason]").fill("spam");
        eve.at("dialog form button[type=submit]").click();
        assertThat(eve.at(".passing")).hasText("Thank you. The moderators will look at it.");

        roomMenu(ann).locator("[data-action=reports]").click();
        assertThat(ann.at("#reports-list li")).hasCount(1);
        assertThat(ann.at("#reports-list")).containsText("buy my pills");
        assertThat(ann.at("#reports-list")).containsText("spam");
        ann.at("#reports-list [data-action=resolve]").click();
        assertThat(ann.at("dialog[open] .soft")).hasText("No open reports.");
    }

    @Test
    void theOwnerChangesTheRoomAndEverybodySeesIt() {
        Person ann = person("Ann Changes", "lobby");
        creates(ann, "Draft name", "", "public");
        Person bob = person("Bob Watches", "lobby");
        bob.page().navigate(ann.page().url());
        assertThat(bob.at("#room-title")).hasText("Draft name");
        roomMenu(ann).locator("[data-action=settings]").click();
        ann.at("dialog [data-field=name]").fill("Final name");
        ann.at("dialog [data-field=topic]").fill("What it is about");
        ann.at("dialog [data-field=slow]").fill("30");
        ann.at("dialog form button[type=submit]").click();
        assertThat(bob.at("#room-title")).hasText("Final name");
        assertThat(bob.at("#room-topic")).hasText("What it is about · Slow mode: one message every 30 seconds.");
    }

    @Test
    void aRoomIsAsLoudAsItsReaderWants() {
        Person ann = person("Ann Quiet", "loud");
        roomMenu(ann).locator("[data-action=notify-none]").click();
        assertThat(ann.room("loud").locator(".sign-silent")).isVisible();
        ann.goesTo("quiet");
        Person bob = person("Bob Loud", "loud");
        bob.says("HEY");
        assertThat(ann.room("loud").locator(".badge[data-quiet=true]")).hasText("1");
        assertThat(ann.page()).hasTitle("quiet · Parley");
    }

    @Test
    void oneIsCalledOtherwiseFromNowOnAndGoesForGood() {
        Person ann = person("Ann Before", "renamed");
        Person bob = person("Bob Sees", "renamed");
        ann.says("who am I");
        bob.sees("who am I");
        ann.at("#me").click();
        ann.at("dialog [data-field=name]").fill("Ann After");
        ann.page()
                .getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Save"))
                .click();
        assertThat(ann.at("#my-name")).hasText("Ann After");
        ann.says("and again");
        assertThat(bob.at("#messages .author").first()).hasText("Ann After");
        ann.at("#me").click();
        ann.at("dialog [data-action=sign-out]").click();
        assertThat(ann.at("#name")).isVisible();
        assertThat(ann.at("#name")).hasValue("");
    }
}
