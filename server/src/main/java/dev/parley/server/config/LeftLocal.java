package dev.parley.server.config;

import dev.parley.server.backend.Backend;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What many nodes have to agree on, and what of it a configuration leaves to each of them alone. A node that would remember
/// something for itself does not start, and says what.
final class LeftLocal {

    private LeftLocal() {}

    /// @return a sentence for each
    static List<String> of(ServerConfig config) {
        if (!config.messaging().engine().isShared()) {
            return List.of();
        }
        List<String> left = new ArrayList<>();
        BackendConfig backend = config.backend();
        BackendConfig.Api api = backend.api();
        if (api.keys().isEmpty() && !api.insecure() && !api.disabled()) {
            left.add(of(
                    ApiOptions.KEY,
                    "each node would make an API key of its own: give all nodes the same one (or `"
                            + ApiOptions.DISABLED.name() + ": true`)"));
        }
        if (!Backend.isSomething(backend.tokens())
                && !config.messaging().anonymousEverywhere()
                && !backend.asksAtConnect()
                && !(config.chat().enabled() && config.chat().people().saysWhoComesIn())) {
            left.add(of(
                    TokenSettings.CONNECTION.hmacSecret,
                    "each node would make a secret for logins of its own: give all nodes the same one (or public keys, or `"
                            + MessagingOptions.ANONYMOUS.name() + "` where strangers may connect)"));
        }
        if (config.chat().enabled()) {
            chat(config.chat(), left);
        }
        return left;
    }

    private static void chat(ServerConfig.Chat chat, List<String> left) {
        Secret database = chat.people().database();
        String without = ", or set `" + Options.CHAT_ENABLED.name() + ": false`";
        if (!isOfMany(database)) {
            left.add(of(
                    PeopleOptions.DATABASE,
                    "each node would keep a chat of its own: give all nodes the same PostgreSQL or MariaDB" + without));
        }
        if (chat.people().secret() == null) {
            left.add(of(
                    PeopleOptions.SECRET,
                    "each node would sign cookies with a secret of its own: give all nodes the same one" + without));
        }
        if (chat.files().enabled()
                && chat.files().path() == null
                && chat.files().bucket() == null) {
            left.add(of(
                    FileSettings.PATH,
                    "each node would keep files of its own: give all nodes the same folder, on a disk that they share, or "
                            + "the same bucket (`" + BucketSettings.BUCKET.name() + "`), or set `"
                            + FileSettings.ENABLED.name() + ": false`"));
        }
    }

    private static boolean isOfMany(@Nullable Secret database) {
        return database != null && !database.value().startsWith("jdbc:sqlite:");
    }

    private static String of(Option<?> option, String why) {
        return "`" + option.name() + "`: with `" + MessagingOptions.ENGINE.name() + ": redis` " + why;
    }
}
