package dev.parley.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.ChannelName;
import dev.parley.store.Store;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelsTest {

    private static final ChannelName CHAT = new ChannelName("chat");
    private static final ChannelName NEWS = new ChannelName("news");

    @TempDir
    private Path folder;

    private final ManualTime time = new ManualTime();
    private Store store;
    private StoreOutbox outbox;
    private Channels channels;

    @BeforeEach
    void open() throws IOException {
        open(Duration.ZERO);
    }

    private void open(Duration grace) throws IOException {
        store = Store.open(folder.resolve("channels.db"), false, List.of(Outbox.TABLES, Channels.TABLES));
        OutboxOptions options =
                new OutboxOptions(URI.create("https://example.com"), "secret", Duration.ofSeconds(1), 1, 100);
        outbox = StoreOutbox.open(store, options, time);
        channels = Channels.open(store, grace, outbox, time, time);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /// What the backend would be told, in order.
    @SuppressWarnings("unchecked")
    private List<String> events() throws IOException {
        store.call(_ -> true);
        store.call(_ -> true);
        return outbox.next(0, Set.of()).events().stream()
                .map(event -> (Map<String, Object>) Json.read(event.body()))
                .map(event -> event.get("type") + " " + event.get("channel"))
                .toList();
    }

    @Test
    void aChannelIsOccupiedFromItsFirstSubscriberToItsLast() throws IOException {
        channels.occupied(CHAT);
        channels.occupied(CHAT);
        channels.vacated(CHAT);
        assertThat(events()).containsExactly("channel_occupied chat");

        channels.vacated(CHAT);
        assertThat(events()).containsExactly("channel_occupied chat", "channel_vacated chat");
        assertThat(channels.occupied()).isZero();
    }

    @Test
    void eachChangeIsToldEvenWhenTheNextOneFollowsBeforeItIsWritten() throws IOException {
        for (int i = 0; i < 3; i++) {
            channels.occupied(CHAT);
            channels.vacated(CHAT);
        }

        assertThat(events())
                .containsExactly(
                        "channel_occupied chat",
                        "channel_vacated chat",
                        "channel_occupied chat",
                        "channel_vacated chat",
                        "channel_occupied chat",
                        "channel_vacated chat");
    }

    @Test
    void aGraceTimeHidesAShortAbsence() throws IOException {
        store.close();
        open(Duration.ofSeconds(5));
        channels.occupied(CHAT);
        channels.vacated(CHAT);
        time.pass(Duration.ofSeconds(4));
        channels.occupied(CHAT);
        time.pass(Duration.ofMinutes(1));

        assertThat(events()).containsExactly("channel_occupied chat");
    }

    @Test
    void afterAStartOnlyThoseAreVacatedThatNobodyComesBackTo() throws IOException {
        channels.occupied(CHAT);
        channels.occupied(NEWS);
        channels.stop();
        channels.vacated(CHAT);
        assertThat(events()).containsExactly("channel_occupied chat", "channel_occupied news");
        store.close();

        open();
        assertThat(channels.occupied()).isEqualTo(2);
        time.pass(Duration.ofSeconds(29));
        channels.occupied(NEWS);
        assertThat(events()).hasSize(2);
        time.pass(Duration.ofSeconds(2));

        assertThat(events()).containsExactly("channel_occupied chat", "channel_occupied news", "channel_vacated chat");
    }

    @Test
    void withoutABackendThereIsNothingToTell() throws IOException {
        Channels alone = Channels.open(store, Duration.ZERO, null, time, time);
        alone.occupied(CHAT);

        assertThat(events()).isEmpty();
        assertThat(alone.occupied()).isEqualTo(1);
    }
}
