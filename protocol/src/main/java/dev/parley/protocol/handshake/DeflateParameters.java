package dev.parley.protocol.handshake;

import dev.parley.protocol.deflate.DeflateAgreement;
import dev.parley.protocol.deflate.DeflatePolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The parameters of one permessage-deflate offer or answer as they are written (RFC 7692 section 7.1).
///
/// An offer says what its client wants of the server (`server_…`) and what it can do itself (`client_…`). The answer
/// repeats each `server_…` parameter of the offer, and may tighten everything further but for one thing:
/// `client_max_window_bits` may be answered only to a client that has offered it, since not every client can.
///
/// @param serverNoContextTakeover `server_no_context_takeover` is there
/// @param clientNoContextTakeover `client_no_context_takeover` is there
/// @param serverMaxWindowBits `server_max_window_bits`, 8 to 15; null when it is not there
/// @param clientMaxWindowBits `client_max_window_bits`, 8 to 15; null when it is not there. Without a value, as only an
///     offer may have it, it says the same as 15: "I can, and need no less"
public record DeflateParameters(
        boolean serverNoContextTakeover,
        boolean clientNoContextTakeover,
        @Nullable Integer serverMaxWindowBits,
        @Nullable Integer clientMaxWindowBits) {

    static final String EXTENSION = "permessage-deflate";
    private static final String SERVER_NO_CONTEXT_TAKEOVER = "server_no_context_takeover";
    private static final String CLIENT_NO_CONTEXT_TAKEOVER = "client_no_context_takeover";
    private static final String SERVER_MAX_WINDOW_BITS = "server_max_window_bits";
    private static final String CLIENT_MAX_WINDOW_BITS = "client_max_window_bits";
    private static final Set<String> NAMES = Set.of(
            SERVER_NO_CONTEXT_TAKEOVER, CLIENT_NO_CONTEXT_TAKEOVER, SERVER_MAX_WINDOW_BITS, CLIENT_MAX_WINDOW_BITS);

    /// What a client with this policy offers.
    public static DeflateParameters offer(DeflatePolicy policy) {
        return new DeflateParameters(
                !policy.serverContextTakeover(),
                !policy.clientContextTakeover(),
                policy.serverMaxWindowBits() < 15 ? policy.serverMaxWindowBits() : null,
                policy.clientMaxWindowBits());
    }

    /// What a server with `policy` agrees on when it takes this offer.
    DeflateAgreement agreementUnder(DeflatePolicy policy) {
        return new DeflateAgreement(
                serverNoContextTakeover || !policy.serverContextTakeover(),
                clientNoContextTakeover || !policy.clientContextTakeover(),
                Math.min(orAll(serverMaxWindowBits), policy.serverMaxWindowBits()),
                clientMaxWindowBits == null ? 15 : Math.min(clientMaxWindowBits, policy.clientMaxWindowBits()));
    }

    /// How a server says to this offer that `agreement` holds.
    DeflateParameters answer(DeflateAgreement agreement) {
        int serverBits = agreement.serverMaxWindowBits();
        int clientBits = agreement.clientMaxWindowBits();
        return new DeflateParameters(
                agreement.serverNoContextTakeover(),
                agreement.clientNoContextTakeover(),
                serverMaxWindowBits != null || serverBits < 15 ? serverBits : null,
                clientMaxWindowBits != null && clientBits < 15 ? clientBits : null);
    }

    /// What the client that has made this offer agrees on, or null when `answer` is no valid answer to it.
    @Nullable DeflateAgreement agreementBy(DeflateParameters answer) {
        boolean withinServerBits =
                serverMaxWindowBits == null || orAll(answer.serverMaxWindowBits, 16) <= serverMaxWindowBits;
        boolean withinClientBits = answer.clientMaxWindowBits == null
                || (clientMaxWindowBits != null && answer.clientMaxWindowBits <= clientMaxWindowBits);
        if (!withinServerBits || !withinClientBits || (serverNoContextTakeover && !answer.serverNoContextTakeover)) {
            return null;
        }
        return new DeflateAgreement(
                answer.serverNoContextTakeover,
                clientNoContextTakeover || answer.clientNoContextTakeover,
                orAll(answer.serverMaxWindowBits),
                orAll(answer.clientMaxWindowBits, orAll(clientMaxWindowBits)));
    }

    private static int orAll(@Nullable Integer bits) {
        return orAll(bits, 15);
    }

    private static int orAll(@Nullable Integer bits, int otherwise) {
        return bits == null ? otherwise : bits;
    }

    /// Null when a parameter is unknown, there twice, or has a value that it can't have.
    static @Nullable DeflateParameters readOffer(Extension extension) {
        return read(extension, true);
    }

    /// The same for an answer, in which `client_max_window_bits` needs its value.
    static @Nullable DeflateParameters readAnswer(Extension extension) {
        return read(extension, false);
    }

    private static @Nullable DeflateParameters read(Extension extension, boolean offer) {
        Map<String, @Nullable String> values = new HashMap<>();
        for (Extension.Parameter parameter : extension.parameters()) {
            if (!NAMES.contains(parameter.name()) || values.containsKey(parameter.name())) {
                return null;
            }
            values.put(parameter.name(), parameter.value());
        }
        if (offer && values.containsKey(CLIENT_MAX_WINDOW_BITS)) {
            values.putIfAbsent(CLIENT_MAX_WINDOW_BITS, "15");
        }
        Integer serverBits = windowBits(values.get(SERVER_MAX_WINDOW_BITS));
        Integer clientBits = windowBits(values.get(CLIENT_MAX_WINDOW_BITS));
        boolean valid = values.get(SERVER_NO_CONTEXT_TAKEOVER) == null
                && values.get(CLIENT_NO_CONTEXT_TAKEOVER) == null
                && values.containsKey(SERVER_MAX_WINDOW_BITS) == (serverBits != null)
                && values.containsKey(CLIENT_MAX_WINDOW_BITS) == (clientBits != null);
        return valid
                ? new DeflateParameters(
                        values.containsKey(SERVER_NO_CONTEXT_TAKEOVER),
                        values.containsKey(CLIENT_NO_CONTEXT_TAKEOVER),
                        serverBits,
                        clientBits)
                : null;
    }

    private static @Nullable Integer windowBits(@Nullable String value) {
        return switch (value) {
            case "8", "9", "10", "11", "12", "13", "14", "15" -> Integer.valueOf(value);
            case null, default -> null;
        };
    }

    Extension toOffer() {
        return toExtension(true);
    }

    Extension toAnswer() {
        return toExtension(false);
    }

    private Extension toExtension(boolean offer) {
        List<Extension.Parameter> parameters = new ArrayList<>(4);
        if (serverNoContextTakeover) {
            parameters.add(new Extension.Parameter(SERVER_NO_CONTEXT_TAKEOVER, null));
        }
        if (clientNoContextTakeover) {
            parameters.add(new Extension.Parameter(CLIENT_NO_CONTEXT_TAKEOVER, null));
        }
        if (serverMaxWindowBits != null) {
            parameters.add(new Extension.Parameter(SERVER_MAX_WINDOW_BITS, serverMaxWindowBits.toString()));
        }
        if (clientMaxWindowBits != null) {
            boolean bare = offer && clientMaxWindowBits == 15;
            parameters.add(
                    new Extension.Parameter(CLIENT_MAX_WINDOW_BITS, bare ? null : clientMaxWindowBits.toString()));
        }
        return new Extension(EXTENSION, parameters);
    }
}
