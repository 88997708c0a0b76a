package dev.parley.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.memory.MemoryEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Random interleavings of subscribing, publishing, reading slowly, dropping and coming back, on 1, 2 and 4 loops, against
/// the simplest model there is: a client that says where it was gets the next offset, then the next.
class InterleavingsTest {

    private static final ChannelName CHANNEL = new ChannelName("news");

    private static final Namespace NAMESPACE = new Namespace(
            "",
            true,
            true,
            true,
            new Retention(Retention.UNLIMITED, null, null),
            Namespace.Feature.FORCED,
            Namespace.Feature.FORCED,
            Namespace.RecoveryMode.STREAM,
            Set.of(),
            true,
            true,
            true,
            false,
            null,
            true,
            null);

    private final Namespaces namespaces = new Namespaces(Namespaces.Syntax.DEFAULT, NAMESPACE, List.of());

    /// One person, who comes and goes and remembers where it was.
    private final class Person {
        private final Random random;
        private final Loops loops;
        private final Hub hub;
        private final boolean delta;
        private @Nullable Client client;
        private Client.@Nullable Got<Subscribed> subscribing;
        private @Nullable Position position;
        private int seen;
        private String last = "";
        private int publications;

        Person(Random random, Loops loops, Hub hub) {
            this.random = random;
            this.loops = loops;
            this.hub = hub;
            delta = random.nextBoolean();
        }

        void act() {
            Client now = client;
            if (now == null) {
                come();
                return;
            }
            switch (random.nextInt(8)) {
                case 0 -> {
                    look();
                    now.drop();
                    client = null;
                }
                case 1 -> now.writable = false;
                case 2, 3 -> now.readsAgain();
                case 4 -> {
                    if (subscribing != null && subscribing.times > 0) {
                        look();
                        now.unsubscribe("news");
                        now.heard.clear();
                        seen = 0;
                        subscribe(now);
                    }
                }
                default -> now.publish("news", "by" + random.nextInt(1000));
            }
            look();
        }

        private void come() {
            Client now = new Client(hub, loops.get(random.nextInt(loops.all.size()))).connect("u" + random.nextInt(3));
            client = now;
            seen = 0;
            subscribe(now);
        }

        private void subscribe(Client now) {
            SubscribeRequest request =
                    new SubscribeRequest(CHANNEL, position, false, false, false, delta, null, "", null);
            subscribing = now.subscribe(request);
        }

        /// Looks at all that it has heard since the last look.
        void look() {
            Client now = client;
            Client.Got<Subscribed> got = subscribing;
            if (now == null || got == null) {
                return;
            }
            if (got.value != null) {
                Subscribed subscribed = got.value;
                if (subscribed.wasRecovering()) {
                    assertThat(subscribed.recovered()).isTrue();
                } else {
                    position = subscribed.position();
                }
                for (Publication publication : subscribed.publications()) {
                    next(publication.offset());
                    last = publication.payload().toString();
                }
                assertThat(position).isEqualTo(subscribed.position());
                got.value = null;
            }
            for (; seen < now.heard.size(); seen++) {
                String said = now.heard.get(seen);
                if (said.startsWith("news ")) {
                    String[] words = said.split(" ", 5);
                    next(Long.parseLong(words[1]));
                    if (words.length == 5) {
                        assertThat(words[4]).as("the base of a delta").isEqualTo(last);
                    }
                    last = words[2];
                } else {
                    assertThat(said).doesNotContain("unsubscribed");
                }
            }
        }

        private void next(long offset) {
            assertThat(position).isNotNull();
            assertThat(offset).isEqualTo(position.offset() + 1);
            position = new Position(position.epoch(), offset);
            publications++;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, false",
        "2, 0, false",
        "4, 0, false",
        "2, 5, false",
        "1, 0, true",
        "2, 0, true",
        "4, 0, true",
        "4, 5, true"
    })
    void everybodyHasEverythingOnceAndInOrder(int number, int delayMillis, boolean late) throws Exception {
        int heard = 0;
        for (int seed = 0; seed < 60; seed++) {
            heard += run(number, delayMillis, late, seed);
        }
        assertThat(heard).isGreaterThan(1000);
    }

    private int run(int number, int delayMillis, boolean late, int seed) throws Exception {
        Random random = new Random(seed);
        Loops loops = new Loops(number, random);
        Engine memory = new MemoryEngine(() -> Instant.ofEpochMilli(loops.nowMillis), new Random(seed));
        Engine engine = late ? new LateEngine(memory) : memory;
        engine.start((_, _) -> {});
        // a reply holds two or three publications, so that most recoveries go on behind it
        HubOptions options =
                HubOptions.DEFAULT.withRecoveryPageBytes(12).withWriteDelay(Duration.ofMillis(delayMillis));
        Hub hub = new Hub(
                options, namespaces, engine, new OpenRules(), loops.all, () -> Instant.ofEpochMilli(loops.nowMillis));
        List<Person> people = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            people.add(new Person(random, loops, hub));
        }
        for (int i = 0; i < 400; i++) {
            if (random.nextInt(3) == 0) {
                people.get(random.nextInt(people.size())).act();
            } else if (delayMillis > 0 && random.nextInt(10) == 0) {
                loops.nowMillis += 1;
            } else {
                loops.step();
            }
        }
        for (Person person : people) {
            person.act();
            if (person.client == null) {
                person.come();
            }
            person.client.readsAgain();
        }
        loops.pass(100);
        for (Person person : people) {
            if (person.client != null) {
                person.client.readsAgain();
            }
        }
        loops.pass(100);
        Client.Got<HistoryPage> top = new Client.Got<>();
        hub.history(CHANNEL, HistoryQuery.positionOnly(), top);
        loops.settle();
        int heard = 0;
        for (Person person : people) {
            if (person.client == null) {
                continue;
            }
            person.look();
            assertThat(person.position).as("seed " + seed).isEqualTo(top.value.top());
            heard += person.publications;
        }
        presenceIsTrue(hub, loops, people);
        engine.close();
        return heard;
    }

    private static void presenceIsTrue(Hub hub, Loops loops, List<Person> people) {
        Client.Got<java.util.Map<String, ClientInfo>> present = new Client.Got<>();
        hub.presence(CHANNEL, present);
        loops.settle();
        assertThat(present.value.keySet())
                .containsExactlyInAnyOrderElementsOf(people.stream()
                        .filter(person -> person.client != null)
                        .map(person -> person.client.session.client())
                        .toList());
    }
}
