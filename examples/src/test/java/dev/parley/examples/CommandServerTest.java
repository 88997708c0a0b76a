package dev.parley.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class CommandServerTest {

    @Test
    void theListedCommandsAreAnswered() throws Exception {
        try (var server = CommandServer.start(0);
                Page page = Page.open(server.port())) {
            LocalDate before = LocalDate.now(ZoneId.systemDefault());
            page.send("date");
            assertThat(LocalDate.parse(page.hears())).isBetween(before, LocalDate.now(ZoneId.systemDefault()));
            page.send(" TIME\n");
            assertThat(LocalTime.parse(page.hears())).isNotNull();
            page.send("uptime");
            assertThat(Duration.parse(page.hears())).isPositive();
            page.send("help");
            assertThat(page.hears()).isEqualTo("Commands: date, help, time, uptime");
        }
    }

    @Test
    void anythingElseIsNoCommand() throws Exception {
        try (var server = CommandServer.start(0);
                Page page = Page.open(server.port())) {
            for (String other : new String[] {"", "ls", "date; ls", "$(date)", "dates"}) {
                page.send(other);
                assertThat(page.hears()).as(other).isEqualTo("Unknown command. Send help for the list.");
            }
        }
    }
}
