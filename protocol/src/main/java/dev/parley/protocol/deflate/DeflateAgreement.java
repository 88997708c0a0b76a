package dev.parley.protocol.deflate;

import dev.parley.protocol.Role;

/// What both sides have agreed on for permessage-deflate (RFC 7692 section 7.1).
///
/// @param serverNoContextTakeover the server compresses each message by itself
/// @param clientNoContextTakeover the client compresses each message by itself
/// @param serverMaxWindowBits how far back the server's messages may refer: 2^bits bytes, 8 to 15
/// @param clientMaxWindowBits how far back the client's messages may refer: 2^bits bytes, 8 to 15
public record DeflateAgreement(
        boolean serverNoContextTakeover,
        boolean clientNoContextTakeover,
        int serverMaxWindowBits,
        int clientMaxWindowBits) {

    public DeflateAgreement {
        DeflatePolicy.checkWindowBits(serverMaxWindowBits);
        DeflatePolicy.checkWindowBits(clientMaxWindowBits);
    }

    /// Whether messages of `sender` may refer to those before them.
    public boolean contextTakeover(Role sender) {
        return !(sender == Role.SERVER ? serverNoContextTakeover : clientNoContextTakeover);
    }

    /// How far back messages of `sender` may refer: 2^bits bytes, 8 to 15.
    public int windowBits(Role sender) {
        return sender == Role.SERVER ? serverMaxWindowBits : clientMaxWindowBits;
    }

    /// The same without context takeover, either way.
    public DeflateAgreement withoutContextTakeover() {
        return new DeflateAgreement(true, true, serverMaxWindowBits, clientMaxWindowBits);
    }
}
