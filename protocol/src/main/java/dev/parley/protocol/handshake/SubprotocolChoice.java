package dev.parley.protocol.handshake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which of the subprotocols that a client offers a server speaks on this connection (RFC 6455 section 4.2.2).
@FunctionalInterface
public interface SubprotocolChoice {

    /// @param offered what the client offers, best first, without repetition; never empty
    /// @return one of them, or null for none
    @Nullable String choose(List<String> offered);

    /// The first of `ours` that the client offers as well.
    ///
    /// @throws IllegalArgumentException when one of them is not a token
    static SubprotocolChoice preferring(List<String> ours) {
        List<String> preferred = List.copyOf(ours);
        preferred.forEach(Subprotocols::check);
        return offered -> {
            for (String subprotocol : preferred) {
                if (offered.contains(subprotocol)) {
                    return subprotocol;
                }
            }
            return null;
        };
    }
}
