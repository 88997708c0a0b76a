package dev.parley.e2e.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A room of 100,000 messages, most of them said before the page's eyes.
@Tag("browser")
@Tag("slow")
class LongRoomTest {

    private static final int MESSAGES = 100_000;

    /// What one person may say without a pause.
    private static final int AT_ONCE = 10_000;

    /// The list draws 150 messages at most, and a line for each day among them.
    private static final int MOST_DRAWN = 160;

    @RegisterExtension
    final Chromium chromium = new Chromium();

    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        server = Server.with("chat.rate", "1000", "chat.burst", String.valueOf(AT_ONCE), "client.message_rate", "0");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aPageThatSawThemAllHasNotGrownAndScrollsBackThroughThem() throws Exception {
        Person ann = Person.entering(chromium.page(), server.at("/"), "Ann", "long");
        countsTo(ann, 0, AT_ONCE); // the page's code is compiled by now, and its caches are full
        Size before = Size.of(ann);
        for (int from = AT_ONCE; from < MESSAGES; from += AT_ONCE) {
            countsTo(ann, from, from + AT_ONCE);
        }
        assertThat(ann.said().count()).isLessThanOrEqualTo(MOST_DRAWN);
        // what nobody needs is not always collected the first time
        await().atMost(Duration.ofSeconds(30)).pollInSameThread().untilAsserted(() -> {
            Size after = Size.of(ann);
            // it may have drawn more rows than before, of some nodes each: nothing beside the 90,000 that it has seen
            assertThat(after.nodes()).isLessThan(before.nodes() + 10 * MOST_DRAWN);
            assertThat(after.heap()).isLessThan(before.heap() + 4_000_000);
            assertThat(after.listeners()).isLessThan(before.listeners() + MOST_DRAWN);
        });
        seesARunWithoutAHole(ann);

        for (int position : new int[] {1, 50_000, 99_990}) {
            ann.page().evaluate("place => location.hash = place", "long/" + position);
            assertThat(ann.at("li.message[data-position='" + position + "']")).isInViewport();
            assertThat(ann.said().count()).isLessThanOrEqualTo(MOST_DRAWN);
            seesARunWithoutAHole(ann);
        }
        ann.at("#jump").click();
        seesTheEnd(ann, MESSAGES);
    }

    @Test
    void oneScrollsBackWithoutLosingOnesPlaceAndComesToTheEndAgain() throws Exception {
        try (Speaker speaker = Speaker.in(server, "back", "Fast too")) {
            speaker.counts("back", 0, 3_000);
            Person bea = Person.entering(chromium.page(), server.at("/"), "Bea", "back");
            seesTheEnd(bea, 3_000);
            int seen = 3_000;
            while (seen > 1_500) {
                int first = firstInView(bea);
                assertThat(first)
                        .as("what is in view follows the wheel, and never jumps")
                        .isBetween(seen - 120, seen);
                seen = first;
                bea.at("#log").hover();
                Chromium.until(bea.page(), "document.querySelector('#log').scrollTop > 0"); // there is more by now
                bea.page().mouse().wheel(0, -700);
                await().untilAsserted(() -> assertThat(firstInView(bea)).isLessThan(first));
                assertThat(bea.said().count()).isLessThanOrEqualTo(MOST_DRAWN);
            }
            seesARunWithoutAHole(bea);

            int before = firstInView(bea);
            speaker.counts("back", 3_000, 3_020);
            assertThat(bea.at("#jump")).hasText("20 new messages");
            assertThat(firstInView(bea)).isEqualTo(before);
            bea.at("#jump").click();
            seesTheEnd(bea, 3_020);
            assertThat(bea.at("#jump")).isHidden();
            seesARunWithoutAHole(bea);
        }
    }

    private void countsTo(Person ann, int from, int to) throws Exception {
        try (Speaker speaker = Speaker.in(server, "long", "Fast " + from)) {
            speaker.counts("long", from, to);
        }
        seesTheEnd(ann, to);
    }

    private static void seesTheEnd(Person person, int position) {
        assertThat(person.at("#messages > li.message").last()).hasAttribute("data-position", String.valueOf(position));
        assertThat(person.said().last()).isInViewport();
    }

    private static int firstInView(Person person) {
        return ((Number) person.page().evaluate("""
                () => {
                  const log = document.querySelector('#log');
                  const top = log.getBoundingClientRect().top;
                  const row = [...log.querySelectorAll('li.message')].find((li) => li.getBoundingClientRect().bottom > top);
                  return Number(row.dataset.position);
                }
                """)).intValue();
    }

    /// The drawn messages are one run: nothing is missing, nothing is there twice.
    private static void seesARunWithoutAHole(Person person) {
        Object positions = person.page()
                .evaluate("[...document.querySelectorAll('#messages > li.message')].map((li) => +li.dataset.position)");
        List<Integer> drawn =
                ((List<?>) positions).stream().map(Integer.class::cast).toList();
        assertThat(drawn)
                .isEqualTo(IntStream.range(drawn.getFirst(), drawn.getFirst() + drawn.size())
                        .boxed()
                        .toList());
    }

    /// What the page costs, after everything that nobody needs was collected.
    private record Size(int nodes, int listeners, long heap) {

        static Size of(Person person) {
            CDPSession devtools = person.page().context().newCDPSession(person.page());
            devtools.send("HeapProfiler.collectGarbage");
            devtools.send("HeapProfiler.collectGarbage");
            JsonObject counters = devtools.send("Memory.getDOMCounters");
            JsonObject heap = devtools.send("Runtime.getHeapUsage");
            devtools.detach();
            return new Size(
                    counters.get("nodes").getAsInt(),
                    counters.get("jsEventListeners").getAsInt(),
                    heap.get("usedSize").getAsLong());
        }
    }
}
