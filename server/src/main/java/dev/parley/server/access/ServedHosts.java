package dev.parley.server.access;

import dev.parley.net.Address;
import dev.parley.websocket.WebOrigin;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The hosts that we answer to.
///
/// A page of an attacker's may point its own name at our address (DNS rebinding): then the browser believes that page
/// and server are of one origin, and only the `Host` field shows that they are not. So a name must be one of ours:
/// loopback names and addresses always; where we listen beyond loopback, any plain address (which can't be rebound),
/// this machine's host name, and the name that we listen on; and whatever `server.hosts` adds.
public final class ServedHosts {

    private final boolean loopbackOnly;
    private final Set<String> ownNames = new HashSet<>();
    private final List<HostPattern> configured;

    /// @param machineName this machine's host name, or null when it has none
    public ServedHosts(List<Address> listening, @Nullable String machineName, List<HostPattern> configured) {
        this.configured = configured;
        boolean onlyLoopback = true;
        for (Address address : listening) {
            if (address instanceof Address.Tcp tcp) {
                WebOrigin origin = WebOrigin.ofAuthority("http", bracketed(tcp.host()));
                if (origin == null || !origin.isLoopback()) {
                    onlyLoopback = false;
                }
                if (origin != null) {
                    ownNames.add(origin.host());
                }
            }
        }
        loopbackOnly = onlyLoopback;
        if (machineName != null && !loopbackOnly) {
            String name = machineName.toLowerCase(Locale.ROOT);
            ownNames.add(name);
            ownNames.add(name + ".local");
        }
    }

    /// Whether nobody but this machine can reach us directly.
    public boolean loopbackOnly() {
        return loopbackOnly;
    }

    /// @param reached where a request says it goes, from its Host
    public boolean serves(WebOrigin reached) {
        String host = reached.host();
        return reached.isLoopback()
                || ownNames.contains(host)
                || (!loopbackOnly && isAddress(host))
                || configured.stream().anyMatch(pattern -> pattern.matches(host));
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    private static boolean isAddress(String host) {
        if (host.startsWith("[")) {
            return true;
        }
        try {
            InetAddress.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException name) {
            return false;
        }
    }
}
