package dev.parley.auth.hook;

import java.util.Locale;

/// What a backend may be asked.
public enum HookKind {
    CONNECT,
    REFRESH,
    SUBSCRIBE,
    SUB_REFRESH,
    PUBLISH,
    RPC;

    /// As the ecosystem spells it: `sub_refresh`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
