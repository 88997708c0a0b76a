package dev.parley.protocol;

import static dev.parley.protocol.Event.broken;
import static dev.parley.protocol.Event.close;
import static dev.parley.protocol.Event.text;
import static dev.parley.protocol.Vector.fact;
import static dev.parley.protocol.Violation.CLOSE_CODE_FORBIDDEN;
import static dev.parley.protocol.Violation.CLOSE_PAYLOAD_OF_ONE;
import static dev.parley.protocol.Violation.CLOSE_REASON_NOT_UTF8;

import java.util.List;

/// Close frames (RFC 6455 sections 5.5.1 and 7.4).
final class CloseVectors {

    private CloseVectors() {}

    static final List<Vector> ALL = List.of(
            fact("no code is 1005", "88 00", close(1005, "")),
            fact("a code", "88 02 03e8", close(1000, "")),
            fact("a code and a reason", "88 05 03e9'bye'", close(1001, "bye")),
            fact("a reason of 123 bytes", "88 7d 0fa0'x'*123", close(4000, "x".repeat(123))),
            fact("one byte", "88 01 03", broken(CLOSE_PAYLOAD_OF_ONE)),
            fact("999 is no code", "88 02 03e7", broken(CLOSE_CODE_FORBIDDEN)),
            fact("1004 has no meaning yet", "88 02 03ec", broken(CLOSE_CODE_FORBIDDEN)),
            fact("1005 is not sent", "88 02 03ed", broken(CLOSE_CODE_FORBIDDEN)),
            fact("1006 is not sent", "88 02 03ee", broken(CLOSE_CODE_FORBIDDEN)),
            fact("1015 is not sent", "88 02 03f7", broken(CLOSE_CODE_FORBIDDEN)),
            fact("2999 is reserved", "88 02 0bb7", broken(CLOSE_CODE_FORBIDDEN)),
            fact("3000 is a library's", "88 02 0bb8", close(3000, "")),
            fact("4999 is a program's", "88 02 1387", close(4999, "")),
            fact("5000 is nobody's", "88 02 1388", broken(CLOSE_CODE_FORBIDDEN)),
            fact("the code is judged before the reason", "88 03 03edff", broken(CLOSE_CODE_FORBIDDEN)),
            fact("a reason that is no text", "88 04 03e8c328", broken(CLOSE_REASON_NOT_UTF8)),

            // nothing after
            fact("a text after it", "88 00 | 81 01 'a'", close(1005, "")),
            fact("another close after it", "88 02 03e8 | 88 02 03e9", close(1000, "")),
            fact("a broken rule after it", "88 02 03e8 | ff ff ff ff", close(1000, "")),
            fact("half a frame after it", "88 00 | 81", close(1005, "")),
            fact("what came before was delivered", "81 01 'a' | 88 00", text("a"), close(1005, "")));
}
