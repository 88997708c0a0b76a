package dev.parley.server.config;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// Networks in CIDR notation, single addresses, and `unix`.
final class Networks {

    private Networks() {}

    /// The same with the length of its prefix written out; null when it is none of these.
    static @Nullable String parse(String text) {
        if (text.equals("unix")) {
            return text;
        }
        int slash = text.indexOf('/');
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        } catch (IllegalArgumentException notAnAddress) {
            return null;
        }
        int bits = address.getAddress().length * 8;
        Long prefix = slash < 0 ? Long.valueOf(bits) : Amounts.digits(text.substring(slash + 1));
        return prefix == null || prefix < 0 || prefix > bits ? null : address.getHostAddress() + "/" + prefix;
    }
}
