package dev.parley.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.UserId;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What each outbox does, wherever it is kept.
abstract class OutboxContract {

    static final ChannelName CHANNEL = new ChannelName("chat:1");
    static final URI BACKEND = URI.create("https://example.com/events");

    final ManualTime time = new ManualTime();

    /// Of the one that [#open] opened last.
    abstract Outbox outbox();

    /// Opens it, with one lane.
    abstract void open(OutboxOptions options) throws IOException;

    @BeforeEach
    void open() throws IOException {
        open(3);
    }

    void open(long capacity) throws IOException {
        open(new OutboxOptions(BACKEND, "secret", Duration.ofSeconds(1), 1, capacity));
    }

    boolean add(Event event) throws IOException {
        Answer<Boolean> answer = new Answer<>();
        outbox().add(event, answer);
        return answer.get();
    }

    Event publication(long offset, Payload payload) {
        return new Event.Published(CHANNEL, new Position("e", offset), null, payload, Map.of(), time.millis());
    }

    Event publication(long offset) {
        return publication(offset, Payload.json("1"));
    }

    Batch next() throws IOException {
        return outbox().next(0, Set.of());
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> front() throws IOException {
        return (Map<String, Object>) Json.read(next().events().getFirst().body());
    }

    @Test
    void beyondItsCapacityItTurnsEventsAway() throws IOException {
        for (int offset = 1; offset <= 3; offset++) {
            add(publication(offset));
        }

        assertThat(outbox().hasRoom()).isFalse();
        assertThatThrownBy(() -> add(publication(4)))
                .isInstanceOf(OutboxFullException.class)
                .hasMessage("3 events wait for the backend, and more may not: see why it does not take them");
        assertThat(outbox().turnedAway()).isEqualTo(1);
        assertThat(next().events())
                .extracting(Batch.Item::id)
                .containsExactly("pub:chat:1:e:1", "pub:chat:1:e:2", "pub:chat:1:e:3");
    }

    @Test
    void whatIsTakenIsGoneAndWhatIsRefusedToo() throws IOException {
        for (int offset = 1; offset <= 3; offset++) {
            add(publication(offset));
        }

        outbox().taken(next().firstHalf());
        assertThat(next().events()).extracting(Batch.Item::id).containsExactly("pub:chat:1:e:2", "pub:chat:1:e:3");
        outbox().refused(next().events().getFirst(), 400);
        assertThat(next().events()).extracting(Batch.Item::id).containsExactly("pub:chat:1:e:3");
        assertThat(outbox().taken()).isEqualTo(1);
        assertThat(outbox().refused()).isEqualTo(1);
    }

    @Test
    void whatIsHeldStaysAndTheOthersPass() throws IOException {
        add(publication(1));
        add(new Event.UserOnline(new UserId("7")));
        add(publication(2));

        assertThat(outbox().next(0, Set.of("c:chat:1")).events())
                .extracting(Batch.Item::key)
                .containsExactly("u:7");
        assertThat(next().events()).hasSize(3);
    }

    @Test
    void aPublicationIsKeptOnceWhileItWaitsAndAfterItIsTaken() throws IOException {
        assertThat(add(publication(1))).isTrue();
        assertThat(add(publication(1))).isFalse();
        assertThat(next().events()).hasSize(1);

        outbox().taken(next());
        assertThat(add(publication(1))).isFalse();
        assertThat(next().isEmpty()).isTrue();
    }

    @Test
    void anEventThatFitsNoRequestIsTurnedAway() throws IOException {
        Payload largest = Payload.text("x".repeat(Outbox.MAX_EVENT_BYTES - 200));
        assertThat(add(publication(1, largest))).isTrue();

        assertThatThrownBy(() -> add(publication(2, Payload.text("x".repeat(1 << 20)))))
                .hasMessageContaining("publish less at once");
        assertThat(next().body()).hasSizeLessThanOrEqualTo(1 << 20);
    }

    @Test
    void aPublicationSaysWhereByWhomAndWhat() throws IOException {
        add(new Event.Published(
                CHANNEL,
                new Position("ep", 7),
                new ClientInfo(new UserId("42"), "client-1", null, null),
                Payload.json("{\"text\":\"hé\"}"),
                Map.of("lang", "fr"),
                5));

        assertThat(front())
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("id", "pub:chat:1:ep:7"),
                        Map.entry("type", "published"),
                        Map.entry("time", 5L),
                        Map.entry("channel", "chat:1"),
                        Map.entry("offset", 7L),
                        Map.entry("epoch", "ep"),
                        Map.entry("user", "42"),
                        Map.entry("client", "client-1"),
                        Map.entry("data", Map.of("text", "hé")),
                        Map.entry("tags", Map.of("lang", "fr"))));
    }

    @Test
    void textAndBinaryHaveFieldsOfTheirOwn() throws IOException {
        add(publication(1, Payload.text("\"quoted\"\n")));
        assertThat(front()).containsEntry("text", "\"quoted\"\n").doesNotContainKeys("data", "user", "tags");
        outbox().taken(next());

        add(publication(2, Payload.binary(ByteBuffer.wrap(new byte[] {0, 1, (byte) 255}))));
        assertThat(front()).containsEntry("b64data", "AAH/");
    }

    @Test
    void aPublicationWithoutAPositionIsAnotherEventEachTime() throws IOException {
        Event event = new Event.Published(CHANNEL, null, null, Payload.json("1"), Map.of(), 5);

        assertThat(add(event)).isTrue();
        assertThat(add(event)).isTrue();
        assertThat(front()).doesNotContainKeys("offset", "epoch");
    }

    @Test
    void anAddingThatKeptNothingTakesNoRoom() throws IOException {
        for (int i = 0; i < 10; i++) {
            add(publication(1));
        }

        assertThat(add(publication(2))).isTrue();
        assertThat(add(publication(3))).isTrue();
    }
}
