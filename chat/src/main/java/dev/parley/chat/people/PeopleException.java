package dev.parley.chat.people;

/// Why somebody can't be who they want to be. Its message is a sentence for that person.
public final class PeopleException extends Exception {

    /// What is wrong, for a program.
    public enum Reason {
        /// The name can't be seen, is too long, or hides something.
        BAD_NAME,
        /// Somebody has that name, or one that looks like it.
        NAME_TAKEN,
        /// No login can be like that.
        BAD_LOGIN,
        /// An account has that login.
        LOGIN_TAKEN,
        /// Too short, too long, or the login itself.
        BAD_PASSWORD,
        /// No account has that login with that password.
        WRONG_LOGIN,
        /// There is no such account any more, or it was signed out everywhere.
        SIGNED_OUT,
        /// Too many want their passwords checked: again in a moment.
        BUSY
    }

    private final Reason reason;

    PeopleException(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /// What to do, said to that person.
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
