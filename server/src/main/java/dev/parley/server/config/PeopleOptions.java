package dev.parley.server.config;

import java.util.List;
import java.util.Locale;

/// The options of the chat's people and of where the chat is kept. Part of the table in [Options].
public final class PeopleOptions {

    /// Characters of a secret that nobody guesses.
    private static final int SECRET_LENGTH = 32;

    /// What accounts there are.
    public enum Accounts {
        /// None.
        OFF,
        /// Those that the owner makes.
        SIGN_IN,
        /// Whoever wants one makes it.
        SIGN_UP;

        /// As it is written in the configuration, and to pages.
        public String title() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static final Option<Secret> DATABASE = new Option<>(
            "chat.database",
            new OptionType.Text<>(
                    "jdbc:sqlite:FILE, or a URL that begins with jdbc:postgresql: or jdbc:mariadb:",
                    text -> text.matches("jdbc:(sqlite|postgresql|mariadb):.+") ? new Secret(text) : null),
            null,
            null,
            "The JDBC URL of the database that the chat is kept in, with user and password: SQLite, PostgreSQL or MariaDB. "
                    + "Without it: `chat.db` in the data folder, or nothing that outlives the server where "
                    + "the engine is `memory`.");
    public static final Option<Secret> SECRET = new Option<>(
            "chat.secret",
            new OptionType.Text<>(
                    "text of at least " + SECRET_LENGTH + " characters",
                    text -> text.strip().length() < SECRET_LENGTH ? null : new Secret(text)),
            null,
            null,
            "What the chat signs its sessions and cookies with. Without it one is made at the first start and kept in the "
                    + "data folder.");
    public static final Option<Boolean> GUESTS = new Option<>(
            "chat.guests",
            ChannelOptions.YES_NO,
            null,
            null,
            "Whether a name is enough to come into the chat. Without it: yes where strangers may connect, or where "
                    + "neither tokens, nor the connect hook, nor accounts say who people are.");
    public static final Option<Accounts> ACCOUNTS = new Option<>(
            "chat.accounts",
            new OptionType.Choice<>(OptionType.Choice.words(Accounts.values())),
            Accounts.OFF,
            null,
            "Accounts of the chat's own, for sites without a login: `sign_in` those that the owner makes with "
                    + "`parley account add`, `sign_up` everybody's.");

    static final List<Option<?>> ALL = List.of(DATABASE, SECRET, GUESTS, ACCOUNTS);

    private PeopleOptions() {}
}
