package dev.parley.protocol.handshake;

import dev.parley.protocol.deflate.DeflateAgreement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The client's part of one opening handshake (RFC 6455 section 4.1): what to ask, and whether the answer will do. Any
/// thread.
public final class ClientHandshake {

    private final String key;
    private final List<String> subprotocols;
    private final List<DeflateParameters> deflateOffers;

    /// @param nonce 16 random bytes, fresh for each handshake
    /// @param subprotocols offered to the server, best first
    /// @param deflateOffers for permessage-deflate, best first; empty to offer none
    /// @throws IllegalArgumentException when the nonce has another length, or a subprotocol is not a token or there
    ///     twice
    public ClientHandshake(byte[] nonce, List<String> subprotocols, List<DeflateParameters> deflateOffers) {
        this.key = HandshakeKey.of(nonce);
        this.subprotocols = List.copyOf(subprotocols);
        this.deflateOffers = List.copyOf(deflateOffers);
        this.subprotocols.forEach(Subprotocols::check);
        if (new HashSet<>(subprotocols).size() != subprotocols.size()) {
            throw new IllegalArgumentException("a subprotocol is offered twice: " + subprotocols);
        }
    }

    /// What came back.
    public sealed interface Answer {}

    /// The connection is a WebSocket.
    ///
    /// @param subprotocol the server's choice among ours, or null when it made none
    /// @param deflate what is agreed on for permessage-deflate, or null when it is not used
    public record Accepted(
            @Nullable String subprotocol, @Nullable DeflateAgreement deflate) implements Answer {}

    /// The server answered as HTTP: a redirect, a call for credentials, an error.
    ///
    /// @param status any but 101
    public record Refused(int status, String reason) implements Answer {}

    /// The server said 101 but broke a rule of the handshake: the connection must be dropped.
    public record Broken(String reason) implements Answer {}

    /// The headers of the request (GET, HTTP/1.1), all but Host, which the caller knows.
    public List<HeaderField> requestHeaders() {
        List<HeaderField> headers = new ArrayList<>(6);
        headers.add(new HeaderField("Upgrade", "websocket"));
        headers.add(new HeaderField("Connection", "Upgrade"));
        headers.add(new HeaderField("Sec-WebSocket-Key", key));
        headers.add(new HeaderField("Sec-WebSocket-Version", "13"));
        if (!subprotocols.isEmpty()) {
            headers.add(new HeaderField(Subprotocols.HEADER, String.join(", ", subprotocols)));
        }
        if (!deflateOffers.isEmpty()) {
            List<Extension> offers =
                    deflateOffers.stream().map(DeflateParameters::toOffer).toList();
            headers.add(new HeaderField(Extensions.HEADER, Extensions.format(offers)));
        }
        return List.copyOf(headers);
    }

    /// Checks the answer to [#requestHeaders].
    public Answer verify(int status, HeaderFields response) {
        if (status != 101) {
            return new Refused(status, refusal(status));
        }
        try {
            checkSwitch(response);
            return new Accepted(subprotocol(response), deflate(response));
        } catch (MalformedHeaderException malformed) {
            return new Broken(malformed.sentence());
        }
    }

    private static String refusal(int status) {
        String remedy = switch (status) {
            case 301, 302, 303, 307, 308 -> "the address has moved: call the one in its Location header";
            case 401, 407 -> "send credentials with the handshake";
            case 403 -> "the server does not let this origin or user in";
            case 404 -> "check the path";
            case 426 -> "the server wants another version of the protocol";
            case 429, 503 -> "the server is busy: try later";
            default -> "check that the address is a WebSocket's";
        };
        return "The server answered " + status + " instead of opening a WebSocket; " + remedy + ".";
    }

    private void checkSwitch(HeaderFields response) throws MalformedHeaderException {
        List<String> upgrade = response.all("Upgrade");
        if (upgrade.size() != 1 || !upgrade.getFirst().strip().equalsIgnoreCase("websocket")) {
            throw new MalformedHeaderException("The server's answer lacks Upgrade: websocket.");
        }
        List<String> connection = FieldScanner.list("Connection", response.all("Connection"), FieldScanner::token);
        if (connection.stream().noneMatch("upgrade"::equalsIgnoreCase)) {
            throw new MalformedHeaderException("The server's answer lacks Connection: Upgrade.");
        }
        List<String> accept = response.all("Sec-WebSocket-Accept");
        if (accept.size() != 1 || !accept.getFirst().strip().equals(HandshakeKey.accept(key))) {
            throw new MalformedHeaderException(
                    "The server's Sec-WebSocket-Accept does not belong to our key: no WebSocket server answered.");
        }
    }

    private @Nullable String subprotocol(HeaderFields response) throws MalformedHeaderException {
        List<String> fields = response.all(Subprotocols.HEADER);
        if (fields.isEmpty()) {
            return null;
        }
        String chosen = fields.getFirst().strip();
        if (fields.size() > 1 || !subprotocols.contains(chosen)) {
            throw new MalformedHeaderException("The server chose a subprotocol that was not offered, or several.");
        }
        return chosen;
    }

    private @Nullable DeflateAgreement deflate(HeaderFields response) throws MalformedHeaderException {
        List<Extension> extensions = Extensions.parse(response.all(Extensions.HEADER));
        if (extensions.isEmpty()) {
            return null;
        }
        Extension extension = extensions.getFirst();
        if (extensions.size() > 1 || !extension.name().equals(DeflateParameters.EXTENSION) || deflateOffers.isEmpty()) {
            throw new MalformedHeaderException("The server uses an extension that was not offered, or one twice.");
        }
        DeflateParameters answer = DeflateParameters.readAnswer(extension);
        if (answer != null) {
            for (DeflateParameters offer : deflateOffers) {
                DeflateAgreement agreement = offer.agreementBy(answer);
                if (agreement != null) {
                    return agreement;
                }
            }
        }
        throw new MalformedHeaderException("The server's parameters for permessage-deflate answer no offer of ours.");
    }
}
