package dev.parley.chat.people;

import dev.parley.chat.people.PeopleException.Reason;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.Database;
import dev.parley.chat.storage.Limits;
import dev.parley.chat.storage.Sql;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The chat's people and their names.
///
/// **Whose a name is.** Of guests and accounts no two have names that look the same ([PersonNames]), nor do they have one that
/// looks like that of somebody the site has sent. The site's own people are called as the site says, even when two of them are
/// called the same. A guest whose name turns out to be that of the site's person, or of an account that the owner makes, is
/// renamed to `Guest` and four characters; an account that somebody makes for themselves has to take a name that is free, or
/// their own as a guest. A guest who was not seen for 30 days has the name no longer to themselves.
///
/// **Threads.** Every method may be called by any thread and blocks until the database has answered: for virtual threads.
/// What one node changes, others see within a minute.
public final class People implements Persons {

    /// UTF-16 units of a picture's address.
    public static final int AVATAR_LIMIT = 1_000;

    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int ID_LENGTH = 16;
    private static final int NAME_TAIL = 4;

    /// That somebody was seen is written down no more often.
    private static final long SEEN_MILLIS = Duration.ofHours(1).toMillis();

    private final Database database;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Known known = new Known();
    private final Ended ended = new Ended();
    private volatile Consumer<Person> renamed = _ -> {};

    public People(Database database, InstantSource clock, SecureRandom random) {
        this.database = database;
        this.clock = clock;
        this.random = random;
    }

    /// Whoever is called otherwise, or has another picture, from now on is told to `hears`, once that is committed, on the
    /// thread that did it. It must not block. Before anybody comes.
    public void onRenamed(Consumer<Person> hears) {
        renamed = hears;
    }

    // ---- looking up

    @Override
    public @Nullable Person person(String id) throws ChatException {
        return persons(List.of(id)).get(id);
    }

    @Override
    public Map<String, Person> persons(Collection<String> ids) throws ChatException {
        long now = clock.millis();
        Map<String, Person> found = new HashMap<>();
        List<String> missing = new ArrayList<>();
        for (String id : ids) {
            Person person = known.find(id, now);
            if (person == null) {
                missing.add(id);
            } else {
                found.put(id, person);
            }
        }
        for (int from = 0; from < missing.size(); from += Limits.PAGE) {
            List<String> some = missing.subList(from, Math.min(missing.size(), from + Limits.PAGE));
            for (Person person : database.read(sql -> Register.all(sql, some))) {
                known.put(person, now);
                found.put(person.id(), person);
            }
        }
        return found;
    }

    @Override
    public List<Person> named(String prefix, int limit) throws ChatException {
        String lookup = PersonNames.lookup(prefix);
        return database.read(sql -> Register.named(sql, lookup, limit));
    }

    @Override
    public List<Person> named(String prefix, String room, int limit) throws ChatException {
        String lookup = PersonNames.lookup(prefix);
        return database.read(sql -> Register.named(sql, lookup, room, limit));
    }

    @Override
    public List<Person> namedNear(String user, String prefix, int limit) throws ChatException {
        String lookup = PersonNames.lookup(prefix);
        return database.read(sql -> Register.namedNear(sql, user, lookup, limit));
    }

    // ---- the site's people

    @Override
    public Person seen(Person claimed) throws ChatException {
        if (Person.isReserved(claimed.id())) {
            throw new IllegalArgumentException("the site has no people with ids of the chat's own: " + claimed.id());
        }
        Person person = new Person(
                claimed.id(),
                PersonNames.tamed(claimed.name(), claimed.id()),
                avatar(claimed.avatar()),
                Person.Kind.SITE);
        long now = clock.millis();
        if (person.equals(known.find(person.id(), now))) {
            return person;
        }
        Register.Entry before = database.read(sql -> Register.find(sql, person.id()));
        if (before == null || !before.person().equals(person)) {
            List<Person> others = database.write(sql -> {
                Register.lockNames(sql);
                Register.put(sql, person, now);
                List<Person> guests = new ArrayList<>();
                for (Register.Entry other : Register.lookAlikes(sql, person.name(), person.id())) {
                    if (other.person().kind() == Person.Kind.GUEST) {
                        guests.add(rename(sql, other, now));
                    }
                }
                return guests;
            });
            others.forEach(this::tell);
            if (before != null) {
                tell(person);
            }
        } else if (before.seenAt() < now - SEEN_MILLIS) {
            touch(person.id(), now);
        }
        known.put(person, now);
        return person;
    }

    /// An address that a page may show a picture from, or null.
    private static @Nullable String avatar(@Nullable String address) {
        if (address == null
                || address.length() > AVATAR_LIMIT
                || !address.chars().allMatch(c -> c > ' ' && c < 0x7F && "\"'<>\\`".indexOf(c) < 0)) {
            return null;
        }
        boolean path = address.startsWith("/") && !address.startsWith("//");
        return path || address.startsWith("https://") ? address : null;
    }

    // ---- guests

    /// Somebody without a login wants to be called that: lets a new guest in, or renames one.
    ///
    /// @param guest the id of a guest that their cookie proves, or null
    /// @throws PeopleException BAD_NAME, NAME_TAKEN
    public Person enter(@Nullable String guest, String name) throws PeopleException, ChatException {
        String normal = checked(name);
        String id = guest == null ? Person.GUEST_PREFIX + letters(ID_LENGTH) : guest;
        Person person = new Person(id, normal, null, Person.Kind.GUEST);
        long now = clock.millis();
        // taken, new, or who it was
        Optional<Person> before = database.write(sql -> {
            Register.lockNames(sql);
            if (isTaken(sql, normal, id, now)) {
                return null;
            }
            Register.Entry was = Register.find(sql, id);
            Register.put(sql, person, now);
            return Optional.ofNullable(was).map(Register.Entry::person);
        });
        if (before == null) {
            throw taken();
        }
        if (before.isPresent() && !before.get().equals(person)) {
            tell(person);
        }
        known.put(person, now);
        return person;
    }

