package dev.parley.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.hub.Payload;
import dev.parley.hub.UserId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What holds wherever messages wait for users.
abstract class InboxContract {

    static final UserId ANN = new UserId("ann");
    static final UserId BOB = new UserId("bob");
    static final InboxOptions FIVE = new InboxOptions(5, Duration.ofDays(30));

    final ManualTime time = new ManualTime();
    Inbox inbox;

    /// An empty one for each test.
    abstract Inbox open() throws IOException;

    /// The same after a restart.
    abstract Inbox reopened() throws IOException;

    @BeforeEach
    void openInbox() throws IOException {
        inbox = open();
    }

    long keep(UserId user, Payload payload, Map<String, String> tags, String key) throws IOException {
        Answer<Long> answer = new Answer<>();
        inbox.keep(user, payload, tags, key, answer);
        return answer.get();
    }

    long keep(UserId user, String json) throws IOException {
        return keep(user, Payload.json(json), Map.of(), null);
    }

    List<Kept> waiting(UserId user, long after, int limit) throws IOException {
        Answer<List<Kept>> answer = new Answer<>();
        inbox.unacknowledged(user, after, limit, answer);
        return answer.get();
    }

    List<String> waiting(UserId user) throws IOException {
        return waiting(user, 0, 1_000).stream()
                .map(kept -> kept.payload().toString())
                .toList();
    }

    int acknowledge(UserId user, List<Long> ids) throws IOException {
        Answer<Integer> answer = new Answer<>();
        inbox.acknowledge(user, ids, answer);
        return answer.get();
    }

    int acknowledgeUpTo(UserId user, long id) throws IOException {
        Answer<Integer> answer = new Answer<>();
        inbox.acknowledgeUpTo(user, id, answer);
        return answer.get();
    }

    long newest(UserId user) throws IOException {
        Answer<Long> answer = new Answer<>();
        inbox.newest(user, answer);
        return answer.get();
    }

    int sweep() throws IOException {
        Answer<Integer> answer = new Answer<>();
        inbox.sweep(answer);
        return answer.get();
    }

    @Test
    void messagesWaitInTheirOrderForTheirUser() throws IOException {
        keep(ANN, "1");
        keep(BOB, "2");
        keep(ANN, "3");

        assertThat(waiting(ANN)).containsExactly("1", "3");
        assertThat(waiting(BOB)).containsExactly("2");
    }

    @Test
    void whatWasAcknowledgedWaitsNoMore() throws IOException {
        long first = keep(ANN, "1");
        long second = keep(ANN, "2");
        keep(ANN, "3");
        time.pass(Duration.ofSeconds(1)); // ids may be the same for two users
        long other = keep(BOB, "4");

        assertThat(acknowledge(ANN, List.of(second, second, other, 99L))).isEqualTo(1);
        assertThat(waiting(ANN)).containsExactly("1", "3");
        assertThat(waiting(BOB)).containsExactly("4");

        assertThat(acknowledgeUpTo(ANN, first)).isEqualTo(1);
        assertThat(acknowledgeUpTo(ANN, first)).isZero();
        assertThat(waiting(ANN)).containsExactly("3");
        assertThat(acknowledgeUpTo(ANN, Long.MAX_VALUE)).isEqualTo(1);
        assertThat(waiting(ANN)).isEmpty();
    }

    @Test
    void itComesBackAsItWas() throws IOException {
        Map<String, String> tags = Map.of("lang", "fr", "\"odd\"", "é\n");
        long id = keep(ANN, Payload.json("{\"a\":\"é\"}"), tags, null);
        Payload text = Payload.text("");
        keep(ANN, text, Map.of(), null);
        Payload binary = Payload.binary(ByteBuffer.wrap(new byte[] {0, -1}));
        time.pass(Duration.ofSeconds(1));
        keep(ANN, binary, Map.of(), null);

        List<Kept> kept = waiting(ANN, 0, 10);
        assertThat(kept).extracting(Kept::payload).containsExactly(Payload.json("{\"a\":\"é\"}"), text, binary);
        assertThat(kept.getFirst().id()).isEqualTo(id);
        assertThat(kept.getFirst().tags()).isEqualTo(tags);
        assertThat(kept.getLast().tags()).isEmpty();
        assertThat(kept.getLast().timeMillis()).isEqualTo(time.millis());
    }

    @Test
    void beyondItsBoundAnInboxTakesNothing() throws IOException {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(keep(ANN, "" + i));
        }

        assertThatThrownBy(() -> keep(ANN, "5"))
                .isInstanceOf(InboxFullException.class)
                .hasMessage("5 messages wait for user ann, and more may not until some are acknowledged");
        assertThat(keep(BOB, "1")).isPositive();

