package dev.parley.protocol.handshake;

import dev.parley.protocol.Role;
import dev.parley.protocol.deflate.DeflateAgreement;
import dev.parley.protocol.deflate.DeflateBudget;
import dev.parley.protocol.deflate.DeflatePolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The server's part of the opening handshake (RFC 6455 section 4.2). Any thread.
///
/// What is wrong with a request is found in the order in which its author can mend it: first that it is HTTP/1.1 GET,
/// then that it asks for a WebSocket at all, then of which version, then its key, then who asks, and last what else is
/// asked for.
///
/// @param subprotocols chooses among those that the client offers
/// @param deflate what to agree on for permessage-deflate; null to agree on none
/// @param budget where the memory for context takeover comes from
public record ServerHandshake(
        SubprotocolChoice subprotocols, @Nullable DeflatePolicy deflate, DeflateBudget budget) {

    private static final List<HeaderField> NO_HEADERS = List.of();
    private static final List<HeaderField> UPGRADE_WANTED =
            List.of(new HeaderField("Upgrade", "websocket"), new HeaderField("Connection", "Upgrade"));

    /// How a handshake is answered.
    public sealed interface Answer {}

    /// The connection is a WebSocket once `headers` have been sent with status 101.
    ///
    /// @param acceptKey the value of Sec-WebSocket-Accept
    /// @param subprotocol the one agreed on, or null
    /// @param deflate what is agreed on for permessage-deflate, or null when it is not used
    /// @param memory what the agreement has taken from the budget: to be closed with the connection, or at once when
    ///     it is not opened after all
    /// @param headers all of the response's, in order
    public record Accepted(
            String acceptKey,
            @Nullable String subprotocol,
            @Nullable DeflateAgreement deflate,
            DeflateBudget.Share memory,
            List<HeaderField> headers)
            implements Answer {}

    /// The request is answered with a plain HTTP response.
    ///
    /// @param status 400, 403, 405, 426 or 505
    /// @param reason one sentence that says what to do
    /// @param headers those that belong to the status
    public record Refused(int status, String reason, List<HeaderField> headers) implements Answer {}

    /// Decides about one request.
    ///
    /// @param method as sent, such as `GET`
    /// @param version as sent, such as `HTTP/1.1`
    public Answer evaluate(String method, String version, HeaderFields request, OriginRule origins) {
        try {
            Refused refusal = refusal(method, version, request, origins);
            return refusal != null ? refusal : accept(request);
        } catch (MalformedHeaderException malformed) {
            return refuse(400, malformed.sentence());
        }
    }

    private static @Nullable Refused refusal(String method, String version, HeaderFields request, OriginRule origins)
            throws MalformedHeaderException {
        if (!method.equals("GET")) {
            return new Refused(
                    405,
                    "A WebSocket is opened with GET, not with another method.",
                    List.of(new HeaderField("Allow", "GET")));
        }
        if (!isHttp11(version)) {
            return refuse(
                    505, "A WebSocket is opened over HTTP/1.1; a proxy in between may have to be told to use it.");
        }
        List<String> hosts = request.all("Host");
        if (hosts.size() != 1 || hosts.getFirst().isBlank()) {
            return refuse(400, "Send exactly one Host header, with the name of this server.");
        }
        if (!names("Upgrade", "websocket", request)) {
            return new Refused(
                    426, "Only WebSockets are served here: send the header Upgrade: websocket.", UPGRADE_WANTED);
        }
        if (!names("Connection", "upgrade", request)) {
            return refuse(400, "Send the header Connection: Upgrade; a proxy in between must pass it on.");
        }
        List<String> versions = request.all("Sec-WebSocket-Version");
        if (versions.size() > 1) {
            return refuse(400, "Send exactly one Sec-WebSocket-Version header.");
        }
        if (versions.isEmpty() || !versions.getFirst().strip().equals("13")) {
            return new Refused(
                    426,
                    "Speak version 13 of the protocol (RFC 6455): send Sec-WebSocket-Version: 13.",
                    List.of(
                            new HeaderField("Sec-WebSocket-Version", "13"),
                            new HeaderField("Upgrade", "websocket"),
                            new HeaderField("Connection", "Upgrade")));
        }
        List<String> keys = request.all("Sec-WebSocket-Key");
        if (keys.size() != 1 || !HandshakeKey.isValid(keys.getFirst().strip())) {
            return refuse(400, "Send exactly one Sec-WebSocket-Key header: 16 random bytes in base64.");
        }
        List<String> origin = request.all("Origin");
        if (origin.size() > 1) {
            return refuse(400, "Send at most one Origin header.");
        }
        String refused =
                origins.refusal(origin.isEmpty() ? null : origin.getFirst().strip());
        return refused == null ? null : refuse(403, refused);
    }

    /// HTTP/1.1, or a later minor version of it.
    private static boolean isHttp11(String version) {
        return version.length() == 8
                && version.startsWith("HTTP/1.")
                && version.charAt(7) >= '1'
                && version.charAt(7) <= '9';
    }

    /// Whether a list of tokens, each perhaps with a version behind a slash (RFC 9110 section 7.8), has `wanted` in it.
    private static boolean names(String header, String wanted, HeaderFields request) throws MalformedHeaderException {
        List<String> listed = FieldScanner.list(header, request.all(header), scanner -> {
            String name = scanner.token();
            return scanner.take('/') ? name + "/" + scanner.token() : name;
        });
        return listed.stream().anyMatch(wanted::equalsIgnoreCase);
    }

    private static Refused refuse(int status, String reason) {
        return new Refused(status, reason, NO_HEADERS);
    }

    private Accepted accept(HeaderFields request) throws MalformedHeaderException {
        String acceptKey =
                HandshakeKey.accept(request.all("Sec-WebSocket-Key").getFirst().strip());
        List<Extension> extensions = Extensions.parse(request.all(Extensions.HEADER));
        List<String> offered = Subprotocols.parse(request.all(Subprotocols.HEADER));
        List<HeaderField> headers = new ArrayList<>(5);
        headers.addAll(UPGRADE_WANTED);
        headers.add(new HeaderField("Sec-WebSocket-Accept", acceptKey));
        String subprotocol = offered.isEmpty() ? null : subprotocols.choose(offered);
        if (subprotocol != null) {
            if (!offered.contains(subprotocol)) {
                throw new IllegalStateException("chose the subprotocol " + subprotocol + ", which was not offered");
            }
            headers.add(new HeaderField(Subprotocols.HEADER, subprotocol));
        }
        DeflateParameters offer = firstUsable(extensions);
        if (deflate == null || offer == null) {
            return new Accepted(acceptKey, subprotocol, null, DeflateBudget.Share.NONE, List.copyOf(headers));
        }
        DeflateAgreement agreement = offer.agreementUnder(deflate);
        DeflateBudget.Share memory = budget.take(agreement, Role.SERVER);
        if (memory == null) {
            agreement = agreement.withoutContextTakeover();
            memory = DeflateBudget.Share.NONE;
        }
        Extension answer = offer.answer(agreement).toAnswer();
        headers.add(new HeaderField(Extensions.HEADER, Extensions.format(List.of(answer))));
        return new Accepted(acceptKey, subprotocol, agreement, memory, List.copyOf(headers));
    }

    /// Offers come best first; one that we can't read as a whole is passed over for the next (RFC 7692 section 5).
    private static @Nullable DeflateParameters firstUsable(List<Extension> extensions) {
        for (Extension extension : extensions) {
            if (extension.name().equals(DeflateParameters.EXTENSION)) {
                DeflateParameters offer = DeflateParameters.readOffer(extension);
                if (offer != null) {
                    return offer;
                }
            }
        }
        return null;
    }
}
