package dev.parley.server.metrics;

import dev.parley.auth.hook.HookFigures;
import dev.parley.auth.hook.Hooks;
import dev.parley.auth.token.Revocations;
import dev.parley.events.Inbox;
import dev.parley.events.Outbox;
import dev.parley.hub.Hub;
import dev.parley.hub.Refusals;
import dev.parley.net.Loop;
import dev.parley.net.Network;
import dev.parley.server.api.ApiMetrics;
import dev.parley.server.backend.Backend;
import dev.parley.server.drain.Drain;
import dev.parley.server.line.LineFigures;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// The registry of a server: what others count is read when somebody asks.
final class Metrics {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Refusals refusals;
    private final @Nullable ApiMetrics api;
    private final Set<Object> known = ConcurrentHashMap.newKeySet();

    // They listen to the collector as long as they live.
    private final JvmGcMetrics collections = new JvmGcMetrics();

    Metrics(
            Hub hub,
            Network network,
            Backend backend,
            Drain drain,
            @Nullable ApiMetrics api,
            @Nullable LineFigures lines,
            String version) {
        refusals = hub.refusals();
        this.api = api;
        collections.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        Gauge.builder("parley.info", () -> 1)
                .tag("version", version)
                .description("1, with the version")
                .register(registry);
        gauge(
                "parley.draining",
                "1 while this node is drained: its sessions are sent to others",
                () -> drain.isUnderWay() ? 1 : 0);
        hub(hub);
        network(network);
        backend(backend);
        if (lines != null) {
            counter("parley.line.taken", "Lines that were pushed", lines, LineFigures::taken);
            counter("parley.line.refused", "Lines that were not", lines, LineFigures::refused);
        }
    }

    /// To connect, with that code.
    private record Refused(int code) {}

    private void hub(Hub hub) {
        gauge(
                "parley.sessions",
                "Sessions that are connected",
                () -> hub.sessions().size());
        gauge("parley.users", "Users that are connected, those without an id not counted", hub::users);
        gauge(
                "parley.channels",
                "Channels that have subscribers",
                () -> hub.channels(_ -> true).size());
        gauge(
                "parley.subscriptions",
                "Subscriptions",
                () -> hub.channels(_ -> true).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum());
        counter("parley.publications", "Publications that were taken", hub, Hub::published);
        counter(
                "parley.subscribes.forbidden",
                "Subscriptions that were not permitted (103)",
                refusals,
                Refusals::toSubscribe);
        counter(
                "parley.publishes.forbidden",
                "Clients' publications that were not permitted (103)",
                refusals,
                Refusals::toPublish);
        counter(
                "parley.rate.refused",
                "Commands that came faster than a client may send them (111)",
                refusals,
                Refusals::forHaste);
        counter(
                "parley.rate.disconnected",
                "Clients that were disconnected because they did not slow down (3013)",
                refusals,
                Refusals::disconnectedForHaste);
    }

    private void network(Network network) {
        gauge("parley.connections", "TCP connections that are open", network::connections);
        counter(
                "parley.loop.long.turns",
                "Turns of an event loop that used more than 10 ms of CPU time: whoever waits there waits that long",
                network,
                net -> net.loops().stream().mapToLong(Loop::longTurns).sum());
    }

    private void backend(Backend backend) {
        counter("parley.tokens.good", "Tokens that were good", backend.tokens(), tokens -> tokens.good());
        counter("parley.tokens.bad", "Tokens that were not", backend.tokens(), tokens -> tokens.bad());
        counter(
                "parley.key.sets.fetched",
                "Key sets (JWKS) that were fetched",
                backend.tokens(),
                tokens -> tokens.keySetsFetched());
        counter(
                "parley.key.sets.failed",
                "Fetches that brought no key set",
                backend.tokens(),
                tokens -> tokens.keySetsNotFetched());
        Revocations revocations = backend.revocations();
        gauge("parley.revoked.tokens", "Tokens that are held as taken back", revocations::revoked);
        gauge(
                "parley.invalidated.users",
                "Users of whom earlier tokens are held as taken back",
                revocations::invalidated);
        gauge("parley.blocked.users", "Users that are held as kept out", revocations::blocked);
        Inbox inbox = backend.inbox();
        counter("parley.inbox.kept", "Pushes that were kept", inbox, Inbox::kept);
        counter("parley.inbox.acknowledged", "Kept pushes that were acknowledged", inbox, Inbox::acknowledged);
        counter(
                "parley.inbox.turned.away",
                "Pushes that were not kept because too many waited for their user",
                inbox,
                Inbox::turnedAway);
        if (inbox.users() >= 0) {
            gauge("parley.inbox.users", "Users for whom a push waits", inbox::users);
        }
        Hooks hooks = backend.hooks();
        if (hooks != null) {
            hooks.figures().forEach(figures -> hook(figures, hooks));
        }
        gauge(
                "parley.users.online",
                "Users that are online, or may come back within the grace time",
                () -> backend.users().online());
        Outbox outbox = backend.outbox();
        if (outbox != null) {
            counter("parley.events.added", "Events for the backend", outbox, Outbox::added);
            counter("parley.events.taken", "Events that the backend has taken", outbox, Outbox::taken);
            counter("parley.events.retried", "Batches of events that were sent again", outbox, Outbox::retried);
            counter("parley.events.refused", "Events that the backend has refused for good", outbox, Outbox::refused);
            counter(
                    "parley.events.turned.away",
                    "Events for which there was no room, or the disk failed",
                    outbox,
                    Outbox::turnedAway);
            gauge(
                    "parley.events.telling",
                    "1 on the node that brings events to the backend",
                    () -> outbox.isTelling() ? 1 : 0);
            gauge("parley.events.waiting", "Events that wait for the backend", outbox::waiting);
            gauge(
                    "parley.events.oldest.age.seconds",
                    "How long the oldest of them has waited",
                    () -> outbox.oldestAgeMillis() / 1000.0);
        }
    }

