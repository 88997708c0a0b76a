package dev.parley.server.config;

import dev.parley.server.config.PeopleOptions.Accounts;
import org.jspecify.annotations.Nullable;

/// Who the chat's people are, and where the chat is kept.
///
/// @param database a JDBC URL; null for a file in the data folder
/// @param secret null for one that the server makes and keeps
/// @param guests null when nobody has said
public record PeopleConfig(
        @Nullable Secret database,
        @Nullable Secret secret,
        @Nullable Boolean guests,
        Accounts accounts) {

    /// Whether the owner has said who may come into the chat without a word of the site's.
    boolean saysWhoComesIn() {
        return guests != null || accounts != Accounts.OFF;
    }

    /// Whether a name is enough to come in.
    ///
    /// @param anonymous whether strangers may connect
    /// @param knowsUsers whether the site has said how its users prove who they are
    public boolean letsGuestsIn(boolean anonymous, boolean knowsUsers) {
        return guests == null ? anonymous || (!knowsUsers && accounts == Accounts.OFF) : guests;
    }

    static PeopleConfig of(Settings settings) {
        return new PeopleConfig(
                settings.orNull(PeopleOptions.DATABASE),
                settings.orNull(PeopleOptions.SECRET),
                settings.orNull(PeopleOptions.GUESTS),
                settings.get(PeopleOptions.ACCOUNTS));
    }
}
