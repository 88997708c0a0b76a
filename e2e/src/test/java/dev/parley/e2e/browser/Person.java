package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

/// Somebody with the chat page before them.
record Person(Page page) {

    /// Opens the page at the room, as somebody whom the server doesn't know yet, and comes in.
    static Person entering(Page page, String address, String name, String room) {
        page.navigate(address + "#" + room);
        Person person = new Person(page);
        person.enter(name);
        person.isIn(room);
        return person;
    }

    void enter(String name) {
        at("#name").fill(name);
        at("#enter").click();
    }

    /// Comes in, and goes to the room.
    void enter(String name, String room) {
        page.evaluate("room => location.hash = room", room);
        enter(name);
    }

    /// Sees the room, connected.
    void isIn(String room) {
        assertThat(at("#status")).hasAttribute("data-state", "open");
        assertThat(at("#log")).hasAttribute("data-room", room);
    }

    /// Goes to another room by its address, as a click on it does.
    void goesTo(String room) {
        page.evaluate("room => location.hash = room", room);
        isIn(room);
    }

    /// A room in the list.
    Locator room(String id) {
        return at("#sidebar .room[data-room='" + id + "']");
    }

    /// The message that has this in its text.
    Locator message(String text) {
        Locator said = at(".text").filter(new Locator.FilterOptions().setHasText(text));
        return at("#messages > li.message").filter(new Locator.FilterOptions().setHas(said));
    }

    void writes(String text) {
        at("#text").fill(text);
    }

    /// Writes and sends, as most people do: with Enter.
    void says(String text) {
        writes(text);
        at("#text").press("Enter");
    }

    /// The texts that the room has shown, oldest first.
    Locator said() {
        return at("#messages > li.message .text");
    }

    /// Sees exactly these texts in the room, and nothing that is still on its way.
    void sees(String... texts) {
        assertThat(said()).hasText(texts);
        assertThat(at("#outgoing > li")).hasCount(0);
    }

    Locator at(String selector) {
        return page.locator(selector);
    }
}
