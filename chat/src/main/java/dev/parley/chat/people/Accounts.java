package dev.parley.chat.people;

import com.ibm.icu.lang.UCharacter;
import dev.parley.chat.people.PeopleException.Reason;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.Database;
import dev.parley.chat.storage.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Accounts of the chat's own, for sites without a login: made by the owner, or by whoever wants one.
///
/// Logins are compared in one case and width (`Ann@Example.com` is `ann@example.com`); nobody but their owner sees them.
/// Whether an account exists is not told by signing in: the answer is the same and takes as long.
///
/// **Threads.** Every method may be called by any thread and blocks until database and password threads have answered: for
/// virtual threads.
public final class Accounts {

    /// UTF-16 units of a login.
    public static final int LOGIN_LIMIT = 64;

    private static final String COLUMNS = "SELECT p.id, p.name, p.avatar, a.login, a.generation, a.created_at"
            + " FROM chat_accounts a JOIN chat_people p ON p.id = a.user_id ";

    private final People people;
    private final Passwords passwords;
    private final Database database;

    public Accounts(People people, Passwords passwords) {
        this.people = people;
        this.passwords = passwords;
        this.database = people.database();
    }

    // ---- for visitors

    /// Makes an account for whoever asks.
    ///
    /// @param guest the id of a guest that their cookie proves, whose name they may take along; or null
    /// @throws PeopleException BAD_LOGIN, BAD_NAME, BAD_PASSWORD, LOGIN_TAKEN, NAME_TAKEN, BUSY
    public Account signUp(String login, String name, String password, @Nullable String guest)
            throws PeopleException, ChatException {
        return make(login, name, password, new People.Claim(guest, false));
    }

    /// @throws PeopleException WRONG_LOGIN whatever was wrong, BUSY
    public Account signIn(String login, String password) throws PeopleException, ChatException {
        String key = key(login);
        Kept kept = database.read(sql -> kept(sql, "a.login = ?", key));
        Passwords.Match match = passwords.match(password, kept == null ? "" : kept.password());
        if (kept == null || !match.matches()) {
            throw new PeopleException(Reason.WRONG_LOGIN, "No account has this login with this password.");
        }
        if (!match.better().isEmpty()) {
            database.write(sql -> sql.change(
                    "UPDATE chat_accounts SET password = ? WHERE login = ? AND password = ?",
                    match.better(),
                    key,
                    kept.password()));
        }
        return kept.account();
    }

    /// Changes a password; everything that was signed before is good no longer.
    ///
    /// @param user whom the caller has proved to be
    /// @return the account in its new generation
    /// @throws PeopleException WRONG_LOGIN for another old password, BAD_PASSWORD, SIGNED_OUT, BUSY
    public Account changePassword(String user, String old, String password) throws PeopleException, ChatException {
        Kept kept = database.read(sql -> kept(sql, "a.user_id = ?", user));
        if (kept == null) {
            throw gone();
        }
        if (!passwords.match(old, kept.password()).matches()) {
            throw new PeopleException(Reason.WRONG_LOGIN, "This is not the old password.");
        }
        return setPassword(kept, password);
    }

    /// Makes everything that was signed before good no longer.
    public void signOutEverywhere(String user) throws ChatException {
        long generation = database.write(sql -> {
            sql.change("UPDATE chat_accounts SET generation = generation + 1 WHERE user_id = ?", user);
            return People.generationOf(sql, user);
        });
        people.end(user, generation);
    }

    // ---- for the owner

    /// Makes an account for somebody; a guest with that name has to give it up.
    ///
    /// @throws PeopleException BAD_LOGIN, BAD_NAME, BAD_PASSWORD, LOGIN_TAKEN, NAME_TAKEN, BUSY
    public Account add(String login, String name, String password) throws PeopleException, ChatException {
        return make(login, name, password, new People.Claim(null, true));
    }

    /// Sets another password; everything that was signed before is good no longer.
    ///
    /// @throws PeopleException SIGNED_OUT when there is no such account, BAD_PASSWORD, BUSY
    public Account setPassword(String login, String password) throws PeopleException, ChatException {
        String key = key(login);
        Kept kept = database.read(sql -> kept(sql, "a.login = ?", key));
        if (kept == null) {
            throw gone();
        }
        return setPassword(kept, password);
    }

