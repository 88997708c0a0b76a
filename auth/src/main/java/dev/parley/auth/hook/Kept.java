package dev.parley.auth.hook;

import dev.parley.hub.ConnectRequest;
import dev.parley.hub.Credentials;
import dev.parley.hub.Grant;
import dev.parley.hub.Session;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What backends see of a client's headers: at once, and later from what its session has kept in [Credentials#headers].
///
/// A browser can't set headers of a WebSocket, so that clients may send some inside it (emulated ones). What came over HTTP
/// goes above these.
final class Kept {

    static final int MAX_VALUE_LENGTH = 8192;

    private static final String FORWARDED_FOR = "x-forwarded-for";

    private Kept() {}

    /// What is wrong with the emulated headers that a backend is to see, or null.
    static @Nullable String problem(ConnectRequest request, Set<String> names) {
        Set<String> seen = new HashSet<>();
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!names.contains(name)) {
                continue;
            }
            if (!HeaderText.isValue(header.getValue())) {
                return "the header " + name + " has a value that is not visible ASCII";
            }
            if (header.getValue().length() > MAX_VALUE_LENGTH) {
                return "the header " + name + " has more than " + MAX_VALUE_LENGTH + " characters";
            }
            if (!seen.add(name)) {
                return "the header " + name + " stands twice";
            }
        }
        return null;
    }

    /// Those of the names that the client sent.
    static Map<String, String> chosen(ConnectRequest request, Collection<String> names) {
        Map<String, String> chosen = new HashMap<>();
        request.headers().forEach((name, value) -> chosen.put(name.toLowerCase(Locale.ROOT), value));
        request.httpHeaders()
                .forEach((name, value) -> chosen.put(name.toLowerCase(Locale.ROOT), HeaderText.toValue(value)));
        chosen.keySet().retainAll(Set.copyOf(names));
        return chosen;
    }

    /// What goes along with a question before there is a session.
    static Map<String, String> headers(ConnectRequest request, HookOptions hook) {
        return withAddress(chosen(request, hook.httpHeaders()), request.remoteAddress());
    }

    /// The same later. On the session's loop.
    static Map<String, String> headers(Session session, HookOptions hook) {
        Map<String, String> headers = new HashMap<>(session.credentials().headers());
        headers.keySet().retainAll(Set.copyOf(hook.httpHeaders()));
        return withAddress(headers, session.link().remoteAddress());
    }

    private static Map<String, String> withAddress(Map<String, String> headers, String address) {
        headers.remove(FORWARDED_FOR);
        if (!address.isEmpty() && HeaderText.isValue(address)) {
            headers.put(FORWARDED_FOR, address);
        }
        return headers;
    }

    /// A grant whose session knows later what its client sent.
    static Grant.Session with(ConnectRequest request, Set<String> names, Grant.Session grant) {
        Map<String, String> headers = chosen(request, names);
        return headers.isEmpty() ? grant : with(headers, grant);
    }

    /// A grant for a session whose client sent that.
    static Grant.Session with(Map<String, String> headers, Grant.Session grant) {
        Credentials known = grant.credentials();
        return grant.with(new Credentials(
                known.meta(),
                known.tokenId(),
                known.issuedAtSeconds(),
                headers,
                known.renewedByServer(),
                known.byToken()));
    }
}
