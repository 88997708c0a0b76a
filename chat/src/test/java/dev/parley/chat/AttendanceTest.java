package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.people.Person;
import dev.parley.chat.people.Persons;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Namespace;
import dev.parley.hub.UserId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttendanceTest {
    private static final Namespace ANY = Namespace.named("chat");

    private final Clockwork time = new Clockwork();
    private final List<String> told = new ArrayList<>();
    private final Set<String> elsewhere = new HashSet<>();
    private boolean reachable = true;
    private final Attendance presence = new Attendance(
            Duration.ofSeconds(10),
            _ -> {
                if (!reachable) {
                    throw new IOException("not now");
                }
                return Set.copyOf(elsewhere);
            },
            new Named(),
            (room, event) -> told.add(room + " " + new String(event.toByteArray(), StandardCharsets.UTF_8)),
            time,
            time);

    /// Everybody's name is their id with a capital.
    private static final class Named implements Persons {
        @Override
        public Person person(String id) {
            return new Person(id, Character.toUpperCase(id.charAt(0)) + id.substring(1), null, Person.Kind.SITE);
        }

        @Override
        public Map<String, Person> persons(Collection<String> ids) {
            Map<String, Person> all = new HashMap<>();
            ids.forEach(id -> all.put(id, person(id)));
            return all;
        }

        @Override
        public Person seen(Person claimed) {
            return claimed;
        }

        @Override
        public List<Person> named(String prefix, int limit) {
            return List.of();
        }

        @Override
        public List<Person> named(String prefix, String room, int limit) {
            return List.of();
        }

        @Override
        public List<Person> namedNear(String user, String prefix, int limit) {
            return List.of();
        }
    }

    private void comes(String user, String client) {
        presence.onSubscribed(who(user, client), ChatChannels.room("lobby"), ANY);
    }

    private void goes(String user, String client) {
        presence.onUnsubscribed(who(user, client), ChatChannels.room("lobby"), ANY);
    }

    private static ClientInfo who(String user, String client) {
        return new ClientInfo(new UserId(user), client, null, null);
    }

    @Test
    void aRoomHearsWhoComesAndWhoIsGone() {
        comes("ann", "1");
        time.pass(0);
        goes("ann", "1");
        time.pass(9_999);
        assertThat(told)
                .containsExactly(
                        "lobby {\"type\":\"presence\",\"here\":[{\"id\":\"ann\",\"name\":\"Ann\",\"kind\":\"site\"}],"
                                + "\"gone\":[],\"count\":1}");

        time.pass(1);

        assertThat(told.getLast())
                .isEqualTo("lobby {\"type\":\"presence\",\"here\":[],\"gone\":[\"ann\"],\"count\":0}");
        time.pass(3_600_000);
        assertThat(told).hasSize(2);
        assertThat(time.tasks()).isZero();
    }

    @Test
    void aReloadIsNothing() {
        comes("ann", "1");
        time.pass(5_000);
        goes("ann", "1");
        time.pass(9_000);
        comes("ann", "2");
        time.pass(3_600_000);

        assertThat(told).hasSize(1);
        assertThat(presence.here("lobby", 200)).containsExactly("ann");
        assertThat(presence.count("lobby")).isEqualTo(1);
        assertThat(time.tasks()).isZero();
    }

    @Test
    void manyWhoComeWithinASecondAreToldTogether() {
        comes("ann", "1");
        time.pass(0);
        for (int i = 0; i < 30; i++) {
            comes("u" + i, "c" + i);
            time.pass(30);
        }
        time.pass(1_000);

        assertThat(told).hasSize(2);
        assertThat(told.getLast()).contains("\"u0\"", "\"u29\"", "\"count\":31");
    }

    @Test
    void whatIsNotKnownJustNowIsToldLater() {
        reachable = false;
        comes("ann", "1");
        time.pass(3_500);
        assertThat(told).isEmpty();
        assertThat(presence.here("lobby", 200)).containsExactly("ann");

        reachable = true;
        time.pass(1_000);

        assertThat(told).hasSize(1);
    }

    @Test
    void whoIsOnAnotherNodeIsHere() {
        elsewhere.add("bob");
        assertThat(presence.here("lobby", 200)).containsExactly("bob");
        assertThat(presence.count("lobby")).isEqualTo(1);
        comes("ann", "1");

        assertThat(presence.count("lobby")).isEqualTo(2);
        assertThat(presence.here("lobby", List.of("ann", "bob", "carl"))).containsExactlyInAnyOrder("ann", "bob");
        assertThat(presence.here("other", List.of("ann"))).isEmpty();
    }

    @Test
    void otherChannelsAndNobodyDontMatter() {
        presence.onSubscribed(who("ann", "1"), new ChannelName("news:all"), ANY);
        presence.onSubscribed(who("ann", "1"), ChatChannels.person("ann"), ANY);
        presence.onSubscribed(who("", "1"), ChatChannels.room("lobby"), ANY);
        time.pass(60_000);

        assertThat(told).isEmpty();
        assertThat(time.tasks()).isZero();
    }
}