    private void hook(HookFigures hook, Hooks hooks) {
        Tags tags = Tags.of("hook", hook.hook(), "kind", hook.kind().toString());
        hookCounter("parley.hook.asked", "Questions to the backend", hook, hooks, tags, HookFigures::asked);
        hookCounter(
                "parley.hook.allowed", "Those that were answered with yes", hook, hooks, tags, HookFigures::allowed);
        hookCounter("parley.hook.refused", "Those that were answered with no", hook, hooks, tags, HookFigures::refused);
        hookCounter(
                "parley.hook.unavailable",
                "Those without an answer that can be used",
                hook,
                hooks,
                tags,
                HookFigures::unavailable);
        hookCounter(
                "parley.hook.seconds",
                "The time that they took together",
                hook,
                hooks,
                tags,
                figures -> figures.nanos() / 1e9);
        Gauge.builder("parley.hook.waiting", () -> now(hook, hooks).waiting())
                .description("Questions that wait for their turn")
                .tags(tags)
                .register(registry);
    }

    private void hookCounter(
            String name, String says, HookFigures hook, Hooks hooks, Tags tags, ToDoubleFunction<HookFigures> value) {
        FunctionCounter.builder(name, hooks, all -> value.applyAsDouble(now(hook, all)))
                .description(says)
                .tags(tags)
                .register(registry);
    }

    private static HookFigures now(HookFigures hook, Hooks hooks) {
        return hooks.figures().stream()
                .filter(each -> each.hook().equals(hook.hook()) && each.kind() == hook.kind())
                .findFirst()
                .orElse(hook);
    }

    private void gauge(String name, String says, Supplier<Number> value) {
        Gauge.builder(name, value).description(says).register(registry);
    }

    private <T> void counter(String name, String says, T from, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, from, value).description(says).register(registry);
    }

    /// Everything, as text.
    String scrape() {
        refusals.toConnect().keySet().stream()
                .filter(code -> known.add(new Refused(code)))
                .forEach(code -> FunctionCounter.builder(
                                "parley.connects.refused",
                                refusals,
                                all -> all.toConnect().getOrDefault(code, 0L))
                        .description("Clients that were not let in, by the code of the error or disconnect")
                        .tag("code", code.toString())
                        .register(registry));
        ApiMetrics calls = api;
        if (calls != null) {
            calls.calls().keySet().stream().filter(known::add).forEach(call -> of(call, calls));
            calls.refusals().keySet().stream()
                    .filter(known::add)
                    .forEach(status -> FunctionCounter.builder(
                                    "parley.api.refusals",
                                    calls,
                                    api -> api.refusals().getOrDefault(status, 0L))
                            .description("API requests that were refused before a method ran, by HTTP status")
                            .tag("status", status.toString())
                            .register(registry));
        }
        return registry.scrape();
    }

    private void of(ApiMetrics.Call call, ApiMetrics calls) {
        Tags tags = Tags.of(
                "method", call.method().isEmpty() ? "commands" : call.method(), "code", Integer.toString(call.code()));
        FunctionCounter.builder(
                        "parley.api.calls",
                        calls,
                        api -> total(api.calls(), call).calls())
                .description("API calls that were answered, by method and error code (0: none)")
                .tags(tags)
                .register(registry);
        FunctionCounter.builder(
                        "parley.api.seconds",
                        calls,
                        api -> total(api.calls(), call).nanos() / 1e9)
                .description("The time that these took together")
                .tags(tags)
                .register(registry);
    }

    private static ApiMetrics.Total total(Map<ApiMetrics.Call, ApiMetrics.Total> all, ApiMetrics.Call call) {
        return all.getOrDefault(call, new ApiMetrics.Total(0, 0));
    }
}
