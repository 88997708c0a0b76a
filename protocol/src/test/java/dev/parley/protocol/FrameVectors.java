package dev.parley.protocol;

import static dev.parley.protocol.Event.binary;
import static dev.parley.protocol.Event.broken;
import static dev.parley.protocol.Event.ping;
import static dev.parley.protocol.Event.pong;
import static dev.parley.protocol.Event.text;
import static dev.parley.protocol.Vector.fact;
import static dev.parley.protocol.Violation.CONTROL_FRAGMENTED;
import static dev.parley.protocol.Violation.CONTROL_TOO_LONG;
import static dev.parley.protocol.Violation.LENGTH_NEGATIVE;
import static dev.parley.protocol.Violation.LENGTH_NOT_MINIMAL;
import static dev.parley.protocol.Violation.MASKED_FROM_SERVER;
import static dev.parley.protocol.Violation.RESERVED_BITS;
import static dev.parley.protocol.Violation.RESERVED_OPCODE;
import static dev.parley.protocol.Violation.UNMASKED_FROM_CLIENT;

import java.util.List;

/// Single frames: RFC 6455 sections 5.1, 5.2 and 5.5.
final class FrameVectors {

    private FrameVectors() {}

    static final List<Vector> ALL = List.of(
            // what each opcode is
            fact("1 is text", "81 05 'Hello'", text("Hello")),
            fact("2 is binary", "82 03 00ff10", binary("00ff10")),
            fact("9 is ping", "89 05 'Hello'", ping("'Hello'")),
            fact("10 is pong", "8a 05 'Hello'", pong("'Hello'")),
            fact("an unasked pong is fine", "8a 00", pong("")),
            fact("3 is reserved", "83 00", broken(RESERVED_OPCODE)),
            fact("4 is reserved", "84 00", broken(RESERVED_OPCODE)),
            fact("5 is reserved", "85 00", broken(RESERVED_OPCODE)),
            fact("6 is reserved", "86 00", broken(RESERVED_OPCODE)),
            fact("7 is reserved", "87 00", broken(RESERVED_OPCODE)),
            fact("11 is reserved", "8b 00", broken(RESERVED_OPCODE)),
            fact("12 is reserved", "8c 00", broken(RESERVED_OPCODE)),
            fact("13 is reserved", "8d 00", broken(RESERVED_OPCODE)),
            fact("14 is reserved", "8e 00", broken(RESERVED_OPCODE)),
            fact("15 is reserved", "8f 00", broken(RESERVED_OPCODE)),
            fact("a reserved opcode shows in the first byte", "83", broken(RESERVED_OPCODE)),
            fact("what came before a broken rule was delivered", "81 01 'a' | 83", text("a"), broken(RESERVED_OPCODE)),

            // lengths, in their shortest form
            fact("an empty text", "81 00", text("")),
            fact("an empty binary", "82 00", binary("")),
            fact("an empty ping", "89 00", ping("")),
            fact("1 byte", "82 01 aa", binary("aa")),
            fact("125 bytes in 7 bits", "82 7d aa*125", binary("aa*125")),
            fact("126 bytes in 16 bits", "82 7e 007e aa*126", binary("aa*126")),
            fact("127 bytes in 16 bits", "82 7e 007f aa*127", binary("aa*127")),
            fact("65535 bytes in 16 bits", "82 7e ffff aa*65535", binary("aa*65535")),
            fact("65536 bytes in 64 bits", "82 7f 0000000000010000 aa*65536", binary("aa*65536")),
            fact("65536 bytes of text", "81 7f 0000000000010000 'x'*65536", text("x".repeat(65536))),
            fact(
                    "many frames in one go",
                    "81 01 'a' | 82 01 62 | 89 01 'c' | 81 00",
                    text("a"),
                    binary("62"),
                    ping("'c'"),
                    text("")),

            // lengths in other forms
            fact("0 in 16 bits", "82 7e 0000", broken(LENGTH_NOT_MINIMAL)),
            fact("125 in 16 bits", "82 7e 007d aa*125", broken(LENGTH_NOT_MINIMAL)),
            fact("0 in 64 bits", "82 7f 0000000000000000", broken(LENGTH_NOT_MINIMAL)),
            fact("125 in 64 bits", "82 7f 000000000000007d aa*125", broken(LENGTH_NOT_MINIMAL)),
            fact("126 in 64 bits", "82 7f 000000000000007e aa*126", broken(LENGTH_NOT_MINIMAL)),
            fact("65535 in 64 bits", "82 7f 000000000000ffff aa*65535", broken(LENGTH_NOT_MINIMAL)),
            fact("a length with its highest bit", "82 7f 8000000000000001 aa", broken(LENGTH_NEGATIVE)),
            fact("a length of ones", "82 7f ffffffffffffffff", broken(LENGTH_NEGATIVE)),

            // masking (the examples of section 5.7)
            fact("a client masks", "81 85 37fa213d 7f9f4d5158", text("Hello")).readBy(Role.SERVER),
            fact("a server does not", "81 05 48656c6c6f", text("Hello")).readBy(Role.CLIENT),
            fact("a key of zeros is a key", "81 85 00000000 'Hello'", text("Hello"))
                    .readBy(Role.SERVER),
            fact("control frames are masked too", "89 85 37fa213d 7f9f4d5158", ping("'Hello'"))
                    .readBy(Role.SERVER),
            fact("an empty frame has a key", "81 80 37fa213d | 81 80 01020304", text(""), text(""))
                    .readBy(Role.SERVER),
            fact("a text from a client that does not mask", "81 05 'Hello'", broken(UNMASKED_FROM_CLIENT))
                    .readBy(Role.SERVER),
            fact("a ping from a client that does not mask", "89 00", broken(UNMASKED_FROM_CLIENT))
                    .readBy(Role.SERVER),
            fact("a close from a client that does not mask", "88 02 03e8", broken(UNMASKED_FROM_CLIENT))
                    .readBy(Role.SERVER),
            fact("it shows in the second byte", "81 05", broken(UNMASKED_FROM_CLIENT))
                    .readBy(Role.SERVER),
            fact("a text from a server that masks", "81 85 37fa213d 7f9f4d5158", broken(MASKED_FROM_SERVER))
                    .readBy(Role.CLIENT),
            fact("a pong from a server that masks", "8a 80 37fa213d", broken(MASKED_FROM_SERVER))
                    .readBy(Role.CLIENT),
            fact("that shows in the second byte, too", "82 fe", broken(MASKED_FROM_SERVER))
                    .readBy(Role.CLIENT),

            // reserved bits without an extension
            fact("RSV1", "c1 00", broken(RESERVED_BITS)),
            fact("RSV2", "a1 00", broken(RESERVED_BITS)),
            fact("RSV3", "91 00", broken(RESERVED_BITS)),
            fact("all three", "f2 00", broken(RESERVED_BITS)),
            fact("RSV1 of a ping", "c9 00", broken(RESERVED_BITS)),
            fact("RSV2 of a close", "a8 00", broken(RESERVED_BITS)),
            fact("RSV3 of a continuation", "01 01 'a' | 90 00", broken(RESERVED_BITS)),
            fact("a reserved bit shows in the first byte", "c1", broken(RESERVED_BITS)),

            // control frames
            fact("a ping of 125 bytes", "89 7d aa*125", ping("aa*125")),
            fact("a ping of 126 bytes", "89 7e 007e aa*126", broken(CONTROL_TOO_LONG)),
            fact("a pong of 126 bytes", "8a 7e 007e aa*126", broken(CONTROL_TOO_LONG)),
            fact("a close of 126 bytes", "88 7e 007e 03e8 'x'*124", broken(CONTROL_TOO_LONG)),
            fact("a ping with a 64-bit length", "89 7f 0000000000010000", broken(CONTROL_TOO_LONG)),
            fact("a long control frame shows in the second byte", "89 7e", broken(CONTROL_TOO_LONG)),
            fact("a ping without FIN", "09 00", broken(CONTROL_FRAGMENTED)),
            fact("a pong without FIN", "0a 00", broken(CONTROL_FRAGMENTED)),
            fact("a close without FIN", "08 02 03e8", broken(CONTROL_FRAGMENTED)),
            fact("it shows in the first byte, too", "09", broken(CONTROL_FRAGMENTED)),

            // not yet
            fact("half a head is nothing", "82 7e 00"),
            fact("a frame that lacks a byte is nothing", "82 02 aa"),
            fact("a ping that lacks a byte is nothing", "89 02 aa"));
}
