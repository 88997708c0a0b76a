package dev.parley.net.netty;

import dev.parley.net.NetworkException;
import dev.parley.net.Peer;
import dev.parley.net.http.Headers;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Networks whose `Forwarded` (RFC 7239) or `X-Forwarded-*` fields are believed. The client is the rightmost address
/// that is not itself such a proxy: what stands further left was written by somebody we don't trust.
final class TrustedProxies {

    private record Network(byte[] address, int bits) {
        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            int whole = bits / 8;
            for (int i = 0; i < whole; i++) {
                if (address[i] != other[i]) {
                    return false;
                }
            }
            int rest = bits % 8;
            return rest == 0 || ((address[whole] ^ other[whole]) & 0xFF & (0xFF00 >> rest)) == 0;
        }
    }

    /// What a trusted proxy says of a request.
    ///
    /// @param peer the client
    /// @param scheme null when it does not say
    /// @param host null when it does not say
    record Forwarded(
            Peer peer, @Nullable String scheme, @Nullable String host) {}

    private final List<Network> networks;
    private final boolean unix;

    private TrustedProxies(List<Network> networks, boolean unix) {
        this.networks = networks;
        this.unix = unix;
    }

    static TrustedProxies parse(List<String> names) throws NetworkException {
        List<Network> networks = new ArrayList<>();
        boolean unix = false;
        for (String name : names) {
            if (name.equals("unix")) {
                unix = true;
            } else {
                networks.add(network(name));
            }
        }
        return new TrustedProxies(List.copyOf(networks), unix);
    }

    private static Network network(String cidr) throws NetworkException {
        int slash = cidr.indexOf('/');
        InetAddress address = literal(slash < 0 ? cidr : cidr.substring(0, slash));
        try {
            if (address != null) {
                int most = address.getAddress().length * 8;
                int bits = slash < 0 ? most : Integer.parseInt(cidr.substring(slash + 1));
                if (bits >= 0 && bits <= most) {
                    return new Network(address.getAddress(), bits);
                }
            }
        } catch (NumberFormatException e) {
            throw new NetworkException(refusal(cidr), e);
        }
        throw new NetworkException(refusal(cidr), null);
    }

    private static String refusal(String cidr) {
        return "'" + cidr + "' is not a network; write trusted proxies as 10.0.0.0/8, fd00::/8, 192.0.2.7, or unix.";
    }

    /// An address from its digits, never from a name; null for anything else.
    static @Nullable InetAddress literal(String text) {
        if (text.isEmpty() || text.length() > 45 || text.indexOf('%') >= 0) {
            return null;
        }
        boolean six = text.indexOf(':') >= 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            boolean hex = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':';
            if (!digit && c != '.' && !(six && hex)) {
                return null;
            }
        }
        if (!six && text.chars().filter(c -> c == '.').count() != 3) {
            return null;
        }
        try {
            return InetAddress.getByName(six ? "[" + text + "]" : text);
        } catch (UnknownHostException notAnAddress) {
            return null;
        }
    }

    boolean trusts(Peer peer) {
        InetAddress address = peer.address();
        return address == null ? unix : trusts(address);
    }

    private boolean trusts(InetAddress address) {
        byte[] bytes = address.getAddress();
        for (Network network : networks) {
            if (network.contains(bytes)) {
                return true;
            }
        }
        return false;
    }

    /// What the headers of a request from a trusted `proxy` say; null when they say nothing that can be read.
    @Nullable Forwarded read(Peer proxy, Headers headers) {
        List<String> standard = headers.all("Forwarded");
        if (!standard.isEmpty()) {
            return readStandard(proxy, String.join(",", standard));
        }
        String scheme = schemeOf(last(headers.all("X-Forwarded-Proto")));
        String host = hostOf(last(headers.all("X-Forwarded-Host")));
        Peer client = null;
        List<String> hops = split(String.join(",", headers.all("X-Forwarded-For")), ',');
        for (int i = hops.size() - 1; i >= 0; i--) {
            Peer hop = node(hops.get(i));
            if (hop == null) {
                break;
            }
            client = hop;
            if (!trusts(hop)) {
                break;
            }
        }
        return new Forwarded(client == null ? proxy : client, scheme, host);
    }

    private Forwarded readStandard(Peer proxy, String field) {
        List<String> elements = split(field, ',');
        Peer client = null;
        String scheme = null;
        String host = null;
        for (int i = elements.size() - 1; i >= 0; i--) {
            String node = null;
            for (String pair : split(elements.get(i), ';')) {
                int equals = pair.indexOf('=');
                if (equals < 0) {
                    continue;
                }
                String value = unquote(pair.substring(equals + 1).strip());
                switch (pair.substring(0, equals).strip().toLowerCase(Locale.ROOT)) {
                    case "for" -> node = value;
                    case "proto" -> scheme = schemeOf(value) == null ? scheme : schemeOf(value);
                    case "host" -> host = hostOf(value) == null ? host : hostOf(value);
                    default -> {}
                }
            }
            Peer hop = node == null ? null : node(node);
            if (hop == null) {
                break;
            }
            client = hop;
            if (!trusts(hop)) {
                break;
            }
        }
        return new Forwarded(client == null ? proxy : client, scheme, host);
    }

    /// An address with or without a port; null for a name, `unknown` or an obfuscated node.
    private static @Nullable Peer node(String text) {
        String address = text;
        String port = "";
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0) {
                return null;
            }
            address = text.substring(1, end);
            port = text.startsWith(":", end + 1) ? text.substring(end + 2) : "";
        } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            address = text.substring(0, text.indexOf(':'));
            port = text.substring(text.indexOf(':') + 1);
        }
        InetAddress parsed = literal(address);
        return parsed == null ? null : new Peer(parsed, number(port), true);
    }

    private static int number(String port) {
        if (port.isEmpty() || port.length() > 5 || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        int value = Integer.parseInt(port);
        return value > 65535 ? 0 : value;
    }

    private static @Nullable String last(List<String> values) {
        List<String> parts = split(String.join(",", values), ',');
        return parts.isEmpty() ? null : parts.getLast();
    }

    private static @Nullable String schemeOf(@Nullable String value) {
        if (value == null) {
            return null;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "http", "ws" -> "http";
            case "https", "wss" -> "https";
            default -> null;
        };
    }

    private static @Nullable String hostOf(@Nullable String value) {
        return value == null || value.isEmpty() || !HttpRules.isHost(value) ? null : value;
    }

    private static String unquote(String value) {
        return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? separator : text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (i == text.length() || (c == separator && !quoted)) {
                String part = text.substring(start, i).strip();
                if (!part.isEmpty()) {
                    parts.add(part);
                }
                start = i + 1;
            }
        }
        return parts;
    }
}
