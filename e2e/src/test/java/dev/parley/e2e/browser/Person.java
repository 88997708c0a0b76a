package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

/// Somebody with the chat page before them.
record Person(Page page) {

    /// Opens the page and enters the room.
    static Person entering(Page page, String address, String name, String room) {
        page.navigate(address);
        Person person = new Person(page);
        person.enter(name, room);
        assertThat(page.locator("#status")).hasAttribute("data-state", "open");
        return person;
    }

    void enter(String name, String room) {
        at("#name").fill(name);
        at("#room").fill(room);
        at("#enter").click();
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
