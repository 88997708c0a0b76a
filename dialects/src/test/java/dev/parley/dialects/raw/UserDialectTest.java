package dev.parley.dialects.raw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.dialects.HandLoop;
import dev.parley.dialects.PaperLink;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Draft;
import dev.parley.hub.Grant;
import dev.parley.hub.Hub;
import dev.parley.hub.HubError;
import dev.parley.hub.HubOptions;
import dev.parley.hub.LateEngine;
import dev.parley.hub.Namespace;
import dev.parley.hub.Namespaces;
import dev.parley.hub.Payload;
import dev.parley.hub.Published;
import dev.parley.hub.UserId;
import dev.parley.hub.memory.MemoryEngine;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What bare clients that are users hear.
class UserDialectTest {

    private static final ChannelName NEWS = new ChannelName("news");

    private final HandLoop loop = new HandLoop();
    private final Namespaces namespaces = new Namespaces(Namespaces.Syntax.DEFAULT, Namespace.named(""), List.of());
    private final Hub hub = new Hub(
            HubOptions.DEFAULT,
            namespaces,
            new LateEngine(new MemoryEngine(() -> Instant.ofEpochMilli(1), new Random(1))),
            new Rules(namespaces),
            List.of(loop),
            () -> Instant.ofEpochMilli(1));

    private void publish(String text) {
        loop.run(() -> hub.publish(NEWS, Draft.of(Payload.text(text)), new Answer<>() {
            @Override
            public void succeeded(Published value) {}

            @Override
            public void failed(HubError error) {
                throw new AssertionError(error);
            }
        }));
    }

    @Test
    void theUpgradeIsAnsweredWhenTheUserIsOnItsChannels() {
        PaperLink link = new PaperLink(loop);
        Grant.Session grant =
                new Grant.Session(new UserId("anna"), null, null, Map.of(NEWS, Grant.Subscription.PLAIN), 0);
        loop.run(() -> {
            new UserDialect(hub, link, UserRequest.of(null, null), "c1", grant, null).open();
            assertThat(link.corked).isTrue();
            assertThat(link.uncorked).isZero();
            assertThat(link.pauses).isEqualTo(1);
        });
        assertThat(link.uncorked).isEqualTo(1);
        loop.pass(Opening.APART_MILLIS);
        assertThat(link.corked).isFalse();
        assertThat(link.pauses).isZero();
        publish("hello");
        assertThat(link.take()).containsExactly("hello");
    }
}
