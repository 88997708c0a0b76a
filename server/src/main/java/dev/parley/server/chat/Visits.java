package dev.parley.server.chat;

import dev.parley.chat.Params;
import dev.parley.chat.Refusal;
import dev.parley.chat.people.ChatSessions;
import dev.parley.chat.people.ChatSessions.Pass;
import dev.parley.chat.people.People;
import dev.parley.chat.people.PeopleException;
import dev.parley.chat.people.Person;
import dev.parley.chat.storage.ChatException;
import dev.parley.server.chat.SessionReply.Nobody;
import dev.parley.server.chat.SessionReply.Refused;
import dev.parley.server.chat.SessionReply.Somebody;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Decides on requests about who one is. Blocks: on virtual threads.
final class Visits {

    /// What a request says.
    ///
    /// @param address whose attempts are counted together; null for an address without limits
    /// @param proofs values of cookies, and what the client has remembered itself, the best first
    record Visit(@Nullable String address, List<String> proofs, Params params) {}

    /// UTF-16 units of a name that is looked at; as many code points as a name may have are fewer.
    private static final int NAME_LENGTH = 256;

    private final People people;
    private final ChatSessions sessions;
    private final boolean guests;
    private final boolean accounts;
    private final LongSupplier nanoTime;

    /// Guests who are new.
    private final Attempts newcomers = new Attempts(30, Duration.ofSeconds(10));

    Visits(People people, ChatSessions sessions, boolean guests, boolean accounts, LongSupplier nanoTime) {
        this.people = people;
        this.sessions = sessions;
        this.guests = guests;
        this.accounts = accounts;
        this.nanoTime = nanoTime;
    }

    /// `POST chat/session`.
    SessionReply session(Visit visit) throws Refusal, PeopleException, ChatException {
        Proven known = proven(visit);
        String name = visit.params().textOrNull("name", NAME_LENGTH);
        if (name == null) {
            return known.person() == null ? new Nobody(false) : somebody(known.person(), known.generation());
        }
        if (known.person() != null && known.person().kind() == Person.Kind.ACCOUNT) {
            return new Refused(409, "signed_in", "You are signed in: sign out to come as a guest.");
        }
        if (!guests) {
            return new Refused(403, "guests_off", "A name is not enough to come in here: sign in.");
        }
        if (known.guest() == null && visit.address() != null) {
            long wait = newcomers.take(visit.address(), nanoTime.getAsLong());
            if (wait > 0) {
                return Refused.tooMany(wait);
            }
        }
        return somebody(people.enter(known.guest(), name), 0);
    }

    /// Who has shown that they were here before.
    ///
    /// @param person null for nobody, or for a guest who has to choose a name again
    /// @param guest the id of a guest, also of one without a name
    private record Proven(
            @Nullable Person person,
            long generation,
            @Nullable String guest) {}

    private Proven proven(Visit visit) throws ChatException {
        String nameless = null;
        for (String proof : visit.proofs()) {
            Pass pass = sessions.readCookie(proof);
            if (pass == null || !isWelcome(pass.kind())) {
                continue;
            }
            Person person = people.returning(pass.user(), pass.generation());
            boolean guest = pass.kind() == Person.Kind.GUEST;
            if (person != null) {
                return new Proven(person, pass.generation(), guest ? pass.user() : null);
            }
            nameless = nameless == null && guest ? pass.user() : nameless;
        }
        return new Proven(null, 0, nameless);
    }

    private boolean isWelcome(Person.Kind kind) {
        return kind == Person.Kind.GUEST ? guests : accounts;
    }

    private Somebody somebody(Person person, long generation) {
        return new Somebody(person, sessions.token(person, generation), sessions.cookie(person, generation));
    }
}
