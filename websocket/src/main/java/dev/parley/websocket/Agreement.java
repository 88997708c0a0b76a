package dev.parley.websocket;

import dev.parley.protocol.MaskKeys;
import dev.parley.protocol.Role;
import dev.parley.protocol.deflate.DeflateAgreement;
import dev.parley.protocol.deflate.DeflateBudget;
import dev.parley.protocol.deflate.Deflation;
import dev.parley.protocol.deflate.Inflation;
import org.jspecify.annotations.Nullable;

/// What the opening handshake has settled for one connection, with what it takes to live up to it.
///
/// @param role ours
/// @param masks a client's masking keys; null for a server
/// @param deflate the parameters of permessage-deflate, or null without it
/// @param inflation of what we receive; null without compression
/// @param deflation of what we send; null without compression
/// @param memory what context takeover has taken from the budget
record Agreement(
        Role role,
        @Nullable String subprotocol,
        @Nullable MaskKeys masks,
        @Nullable DeflateAgreement deflate,
        @Nullable Inflation inflation,
        @Nullable Deflation deflation,
        DeflateBudget.@Nullable Share memory) {

    /// A server's, with nothing special agreed on: shared by all such connections.
    static final Agreement PLAIN_SERVER = new Agreement(Role.SERVER, null, null, null, null, null, null);

    /// Whether frames prepared for many may be sent on this connection: plain ones on any server's.
    boolean takesPreparedFrames() {
        return masks == null && !deflatesForItself();
    }

    /// With context takeover each connection's messages refer to those before them, so that it must deflate for itself.
    boolean deflatesForItself() {
        return deflate != null && deflate.contextTakeover(role);
    }

    void release() {
        if (inflation != null) {
            inflation.close();
        }
        if (deflation != null) {
            deflation.close();
        }
        if (memory != null) {
            memory.close();
        }
    }
}