    /// Removes the account. What its person has said stays, under their name, which nobody may have but
    /// whom the owner gives it to.
    ///
    /// @return false when there is none
    public boolean remove(String login) throws ChatException {
        String key = key(login);
        return database.write(sql -> sql.change("DELETE FROM chat_accounts WHERE login = ?", key)) > 0;
    }

    /// In the order of their logins, from behind `after` (empty for the first page).
    ///
    /// @param limit 1 to [Limits#PAGE]
    public List<Account> list(String after, int limit) throws ChatException {
        return database.read(sql ->
                sql.rows(Accounts::account, COLUMNS + "WHERE a.login > ? ORDER BY a.login LIMIT ?", after, limit));
    }

    // ---- both

    private Account make(String login, String name, String password, People.Claim claim)
            throws PeopleException, ChatException {
        String key = key(login);
        String problem = loginProblem(key);
        if (problem != null) {
            throw new PeopleException(Reason.BAD_LOGIN, problem);
        }
        Person person = people.newAccount(name);
        Passwords.check(password, key);
        String hash = passwords.hash(password);
        long now = people.millis();
        List<Person> renamed = new ArrayList<>();
        Reason refused = database.write(sql -> {
            renamed.clear(); // of an attempt that lost a race
            Register.lockNames(sql);
            if (sql.exists("SELECT 1 FROM chat_accounts WHERE login = ?", key)) {
                return Reason.LOGIN_TAKEN;
            }
            List<Person> others = people.claim(sql, person, claim, now);
            if (others == null) {
                return Reason.NAME_TAKEN;
            }
            renamed.addAll(others);
            sql.change(
                    "INSERT INTO chat_accounts (login, user_id, password, generation, created_at) VALUES (?, ?, ?, 1, ?)",
                    key,
                    person.id(),
                    hash,
                    now);
            return null;
        });
        if (refused == Reason.NAME_TAKEN) {
            throw People.taken();
        }
        if (refused != null) {
            throw new PeopleException(refused, "An account has this login: take another, or sign in.");
        }
        renamed.forEach(people::tell);
        return new Account(person, key, 1, Instant.ofEpochMilli(now));
    }

    private Account setPassword(Kept kept, String password) throws PeopleException, ChatException {
        Account account = kept.account();
        Passwords.check(password, account.login());
        String hash = passwords.hash(password);
        long generation = account.generation() + 1;
        int changed = database.write(sql -> sql.change(
                "UPDATE chat_accounts SET password = ?, generation = ? WHERE login = ? AND generation = ?",
                hash,
                generation,
                account.login(),
                account.generation()));
        if (changed == 0) {
            throw gone();
        }
        people.end(account.person().id(), generation);
        return new Account(account.person(), account.login(), generation, account.created());
    }

    private static PeopleException gone() {
        return new PeopleException(Reason.SIGNED_OUT, "There is no such account, or it was signed out meanwhile.");
    }

    /// The form in which logins are compared.
    public static String key(String login) {
        return UCharacter.foldCase(Normalizer.normalize(login.strip(), Normalizer.Form.NFKC), true);
    }

    private static @Nullable String loginProblem(String key) {
        if (key.isEmpty() || key.length() > LOGIN_LIMIT) {
            return "A login has 1 to " + LOGIN_LIMIT + " characters.";
        }
        boolean plain = key.codePoints()
                .noneMatch(c -> Character.isWhitespace(c) || Invisible.isForbidden(c) || Invisible.isBlank(c));
        return plain ? null : "A login is made of letters, digits and signs, without spaces.";
    }

    /// Whether the person had an account and has none any more.
    static boolean isRemoved(Sql sql, Person person) throws SQLException {
        return person.kind() == Person.Kind.ACCOUNT
                && !sql.exists("SELECT 1 FROM chat_accounts WHERE user_id = ?", person.id());
    }

    private record Kept(Account account, String password) {}

    private static @Nullable Kept kept(Sql sql, String where, String value) throws SQLException {
        String password =
                sql.first(row -> row.getString(1), "SELECT a.password FROM chat_accounts a WHERE " + where, value);
        Account account = sql.first(Accounts::account, COLUMNS + "WHERE " + where, value);
        return password == null || account == null ? null : new Kept(account, password);
    }

    private static Account account(ResultSet row) throws SQLException {
        return new Account(
                new Person(row.getString(1), row.getString(2), row.getString(3), Person.Kind.ACCOUNT),
                row.getString(4),
                row.getLong(5),
                Instant.ofEpochMilli(row.getLong(6)));
    }
}