        acknowledge(ANN, ids.subList(0, 1));
        keep(ANN, "5");
        assertThat(waiting(ANN)).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void aSecondMessageWithTheSameKeyIsTheFirstOne() throws IOException {
        long first = keep(ANN, Payload.json("1"), Map.of(), "key");

        assertThat(keep(ANN, Payload.json("1"), Map.of(), "key")).isEqualTo(first);
        keep(BOB, Payload.json("1"), Map.of(), "key");
        assertThat(waiting(BOB)).hasSize(1);
        assertThat(keep(ANN, Payload.json("1"), Map.of(), "other")).isNotEqualTo(first);
        assertThat(waiting(ANN)).hasSize(2);
    }

    @Test
    void rememberedKeysTakeNoRoom() throws IOException {
        for (int i = 0; i < 20; i++) {
            acknowledgeUpTo(ANN, keep(ANN, Payload.json("1"), Map.of(), "key-" + i));
        }

        assertThat(keep(ANN, "1")).isPositive();
    }

    @Test
    void pagesFollowEachOther() throws IOException {
        for (int i = 0; i < 5; i++) {
            keep(ANN, "" + i);
        }

        List<Kept> first = waiting(ANN, 0, 2);
        List<Kept> second = waiting(ANN, first.getLast().id(), 2);
        List<Kept> third = waiting(ANN, second.getLast().id(), 2);
        assertThat(third).extracting(kept -> kept.payload().toString()).containsExactly("4");
        assertThat(waiting(ANN, third.getLast().id(), 2)).isEmpty();
        assertThat(inbox.mayHave(ANN)).isTrue();
        assertThat(newest(ANN)).isEqualTo(third.getLast().id());
    }

    @Test
    void aPageEndsBehindTheMessageThatFillsIt() throws IOException {
        Payload large = Payload.text("x".repeat(600_000));
        for (int i = 0; i < 4; i++) {
            keep(ANN, large, Map.of(), null);
        }

        assertThat(waiting(ANN, 0, 1_000)).hasSize(2);
    }

    @Test
    void whatMakesNoSenseIsRefusedBeforeAnythingIsWritten() {
        assertThatThrownBy(() -> keep(UserId.ANONYMOUS, "1")).hasMessage("messages are kept for users with an id only");
        assertThatThrownBy(() -> keep(ANN, Payload.json("1"), Map.of(), "")).hasMessageContaining("idempotency key");
        assertThatThrownBy(() -> waiting(ANN, 0, 0)).hasMessage("a page has 1 to 1000 messages, asked for 0");
        assertThatThrownBy(() -> acknowledge(ANN, Collections.nCopies(1_001, 1L)))
                .hasMessage("at most 1000 ids at once, got 1001");
    }

    @Test
    void aKeyIsKnownForAnHourAfterItsMessageWasAcknowledged() throws IOException {
        long first = keep(ANN, Payload.json("1"), Map.of(), "key");
        acknowledgeUpTo(ANN, first);

        time.pass(Duration.ofMinutes(59));
        sweep();
        assertThat(keep(ANN, Payload.json("1"), Map.of(), "key")).isEqualTo(first);
        assertThat(waiting(ANN)).isEmpty();

        time.pass(Duration.ofMinutes(1));
        sweep();
        assertThat(keep(ANN, Payload.json("1"), Map.of(), "key")).isGreaterThan(first);
        assertThat(waiting(ANN)).containsExactly("1");
    }

    @Test
    void whatIsOldWaitsNoMore() throws IOException {
        long old = keep(ANN, Payload.json("1"), Map.of(), "key");
        keep(BOB, "2");
        time.pass(Duration.ofDays(29));
        keep(BOB, "3");
        time.pass(Duration.ofDays(1));

        assertThat(waiting(BOB)).containsExactly("3");
        sweep();
        assertThat(newest(ANN)).isZero();
        assertThat(acknowledgeUpTo(BOB, Long.MAX_VALUE)).isEqualTo(1);
        assertThat(keep(ANN, Payload.json("1"), Map.of(), "key")).isGreaterThan(old);
    }

    @Test
    void idsGrowAlsoWhenNothingWaits() throws IOException {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(keep(ANN, "1"));
            acknowledgeUpTo(ANN, ids.getLast());
        }

        assertThat(ids).isSorted().doesNotHaveDuplicates();
        assertThat(newest(ANN)).isZero();
    }

    @Test
    void allOfItIsThereAfterARestart() throws IOException {
        long first = keep(ANN, "1");

        inbox = reopened();

        assertThat(inbox.mayHave(ANN)).isTrue();
        assertThat(waiting(ANN)).containsExactly("1");
        assertThat(keep(ANN, "2")).isGreaterThan(first);
    }
}
