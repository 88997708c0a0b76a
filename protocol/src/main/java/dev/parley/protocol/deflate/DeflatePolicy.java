package dev.parley.protocol.deflate;

/// What we would agree on for permessage-deflate (RFC 7692 section 7.1), as a server that answers or as a client that
/// offers.
///
/// @param serverContextTakeover whether the server's messages may refer to those before them
/// @param clientContextTakeover whether the client's messages may refer to those before them
/// @param serverMaxWindowBits the most for the server's messages: 2^bits bytes, 8 to 15
/// @param clientMaxWindowBits the most for the client's messages: 2^bits bytes, 8 to 15. As a server we can ask for
///     less than 15 only of a client that says it can; any other may use 15
public record DeflatePolicy(
        boolean serverContextTakeover,
        boolean clientContextTakeover,
        int serverMaxWindowBits,
        int clientMaxWindowBits) {

    /// Each message by itself: costs no memory between messages, and a broadcast is deflated once for everybody.
    public static final DeflatePolicy PER_MESSAGE = new DeflatePolicy(false, false, 15, 15);

    /// With context takeover both ways, as long as a [DeflateBudget] has room for it.
    public static final DeflatePolicy TAKEOVER = new DeflatePolicy(true, true, 15, 15);

    public DeflatePolicy {
        checkWindowBits(serverMaxWindowBits);
        checkWindowBits(clientMaxWindowBits);
    }

    static void checkWindowBits(int bits) {
        if (bits < 8 || bits > 15) {
            throw new IllegalArgumentException("window bits go from 8 to 15, not " + bits);
        }
    }
}
