package dev.parley.server.config;

import dev.parley.server.config.MessagingOptions.EngineType;
import java.util.List;
import java.util.Objects;

/// Finds options that somebody has set and that do nothing, for want of another one: each gets a warning. What is set to its
/// default is no mistake.
final class InVain {

    private final Settings settings;

    private InVain(Settings settings) {
        this.settings = settings;
    }

    static void warn(Settings settings) {
        new InVain(settings).warn();
    }

    private void warn() {
        if (!settings.get(TokenSettings.OWN_FOR_SUBSCRIPTIONS)) {
            without(TokenSettings.OWN_FOR_SUBSCRIPTIONS.name() + ": true", TokenSettings.SUBSCRIPTION.all());
        }
        if (!settings.get(PushOptions.LINE_ENABLED)) {
            without(
                    PushOptions.LINE_ENABLED.name() + ": true",
                    List.of(PushOptions.LINE_ADDRESS, PushOptions.LINE_PORT, PushOptions.LINE_KEY));
        }
        if (settings.orNull(PushOptions.EVENTS_URL) == null) {
            without(
                    PushOptions.EVENTS_URL.name(),
                    List.of(PushOptions.EVENTS_TIMEOUT, PushOptions.EVENTS_CONCURRENCY, PushOptions.EVENTS_CAPACITY));
        }
        if (settings.get(MessagingOptions.ENGINE) != EngineType.SQLITE) {
            without(MessagingOptions.ENGINE.name() + ": sqlite", MessagingOptions.SQLITE);
        }
        if (settings.get(MessagingOptions.ENGINE) != EngineType.REDIS) {
            without(MessagingOptions.ENGINE.name() + ": redis", RedisSettings.REDIS);
        }
        if (!settings.get(Options.CHAT_ENABLED)) {
            without(Options.CHAT_ENABLED.name() + ": true", PeopleOptions.ALL);
            without(Options.CHAT_ENABLED.name() + ": true", ChatRules.ALL);
            without(Options.CHAT_ENABLED.name() + ": true", FileSettings.ALL);
            without(Options.CHAT_ENABLED.name() + ": true", List.of(BucketSettings.BUCKET));
        }
        if (settings.orNull(BucketSettings.BUCKET) == null) {
            without(BucketSettings.BUCKET.name(), BucketSettings.DETAILS);
        }
        if (settings.get(ApiOptions.DISABLED)) {
            api();
        }
        if (!settings.get(FileSettings.ENABLED)) {
            without(FileSettings.ENABLED.name() + ": true", FileSettings.LIMITS);
        }
        if (!settings.get(HookSettings.CONNECT_ENABLED)) {
            without(HookSettings.CONNECT_ENABLED.name() + ": true", List.of(HookSettings.REFRESH_ENABLED));
        }
        if (!settings.get(Options.CHAT_ENABLED)) {
            without(Options.CHAT_ENABLED.name() + ": true", BrandingOptions.ALL);
        }
        HookSettings.unused(settings).forEach((endpoint, enabling) -> without(enabling + ": true", List.of(endpoint)));
    }

    /// Lines are taken with the API's keys, unless they have one of their own.
    private void api() {
        boolean keysForLines = settings.get(PushOptions.LINE_ENABLED) && settings.orNull(PushOptions.LINE_KEY) == null;
        for (Option<?> option : ApiOptions.ALL) {
            boolean isKey = option.equals(ApiOptions.KEY) || option.equals(ApiOptions.KEYS);
            if (!option.equals(ApiOptions.DISABLED) && !(isKey && keysForLines) && isChanged(option)) {
                settings.warn(settings.source(option) + ": `" + option.name() + "` does nothing beside `"
                        + ApiOptions.DISABLED.name() + ": true`");
            }
        }
    }

    private void without(String missing, List<? extends Option<?>> options) {
        for (Option<?> option : options) {
            if (isChanged(option)) {
                settings.warn(
                        settings.source(option) + ": `" + option.name() + "` does nothing without `" + missing + "`");
            }
        }
    }

    private boolean isChanged(Option<?> option) {
        return settings.isSet(option) && !Objects.equals(settings.orNull(option), option.byDefault());
    }
}
