package dev.parley.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.Client.Got;
import dev.parley.hub.Namespace.Feature;
import dev.parley.hub.TagFilter.Compare;
import dev.parley.hub.TagFilter.Compare.Operator;
import dev.parley.hub.memory.MemoryEngine;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What those hear who do not follow positions when an engine has lost what it had, and offsets begin anew.
class BreakTest {

    private static final ChannelName NEWS = new ChannelName("news");
    private static final Namespace NAMESPACE =
            HubTest.namespace("", Feature.ALLOWED, Namespace.RecoveryMode.STREAM, false);

    private final Loops loops = new Loops(1, new Random(1));
    private EngineChannel.@Nullable Listener channel;

    @Test
    void whoFiltersHearsOn() throws IOException {
        MemoryEngine memory = new MemoryEngine(() -> Instant.ofEpochMilli(loops.nowMillis), new Random(2));
        memory.start((_, _) -> {});
        Hub hub = new Hub(
                HubOptions.DEFAULT,
                new Namespaces(Namespaces.Syntax.DEFAULT, NAMESPACE, List.of()),
                new Overheard(memory),
                new OpenRules(),
                loops.all,
                () -> Instant.ofEpochMilli(loops.nowMillis));
        Client ann = new Client(hub, loops.get(0)).connect("ann");
        TagFilter berlin = new Compare("city", Operator.EQUAL, "Berlin", List.of());
        for (int i = 0; i < 3; i++) {
            loops.get(0).enter(() -> hub.publish(NEWS, Draft.of(Payload.text("before")), Got.ignored()));
        }
        loops.settle();
        Got<Subscribed> subscribed =
                ann.subscribe(new SubscribeRequest(NEWS, null, false, false, false, false, berlin, "", null));
        loops.settle();
        assertThat(subscribed.error).isNull();

        loops.get(0).enter(() -> {
            channel.onBreak(new Position("another", 0));
            for (int offset = 1; offset <= 2; offset++) {
                channel.onPublication(
                        new Publication(offset, 1_000, Payload.text("after"), null, Map.of("city", "Berlin"), false));
            }
        });
        loops.settle();
        assertThat(ann.heard).containsExactly("news 1 after", "news 2 after");
    }

    /// Says whom it tells.
    private final class Overheard extends EngineAround {

        Overheard(Engine engine) {
            super(engine);
        }

        @Override
        public EngineChannel open(ChannelName name, Namespace namespace, Loop home, EngineChannel.Listener listener) {
            channel = listener;
            return super.open(name, namespace, home, listener);
        }
    }
}
