package dev.parley.auth.hook;

import java.net.http.HttpClient;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The backends that are asked, and the one HTTP client that asks them: HTTP/1.1 over connections that are kept open. Any
/// thread.
public final class Hooks implements AutoCloseable {

    private static final String RPC_BOUNDARY = ":";

    private record Use(HookOptions options, HookKind kind) {}

    private final HttpClient client;
    private final List<Hook> all;

    private final @Nullable Hook connect;
    private final @Nullable Hook refresh;
    private final @Nullable Hook rpc;
    private final Map<String, Hook> subscribe;
    private final Map<String, Hook> publish;
    private final Map<String, Hook> subRefresh;
    private final Map<String, Hook> rpcByNamespace;

    private final Set<String> carriedHeaders;
    private final Set<String> keptHeaders;

    public Hooks(HookPlan plan) {
        this(plan, Timing.SYSTEM);
    }

    Hooks(HookPlan plan, Timing timing) {
        Executor executor = task -> Thread.ofVirtual().name("hook").start(task);
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(executor)
                .build();
        Making making = new Making(client, executor, timing);
        connect = making.one(plan.connect(), HookKind.CONNECT);
        refresh = making.one(plan.refresh(), HookKind.REFRESH);
        subscribe = making.each(plan.subscribe(), HookKind.SUBSCRIBE);
        publish = making.each(plan.publish(), HookKind.PUBLISH);
        subRefresh = making.each(plan.subRefresh(), HookKind.SUB_REFRESH);
        rpc = making.one(plan.rpc(), HookKind.RPC);
        rpcByNamespace = making.each(plan.rpcByNamespace(), HookKind.RPC);
        all = List.copyOf(making.hooks.values());

        Set<String> carried = new HashSet<>();
        Set<String> kept = new HashSet<>();
        making.hooks.forEach((use, hook) -> {
            carried.addAll(hook.options().httpHeaders());
            if (use.kind != HookKind.CONNECT) {
                kept.addAll(hook.options().httpHeaders());
            }
        });
        carriedHeaders = Set.copyOf(carried);
        keptHeaders = Set.copyOf(kept);
    }

    /// One hook for each backend and kind, one backend for all hooks with the same options.
    private static final class Making {
        private final HttpClient client;
        private final Executor executor;
        private final Timing timing;
        private final Map<HookOptions, Backend> backends = new HashMap<>();
        private final Map<Use, Hook> hooks = new HashMap<>();

        Making(HttpClient client, Executor executor, Timing timing) {
            this.client = client;
            this.executor = executor;
            this.timing = timing;
        }

        @Nullable Hook one(@Nullable HookOptions options, HookKind kind) {
            return options == null ? null : hook(options, kind);
        }

        Map<String, Hook> each(Map<String, HookOptions> byName, HookKind kind) {
            Map<String, Hook> made = new HashMap<>();
            byName.forEach((name, options) -> made.put(name, hook(options, kind)));
            return Map.copyOf(made);
        }

        private Hook hook(HookOptions options, HookKind kind) {
            Backend backend = backends.computeIfAbsent(options, each -> new Backend(each, client, executor, timing));
            return hooks.computeIfAbsent(new Use(options, kind), _ -> new Hook(kind, backend, timing));
        }
    }

    @Nullable Hook connect() {
        return connect;
    }

    @Nullable Hook refresh() {
        return refresh;
    }

    @Nullable Hook subscribe(String namespace) {
        return subscribe.get(namespace);
    }

    @Nullable Hook publish(String namespace) {
        return publish.get(namespace);
    }

    @Nullable Hook subRefresh(String namespace) {
        return subRefresh.get(namespace);
    }

    @Nullable Hook rpc(String method) {
        int boundary = method.indexOf(RPC_BOUNDARY);
        return boundary < 0 ? rpc : rpcByNamespace.get(method.substring(0, boundary));
    }

    /// The headers of clients' requests, in lower case, that backends want to see: what a [dev.parley.hub.ConnectRequest] must hold.
    public Set<String> carriedHeaders() {
        return carriedHeaders;
    }

    /// Those that they want to see after the session has connected.
    Set<String> keptHeaders() {
        return keptHeaders;
    }

    /// What became of all questions, by hook and kind, in that order.
    public List<HookFigures> figures() {
        return all.stream()
                .map(Hook::figures)
                .sorted(Comparator.comparing(HookFigures::hook).thenComparing(HookFigures::kind))
                .toList();
    }

    /// Questions under way fail as unavailable, and so do all that come.
    @Override
    public void close() {
        client.shutdownNow();
    }
}
