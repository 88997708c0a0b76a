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

    static PeopleConfig of(Settings settings) {
        return new PeopleConfig(
                settings.orNull(PeopleOptions.DATABASE),
                settings.orNull(PeopleOptions.SECRET),
                settings.orNull(PeopleOptions.GUESTS),
                settings.get(PeopleOptions.ACCOUNTS));
    }
}
