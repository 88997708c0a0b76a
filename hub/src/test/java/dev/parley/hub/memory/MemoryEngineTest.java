package dev.parley.hub.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.Draft;
import dev.parley.hub.Engine;
import dev.parley.hub.EngineContract;
import dev.parley.hub.HistoryQuery;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MemoryEngineTest extends EngineContract {

    @Override
    protected Engine engine() {
        return new MemoryEngine(this::now, new Random(1));
    }

    @Test
    void anIdleChannelKeepsItsPositionForAsLongAsTheNamespaceSays() {
        Heard heard = new Heard("a", HOUR);
        heard.publish(Draft.of(Payload.text("a")));
        Position position = heard.position();
        heard.close();
        loops.pass(Duration.ofHours(23).toMillis());
        Heard again = new Heard("a", HOUR);
        assertThat(again.position()).isEqualTo(position);
        again.close();
        loops.pass(Duration.ofHours(2).toMillis());
        assertThat(new Heard("a", HOUR).position().epoch()).isNotEqualTo(position.epoch());
    }

    @Test
    void aVersionIsForgottenWithThePosition() {
        Heard heard = new Heard("a", HOUR);
        Draft draft = Draft.of(Payload.text("a")).withVersion(5, "");
        heard.publish(draft);
        heard.close();
        loops.pass(Duration.ofHours(23).toMillis());
        Heard again = new Heard("a", HOUR);
        assertThat(again.publish(draft).outdated()).isTrue();
        again.close();
        loops.pass(Duration.ofHours(26).toMillis());
        assertThat(new Heard("a", HOUR).publish(draft).outdated()).isFalse();
    }

    /// What a history takes more than its bound allows is forgotten by the channel that is published on.
    @Test
    void historiesTakeNoMoreMemoryTogetherThanTheyMay() throws java.io.IOException {
        engine = new MemoryEngine(this::now, new Random(1), 10_000);
        Heard quiet = new Heard("quiet", HOUR);
        quiet.publish("a");
        Heard busy = new Heard("busy", HOUR);
        Position start = busy.position();
        for (int i = 0; i < 100; i++) {
            busy.publish("x".repeat(900));
        }
        assertThat(busy.history(HistoryQuery.newest(1_000)).publications()).hasSizeBetween(5, 10);
        assertThat(busy.history(HistoryQuery.after(start, 1_000, Long.MAX_VALUE))
                        .complete())
                .isFalse();
        assertThat(busy.publish("more").position().offset()).isEqualTo(101);
        busy.publish("x".repeat(20_000));
        assertThat(busy.history(HistoryQuery.newest(1_000)).publications()).hasSize(1);
        assertThat(quiet.history(HistoryQuery.newest(1_000)).publications()).hasSize(1);
        busy.run(() -> busy.channel.removeHistory(new Got<>(() -> {})));
        for (int i = 0; i < 5; i++) {
            busy.publish("x".repeat(900));
        }
        assertThat(busy.history(HistoryQuery.newest(1_000)).publications()).hasSize(5);
    }
}