    /// Who comes back with a proof of ours.
    ///
    /// @param generation of an account, as it was signed
    /// @return null when there is no such person any more, a guest's name has become somebody else's, or the account was
    ///     signed out everywhere since
    public @Nullable Person returning(String id, long generation) throws ChatException {
        long now = clock.millis();
        Register.Entry entry = database.read(sql -> {
            Register.Entry found = Register.find(sql, id);
            boolean account = found != null && found.person().kind() == Person.Kind.ACCOUNT;
            return account && generationOf(sql, id) != generation ? null : found;
        });
        if (entry == null || entry.person().kind() == Person.Kind.SITE) {
            return null;
        }
        if (!Register.keepsName(entry, now)) {
            return database.write(sql -> {
                Register.lockNames(sql);
                if (isTaken(sql, entry.person().name(), id, now)) {
                    return null;
                }
                Register.touch(sql, id, now);
                return entry.person();
            });
        }
        if (entry.seenAt() < now - SEEN_MILLIS) {
            touch(id, now);
        }
        known.put(entry.person(), now);
        return entry.person();
    }

    static long generationOf(Sql sql, String account) throws SQLException {
        return sql.number(-1, "SELECT generation FROM chat_accounts WHERE user_id = ?", account);
    }

    /// Drops guests who were not seen for 30 days and have left nothing behind them.
    ///
    /// @return how many
    public int sweep() throws ChatException {
        long now = clock.millis();
        int all = 0;
        List<String> some;
        do {
            some = database.write(sql -> {
                List<String> gone = Register.gone(sql, now, Limits.PAGE);
                for (String id : gone) {
                    Register.drop(sql, id);
                }
                return gone;
            });
            some.forEach(known::drop);
            all += some.size();
        } while (some.size() == Limits.PAGE);
        return all;
    }

    private void touch(String id, long now) throws ChatException {
        database.write(sql -> {
            Register.touch(sql, id, now);
            return true;
        });
    }

    // ---- whose a name is

    /// How a name is asked for.
    ///
    /// @param own the id of a guest who asks, and may take their own name along; or null
    /// @param first whether guests who have the name have to give it up
    record Claim(@Nullable String own, boolean first) {}

    /// Somebody new, as an account.
    ///
    /// @throws PeopleException BAD_NAME
    Person newAccount(String name) throws PeopleException {
        return new Person(Person.ACCOUNT_PREFIX + letters(ID_LENGTH), checked(name), null, Person.Kind.ACCOUNT);
    }

    /// Writes an account's person down, within the caller's transaction, which has locked the names.
    ///
    /// @return guests who have another name now, to be told of behind the commit; null when somebody else keeps the name
    @Nullable List<Person> claim(Sql sql, Person person, Claim claim, long now) throws SQLException {
        List<Register.Entry> guests = new ArrayList<>();
        for (Register.Entry other : Register.lookAlikes(sql, person.name(), person.id())) {
            boolean guest = other.person().kind() == Person.Kind.GUEST;
            boolean removed = claim.first() && Accounts.isRemoved(sql, other.person());
            if (removed) {
                continue; // whose account it was, and is again, is the owner's affair
            }
            if (guest && (claim.first() || other.person().id().equals(claim.own()))) {
                guests.add(other);
            } else if (Register.keepsName(other, now)) {
                return null;
            }
        }
        Register.put(sql, person, now);
        List<Person> others = new ArrayList<>();
        for (Register.Entry guest : guests) {
            others.add(rename(sql, guest, now));
        }
        return others;
    }

    private static boolean isTaken(Sql sql, String name, String id, long now) throws SQLException {
        return Register.lookAlikes(sql, name, id).stream().anyMatch(other -> Register.keepsName(other, now));
    }

    private Person rename(Sql sql, Register.Entry guest, long now) throws SQLException {
        String id = guest.person().id();
        String name;
        do {
            name = "Guest " + letters(NAME_TAIL);
        } while (isTaken(sql, name, id, now));
        Person person = new Person(id, name, null, Person.Kind.GUEST);
        Register.put(sql, person, guest.seenAt());
        return person;
    }

    /// Somebody is called otherwise, and that is committed.
    void tell(Person person) {
        known.put(person, clock.millis());
        renamed.accept(person);
    }

    private static String checked(String name) throws PeopleException {
        String problem = PersonNames.problem(name);
        if (problem != null) {
            throw new PeopleException(Reason.BAD_NAME, problem);
        }
        return PersonNames.normal(name);
    }

    static PeopleException taken() {
        return new PeopleException(
                Reason.NAME_TAKEN, "Somebody has this name, or one that looks like it: take another.");
    }

    /// Whether an account with this generation was not signed out everywhere, as far as that is known here without asking the
    /// database: by this server, lately. Does not block.
    public boolean mayStay(String account, long generation) {
        return ended.allows(account, generation);
    }

    /// Whatever was signed for earlier generations is good no longer.
    void end(String account, long generation) {
        ended.put(account, generation);
    }

    Database database() {
        return database;
    }

    long millis() {
        return clock.millis();
    }

    /// Without those that are taken for another.
    private String letters(int count) {
        StringBuilder letters = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            letters.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return letters.toString();
    }
}
