package dev.parley.server.verbose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.server.Peer;
import dev.parley.server.Started;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NarratorTest {

    @Test
    void thereIsALineForEachOpenMessageAndClose() throws Exception {
        try (Started server = Started.with("server.verbose", "true");
                Peer ann = Peer.open(server.ws("/raw/news?name=secret"))) {
            assertThat(line(server)).matches("#\\d+ open    127\\.0\\.0\\.1:\\d+ /raw/news");
            try (Peer bob = Peer.open(server.ws("/raw/news"))) {
                assertThat(line(server)).contains(" open ");
                bob.say("sync");
                bob.hears();
                assertThat(line(server)).matches("#\\d+ text    4 bytes \"sync\" to 2");
                bob.say(new byte[] {1, 2});
                assertThat(line(server)).matches("#\\d+ binary  2 bytes 0102 to 2");
                bob.leave();
                assertThat(line(server)).matches("#\\d+ close   1000 \"bye\"");
            }
            String line;
            do { // bob leaves the room a moment after the line of his close
                ann.say("a\nb");
                line = line(server);
            } while (line.endsWith(" to 2"));
            assertThat(line).matches("#\\d+ text    3 bytes \"a\\\\nb\" to 1");
        }
    }

    @Test
    void withoutTheOptionThereIsNone() throws Exception {
        try (Started server = Started.with();
                Peer ann = Peer.open(server.ws("/echo"))) {
            ann.say("hi").hears();
            assertThat(server.lines).isEmpty();
        }
    }

    private static String line(Started server) throws InterruptedException {
        String line = server.lines.poll(10, TimeUnit.SECONDS);
        assertThat(line).as("a line").isNotNull();
        return line;
    }
}
