package dev.parley.server.config;

import dev.parley.hub.Namespace;
import dev.parley.hub.Namespace.Allow;
import dev.parley.hub.Namespace.Feature;
import dev.parley.hub.Payload;
import dev.parley.hub.Retention;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Turns the options of a namespace into the hub's rules, and finds those that contradict each other.
///
/// Only what somebody has set can be wrong: defaults give way to it.
///
/// @param metaAge that of namespaces that don't say it
/// @param dataFormat the same
/// @param warnings takes what does nothing
record NamespaceReader(
        Duration metaAge, Payload.@Nullable Kind dataFormat, List<String> problems, Consumer<String> warnings) {

    // NullAway does not see the annotation of a nested type in another module's record: `dataFormat` may be null.
    @SuppressWarnings("NullAway")
    Namespace read(String name, Settings settings, ChannelOptions options) {
        Retention retention = retention(settings, options);
        ChannelOptions.DataFormat format = settings.orNull(options.dataFormat);
        Namespace namespace = new Namespace(
                name,
                settings.get(options.presence),
                settings.get(options.joinLeave),
                settings.get(options.forcePushJoinLeave),
                retention,
                feature(settings, options.forcePositioning, options.allowPositioning, retention),
                feature(settings, options.forceRecovery, options.allowRecovery, retention),
                settings.get(options.recoveryMode),
                allowed(settings, options),
                !settings.get(options.deltaTypes).isEmpty(),
                settings.get(options.deltaPublish),
                settings.get(options.tagsFilter),
                settings.get(options.conflate),
                settings.orNull(options.channelRegex),
                settings.get(options.raw),
                format == null ? dataFormat : format.kind());
        checkConflate(settings, options, namespace);
        return namespace;
    }

    private Retention retention(Settings settings, ChannelOptions options) {
        int size = settings.get(options.historySize);
        Duration age = settings.get(options.historyTtl);
        Duration own = settings.get(options.historyMetaTtl);
        Duration meta = own.isZero() ? metaAge : own;
        if (size == 0 || age.isZero()) {
            needsOther(settings, options.historySize, size > 0, options.historyTtl);
            needsOther(settings, options.historyTtl, !age.isZero(), options.historySize);
            return Retention.NONE;
        }
        if (!age.equals(ChannelOptions.UNLIMITED) && age.compareTo(meta) > 0 && !meta.isZero()) {
            Option<?> blamed = settings.isSet(options.historyTtl) ? options.historyTtl : options.historyMetaTtl;
            problems.add(settings.source(blamed) + ": `" + options.historyTtl.name() + "` (" + Amounts.duration(age)
                    + ") must not be longer than `"
                    + (own.isZero() ? MessagingOptions.HISTORY_META_TTL : options.historyMetaTtl).name() + "` ("
                    + Amounts.duration(meta) + ")");
        }
        // The position of a channel lives as long as its history: a history without end has a position without end.
        boolean endless =
                age.equals(ChannelOptions.UNLIMITED) || meta.equals(ChannelOptions.UNLIMITED) || meta.isZero();
        return new Retention(size, age.equals(ChannelOptions.UNLIMITED) ? null : age, endless ? null : meta);
    }

    private void needsOther(Settings settings, Option<?> option, boolean wanted, Option<?> missing) {
        if (wanted && settings.isSet(option)) {
            problems.add(settings.source(option) + ": `" + option.name() + "` needs `" + missing.name()
                    + "` beside it: history takes both");
        }
    }

    private Feature feature(Settings settings, Option<Boolean> force, Option<Boolean> allow, Retention retention) {
        boolean forced = settings.get(force);
        boolean allowed = settings.get(allow);
        if (!retention.keeps()) {
            needsHistory(settings, force, forced);
            if (allowed && !forced && settings.isSet(allow)) {
                warnings.accept(settings.source(allow) + ": `" + allow.name()
                        + "` does nothing without history: history_size and history_ttl are not set beside it");
            }
            return Feature.OFF;
        }
        if (forced) {
            return Feature.FORCED;
        }
        return allowed ? Feature.ALLOWED : Feature.OFF;
    }

    private void needsHistory(Settings settings, Option<Boolean> option, boolean wanted) {
        if (wanted && settings.isSet(option)) {
            problems.add(settings.source(option) + ": `" + option.name()
                    + "` needs history: set history_size and history_ttl beside it");
        }
    }

    private static Set<Allow> allowed(Settings settings, ChannelOptions options) {
        Set<Allow> allowed = EnumSet.noneOf(Allow.class);
        options.allow.forEach((who, option) -> {
            if (settings.get(option)) {
                allowed.add(who);
            }
        });
        return allowed;
    }

    private void checkConflate(Settings settings, ChannelOptions options, Namespace namespace) {
        if (namespace.conflate()
                && namespace.recovery() != Feature.OFF
                && namespace.recoveryMode() == Namespace.RecoveryMode.STREAM) {
            problems.add(settings.source(options.conflate) + ": `" + options.conflate.name()
                    + "` leaves publications out, which `" + options.recoveryMode.name()
                    + ": stream` promises to bring: set that to cache, or switch recovery off");
        } else if (namespace.conflate()
                && namespace.positioning() != Feature.OFF
                && namespace.recovery() == Feature.OFF) {
            problems.add(settings.source(options.conflate) + ": `" + options.conflate.name()
                    + "` leaves publications out, of which positioning would have to tell: switch one of them off");
        }
    }
}
