package dev.parley.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.store.Store;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicationsTest {

    private static final ChannelName ROOM = new ChannelName("room:1");

    @TempDir
    private Path folder;

    private final ManualTime time = new ManualTime();
    private Store store;
    private StoreOutbox outbox;
    private Publications publications;

    @BeforeEach
    void open() throws IOException {
        store = Store.open(folder.resolve("site.db"), false, List.of(Outbox.TABLES, Publications.TABLES));
        outbox = StoreOutbox.open(
                store,
                new OutboxOptions(URI.create("https://example.com/"), "secret", Duration.ofSeconds(1), 1, 10),
                time);
        publications = Publications.open(store, outbox, time);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void crash() throws IOException {
        store.close();
        open();
    }

    private boolean add(String epoch, long offset) throws IOException {
        Answer<Boolean> answer = new Answer<>();
        Event.Published event = new Event.Published(
                ROOM, new Position(epoch, offset), null, Payload.json("1"), Map.of(), time.millis());
        publications.add(event, answer);
        return answer.get();
    }

    @Test
    void afterACrashItIsKnownHowFarEachChannelIsWrittenDown() throws Exception {
        publications.watch(new ChannelName("room:quiet"));
        add("e", 1);
        add("e", 3);
        add("e", 2);
        crash();
        assertThat(publications.unsure())
                .containsExactlyInAnyOrder(
                        new Publications.Mark(ROOM, new Position("e", 3), time.millis()),
                        new Publications.Mark(new ChannelName("room:quiet"), null, time.millis()));
    }

    @Test
    void aNewEpochBeginsAnew() throws Exception {
        add("e", 7);
        add("f", 1);
        crash();
        assertThat(publications.unsure())
                .containsExactly(new Publications.Mark(ROOM, new Position("f", 1), time.millis()));
    }

    @Test
    void afterAnOrderlyEndNothingIsUnsure() throws Exception {
        add("e", 1);
        publications.stop();
        crash();
        assertThat(publications.unsure()).isEmpty();
        crash();
        assertThat(publications.unsure()).hasSize(1);
    }

    @Test
    void whatIsFoundAgainIsOneEvent() throws Exception {
        assertThat(add("e", 1)).isTrue();
        assertThat(add("e", 1)).isFalse();
        assertThat(outbox.waiting()).isEqualTo(1);
    }

    @Test
    void watchingAChannelAgainForgetsNothing() throws Exception {
        add("e", 5);
        publications.watch(ROOM);
        crash();
        assertThat(publications.unsure())
                .containsExactly(new Publications.Mark(ROOM, new Position("e", 5), time.millis()));
    }

    @Test
    void channelsOnWhichNothingHappensAreForgotten() throws Exception {
        add("e", 5);
        time.pass(Duration.ofDays(31));
        crash();
        assertThat(publications.unsure()).isEmpty();
    }
}
