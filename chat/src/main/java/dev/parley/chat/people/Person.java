package dev.parley.chat.people;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A person as others see them.
///
/// @param id the user's id in the hub: `guest:…` and `account:…` are the chat's own, others the site's
/// @param avatar an https address or a path, or null
public record Person(String id, String name, @Nullable String avatar, Kind kind) {

    public enum Kind {
        /// Chose a name, proves nothing but to be the same as before.
        GUEST,
        /// Signed in at the chat.
        ACCOUNT,
        /// Comes with the site's own token.
        SITE;

        /// As it is written in JSON.
        public String title() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static final String GUEST_PREFIX = "guest:";
    public static final String ACCOUNT_PREFIX = "account:";

    /// Whether only the chat gives such ids, so that what the site says must not name one.
    public static boolean isReserved(String id) {
        return kindOf(id) != Kind.SITE;
    }

    /// What kind of person has such an id.
    public static Kind kindOf(String id) {
        if (id.startsWith(GUEST_PREFIX)) {
            return Kind.GUEST;
        }
        return id.startsWith(ACCOUNT_PREFIX) ? Kind.ACCOUNT : Kind.SITE;
    }

    /// One of whom nothing but the id is known.
    public static Person unknown(String id) {
        return new Person(id, id, null, kindOf(id));
    }
}
