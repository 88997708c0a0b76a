package dev.parley.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HelloTest {

    @Test
    void aVisitorIsGreetedByName() throws Exception {
        try (var hello = Hello.start(0);
                Page page = Page.open(hello.port())) {
            page.send("Zoë");
            assertThat(page.hears()).isEqualTo("Hello, Zoë!");
        }
    }

    @Test
    void theGreetingEndsWithCode1000AndAReason() throws Exception {
        try (var hello = Hello.start(0, Duration.ofMillis(50));
                Page page = Page.open(hello.port())) {
            page.send("Ann");
            page.hears();
            assertThat(page.isClosed()).isEqualTo(new Page.Closed(1000, "It was nice to meet you."));
        }
    }
}
