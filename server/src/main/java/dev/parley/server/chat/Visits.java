package dev.parley.server.chat;

import dev.parley.chat.Params;
import dev.parley.chat.Refusal;
import dev.parley.chat.people.Account;
import dev.parley.chat.people.Accounts;
import dev.parley.chat.people.ChatSessions;
import dev.parley.chat.people.ChatSessions.Pass;
import dev.parley.chat.people.People;
import dev.parley.chat.people.PeopleException;
import dev.parley.chat.people.Person;
import dev.parley.chat.storage.ChatException;
import dev.parley.server.chat.SessionReply.Nobody;
import dev.parley.server.chat.SessionReply.Refused;
import dev.parley.server.chat.SessionReply.Somebody;
import dev.parley.server.config.PeopleOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
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

    private static final int LOGIN_LENGTH = 256;
    private static final int PASSWORD_LENGTH = 1_024;

    /// Whose attempts are counted where addresses have no limits.
    private static final String THIS_MACHINE = "here";

    private final People people;
    private final Accounts accounts;
    private final ChatSessions sessions;
    private final boolean guests;
    private final PeopleOptions.Accounts policy;
    private final Consumer<String> signedOut;
    private final LongSupplier nanoTime;

    /// Guests who are new.
    private final Attempts newcomers = new Attempts(60, Duration.ofSeconds(5));
    /// Accounts that an address wants to make.
    private final Attempts signUps = new Attempts(10, Duration.ofMinutes(1));
    /// Wrong passwords from an address, for whatever login.
    private final Attempts fromAddress = new Attempts(30, Duration.ofSeconds(5));
    /// Wrong passwords for a login from an address.
    private final Attempts forLoginFromAddress = new Attempts(5, Duration.ofSeconds(20));
    /// Wrong passwords for a login from anywhere: more, so that nobody can easily lock another out.
    private final Attempts forLogin = new Attempts(50, Duration.ofSeconds(10));

    /// @param guests whether a name is enough to come in
    /// @param signedOut hears of accounts whose sessions are to be ended
    Visits(
            People people,
            Accounts accounts,
            ChatSessions sessions,
            boolean guests,
            PeopleOptions.Accounts policy,
            Consumer<String> signedOut,
            LongSupplier nanoTime) {
        this.people = people;
        this.accounts = accounts;
        this.sessions = sessions;
        this.guests = guests;
        this.policy = policy;
        this.signedOut = signedOut;
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

    /// `POST chat/sign-in`.
    SessionReply signIn(Visit visit) throws Refusal, PeopleException, ChatException {
        String login = visit.params().text("login", LOGIN_LENGTH);
        String password = visit.params().text("password", PASSWORD_LENGTH);
        if (policy == PeopleOptions.Accounts.OFF) {
            return new Refused(403, "accounts_off", "There are no accounts here.");
        }
        return guarded(visit, Accounts.key(login), () -> {
            Account account = accounts.signIn(login, password);
            return somebody(account.person(), account.generation());
        });
    }

    /// `POST chat/sign-up`.
    SessionReply signUp(Visit visit) throws Refusal, PeopleException, ChatException {
        String login = visit.params().text("login", LOGIN_LENGTH);
        String name = visit.params().text("name", NAME_LENGTH);
        String password = visit.params().text("password", PASSWORD_LENGTH);
        if (policy != PeopleOptions.Accounts.SIGN_UP) {
            return new Refused(403, "sign_up_off", "Nobody makes an account here but the owner: ask them for one.");
        }
        long wait = visit.address() == null ? 0 : signUps.take(visit.address(), nanoTime.getAsLong());
        if (wait > 0) {
            return Refused.tooMany(wait);
        }
        Account account = accounts.signUp(login, name, password, proven(visit).guest());
        return somebody(account.person(), account.generation());
    }

    /// `POST chat/sign-out`: here, or with `{"everywhere":true}` wherever the account is signed in.
    SessionReply signOut(Visit visit) throws Refusal, ChatException {
        boolean everywhere = visit.params().has("everywhere") && visit.params().flag("everywhere");
        Person known = proven(visit).person();
        if (everywhere && known != null && known.kind() == Person.Kind.ACCOUNT) {
            accounts.signOutEverywhere(known.id());
            signedOut.accept(known.id());
        }
        return new Nobody(true);
    }

    /// `POST chat/password`.
    SessionReply password(Visit visit) throws Refusal, PeopleException, ChatException {
        String old = visit.params().text("old", PASSWORD_LENGTH);
        String password = visit.params().text("new", PASSWORD_LENGTH);
        Person known = proven(visit).person();
        if (known == null || known.kind() != Person.Kind.ACCOUNT) {
            return new Refused(401, "signed_out", "Sign in first.");
        }
        return guarded(visit, known.id(), () -> {
            Account account = accounts.changePassword(known.id(), old, password);
            signedOut.accept(known.id());
            return somebody(account.person(), account.generation());
        });
    }

    /// What asks for a password.
    @FunctionalInterface
    private interface Asking {
        SessionReply done() throws PeopleException, ChatException;
    }

    /// Does it unless there were too many wrong passwords.
    private SessionReply guarded(Visit visit, String login, Asking asking) throws PeopleException, ChatException {
        long now = nanoTime.getAsLong();
        String address = visit.address() == null ? THIS_MACHINE : visit.address();
        String pair = address + ' ' + login;
        long wait = forLoginFromAddress.take(pair, now);
        if (wait == 0) {
            wait = forLogin.take(login, now);
        }
        if (wait == 0 && visit.address() != null) {
            wait = fromAddress.take(address, now);
        }
        if (wait > 0) {
            return Refused.tooMany(wait);
        }
        boolean wrong = false;
        try {
            return asking.done();
        } catch (PeopleException refused) {
            wrong = refused.reason() == PeopleException.Reason.WRONG_LOGIN;
            throw refused;
        } finally {
            if (!wrong) {
                forLoginFromAddress.giveBack(pair);
                forLogin.giveBack(login);
                fromAddress.giveBack(address);
            }
        }
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
        return kind == Person.Kind.GUEST ? guests : policy != PeopleOptions.Accounts.OFF;
    }

    private Somebody somebody(Person person, long generation) {
        return new Somebody(person, sessions.token(person, generation), sessions.cookie(person, generation));
    }
}
