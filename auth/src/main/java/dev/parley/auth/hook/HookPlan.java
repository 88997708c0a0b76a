package dev.parley.auth.hook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is asked where. What has no hook is decided without one.
///
/// @param connect who a client is that comes without a token, or null
/// @param refresh whether a session goes on whose time has come, or null
/// @param subscribe by the namespace's name, empty for channels without namespace
/// @param publish the same
/// @param subRefresh the same
/// @param rpc methods without namespace, or null
/// @param rpcByNamespace by what stands before the `:` in the method
public record HookPlan(
        @Nullable HookOptions connect,
        @Nullable HookOptions refresh,
        Map<String, HookOptions> subscribe,
        Map<String, HookOptions> publish,
        Map<String, HookOptions> subRefresh,
        @Nullable HookOptions rpc,
        Map<String, HookOptions> rpcByNamespace) {

    public static final HookPlan NONE = new HookPlan(null, null, Map.of(), Map.of(), Map.of(), null, Map.of());

    /// @throws IllegalArgumentException when two hooks that differ have one name
    public HookPlan {
        subscribe = Map.copyOf(subscribe);
        publish = Map.copyOf(publish);
        subRefresh = Map.copyOf(subRefresh);
        rpcByNamespace = Map.copyOf(rpcByNamespace);
        Map<String, HookOptions> byName = new HashMap<>();
        List<HookOptions> all = new ArrayList<>(Arrays.asList(connect, refresh, rpc));
        Stream.of(subscribe, publish, subRefresh, rpcByNamespace).forEach(map -> all.addAll(map.values()));
        for (HookOptions each : all) {
            if (each != null && !each.equals(Objects.requireNonNullElse(byName.put(each.name(), each), each))) {
                throw new IllegalArgumentException(
                        "two hooks that differ are named " + each.name() + "; give them two names");
            }
        }
    }

    public HookPlan withConnect(HookOptions hook) {
        return new HookPlan(hook, refresh, subscribe, publish, subRefresh, rpc, rpcByNamespace);
    }

    public HookPlan withRefresh(HookOptions hook) {
        return new HookPlan(connect, hook, subscribe, publish, subRefresh, rpc, rpcByNamespace);
    }

    public HookPlan withSubscribe(Map<String, HookOptions> byNamespace) {
        return new HookPlan(connect, refresh, byNamespace, publish, subRefresh, rpc, rpcByNamespace);
    }

    public HookPlan withPublish(Map<String, HookOptions> byNamespace) {
        return new HookPlan(connect, refresh, subscribe, byNamespace, subRefresh, rpc, rpcByNamespace);
    }

    public HookPlan withSubRefresh(Map<String, HookOptions> byNamespace) {
        return new HookPlan(connect, refresh, subscribe, publish, byNamespace, rpc, rpcByNamespace);
    }

    public HookPlan withRpc(@Nullable HookOptions withoutNamespace, Map<String, HookOptions> byNamespace) {
        return new HookPlan(connect, refresh, subscribe, publish, subRefresh, withoutNamespace, byNamespace);
    }
}
