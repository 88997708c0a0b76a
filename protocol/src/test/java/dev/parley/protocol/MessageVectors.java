package dev.parley.protocol;

import static dev.parley.protocol.Event.binary;
import static dev.parley.protocol.Event.broken;
import static dev.parley.protocol.Event.close;
import static dev.parley.protocol.Event.ping;
import static dev.parley.protocol.Event.pong;
import static dev.parley.protocol.Event.text;
import static dev.parley.protocol.Vector.fact;
import static dev.parley.protocol.Violation.CONTINUATION_COMPRESSED;
import static dev.parley.protocol.Violation.CONTINUATION_WITHOUT_START;
import static dev.parley.protocol.Violation.CONTROL_COMPRESSED;
import static dev.parley.protocol.Violation.DEFLATE_BROKEN;
import static dev.parley.protocol.Violation.FRAME_TOO_BIG;
import static dev.parley.protocol.Violation.MESSAGE_INSIDE_MESSAGE;
import static dev.parley.protocol.Violation.MESSAGE_TOO_BIG;
import static dev.parley.protocol.Violation.NOT_UTF8;
import static dev.parley.protocol.Violation.RESERVED_BITS;

import java.util.List;

/// Messages of several frames (RFC 6455 section 5.4), compressed ones (RFC 7692), and their limits.
final class MessageVectors {

    private MessageVectors() {}

    static final List<Vector> FRAGMENTS = List.of(
            fact("two frames", "01 03 'Hel' | 80 02 'lo'", text("Hello")),
            fact("three frames", "02 01 01 | 00 01 02 | 80 01 03", binary("010203")),
            fact("an empty end", "01 05 'Hello' | 80 00", text("Hello")),
            fact("an empty start", "01 00 | 80 05 'Hello'", text("Hello")),
            fact("empty frames only", "01 00 | 00 00 | 00 00 | 80 00", text("")),
            fact("a message in a thousand frames", "02 00 |" + " 00 01 aa |".repeat(1000) + "80 00", binary("aa*1000")),
            fact("a large end behind a small start", "02 01 01 | 80 7e 2000 aa*8192", binary("01 aa*8192")),
            fact("messages in a row", "01 01 'a' | 80 01 'b' | 02 01 63 | 80 01 64", text("ab"), binary("6364")),
            fact("no end yet", "01 03 'Hel' | 00 02 'lo'"),

            // control frames between
            fact("a ping between", "01 03 'Hel' | 89 01 '?' | 80 02 'lo'", ping("'?'"), text("Hello")),
            fact("an empty pong between", "01 03 'Hel' | 8a 00 | 80 02 'lo'", pong(""), text("Hello")),
            fact(
                    "pings around every frame",
                    "89 01 01 | 02 01 aa | 89 01 02 | 00 01 bb | 89 01 03 | 8a 01 04 | 80 01 cc | 89 01 05",
                    ping("01"),
                    ping("02"),
                    ping("03"),
                    pong("04"),
                    binary("aabbcc"),
                    ping("05")),
            fact("a ping inside a character", "01 01 c3 | 89 00 | 80 01 a4", ping(""), text("ä")),
            fact("a ping before an empty end", "02 01 aa | 00 00 | 89 00 | 80 00", ping(""), binary("aa")),
            fact("a close between ends all", "01 03 'Hel' | 88 02 03e8 | 80 02 'lo'", close(1000, "")),

            // the order of frames
            fact("an end without a start", "80 05 'Hello'", broken(CONTINUATION_WITHOUT_START)),
            fact("a middle without a start", "00 05 'Hello'", broken(CONTINUATION_WITHOUT_START)),
            fact(
                    "an end after an end",
                    "01 01 'a' | 80 01 'b' | 80 00",
                    text("ab"),
                    broken(CONTINUATION_WITHOUT_START)),
            fact(
                    "an end after a whole message",
                    "81 01 'a' | 80 01 'b'",
                    text("a"),
                    broken(CONTINUATION_WITHOUT_START)),
            fact("an end after a ping", "89 00 | 80 00", ping(""), broken(CONTINUATION_WITHOUT_START)),
            fact("it shows in the first byte", "80", broken(CONTINUATION_WITHOUT_START)),
            fact("a text inside a text", "01 01 'a' | 81 01 'b'", broken(MESSAGE_INSIDE_MESSAGE)),
            fact("a binary inside a text", "01 01 'a' | 82 01 62", broken(MESSAGE_INSIDE_MESSAGE)),
            fact("a start inside a binary", "02 01 61 | 89 00 | 02 00", ping(""), broken(MESSAGE_INSIDE_MESSAGE)),
            fact("a start after an empty start", "01 00 | 01 00", broken(MESSAGE_INSIDE_MESSAGE)));

    static final List<Vector> COMPRESSED = List.of(
            fact("a compressed text", "c1 04 03'a'01'b'", text("aaab")).withCompression(),
            fact("a compressed binary", "c2 02 ff00", binary("00*255")).withCompression(),
            fact("plain ones between", "81 02 'ab' | c1 02 02'c' | 82 01 64", text("ab"), text("cc"), binary("64"))
                    .withCompression(),
            fact("only the first frame says so", "41 02 02'a' | 00 02 02'b' | 80 02 02'c'", text("aabbcc"))
                    .withCompression(),
            fact("frames end anywhere", "42 01 02 | 00 02 aa03 | 00 00 | 80 01 bb", binary("aaaabbbbbb"))
                    .withCompression(),
            fact("nothing compressed", "c1 00 | 41 00 | 80 00", text(""), text(""))
                    .withCompression(),
            fact("a ping between", "42 01 02 | 89 01 01 | 80 01 aa", ping("01"), binary("aaaa"))
                    .withCompression(),
            fact("many pieces", "42 00 |" + " 00 02 ffaa |".repeat(300) + "80 00", binary("aa*76500"))
                    .withCompression(),
            fact("a character in two frames", "41 02 01c3 | 80 02 01a4", text("ä"))
                    .withCompression(),
            fact("a character across pieces", "c1 06 01e2 0182 01ac", text("€")).withCompression(),
            fact("broken text inside", "c1 04 01c3 01c3", broken(NOT_UTF8)).withCompression(),
            fact("broken text shows before the end", "41 04 01'a'01ff", broken(NOT_UTF8))
                    .withCompression(),
            fact("half a character at the end", "c1 02 01c3", broken(NOT_UTF8)).withCompression(),
            fact("what can't be inflated", "c1 02 00'a'", broken(DEFLATE_BROKEN))
                    .withCompression(),
            fact("compressed data that break off", "42 02 01aa | 80 01 01", broken(DEFLATE_BROKEN))
                    .withCompression(),
            fact("a compressed ping", "c9 00", broken(CONTROL_COMPRESSED)).withCompression(),
            fact("a compressed pong", "ca 00", broken(CONTROL_COMPRESSED)).withCompression(),
            fact("a compressed close", "c8 02 03e8", broken(CONTROL_COMPRESSED)).withCompression(),
            fact("a continuation that says so again", "41 02 01'a' | c0 00", broken(CONTINUATION_COMPRESSED))
                    .withCompression(),
            fact("a continuation that says so late", "01 01 'a' | c0 00", broken(CONTINUATION_COMPRESSED))
                    .withCompression(),
            fact("RSV2 has no meaning", "a1 00", broken(RESERVED_BITS)).withCompression(),
            fact("RSV3 has no meaning", "91 00", broken(RESERVED_BITS)).withCompression(),
            fact("RSV1 does not excuse RSV2", "e1 00", broken(RESERVED_BITS)).withCompression(),
            fact("RSV1 does not excuse RSV3", "d9 00", broken(RESERVED_BITS)).withCompression());

    static final List<Vector> LIMITS = List.of(
            fact("a message of the limit", "82 03 aabbcc", binary("aabbcc")).within(3, 1000),
            fact("a message past the limit", "82 04", broken(MESSAGE_TOO_BIG)).within(3, 1000),
            fact("a text past the limit", "81 7e 0080", broken(MESSAGE_TOO_BIG)).within(127, 1000),
            fact("frames that make up the limit", "02 01 aa | 00 01 bb | 80 01 cc", binary("aabbcc"))
                    .within(3, 1000),
            fact("frames past the limit", "02 01 aa | 00 01 bb | 80 02", broken(MESSAGE_TOO_BIG))
                    .within(3, 1000),
            fact("the limit leaves room for empty frames", "02 01 aa | 00 00 | 00 00 | 80 00", binary("aa"))
                    .within(1, 1),
            fact("each message has it to itself", "82 03 010203 | 82 03 010203", binary("010203"), binary("010203"))
                    .within(3, 1000),
            fact("pings do not count", "02 02 aabb | 89 05 'Hello' | 80 01 cc", ping("'Hello'"), binary("aabbcc"))
                    .within(3, 2),
            fact("a frame of the limit", "02 02 aabb | 80 02 ccdd", binary("aabbccdd"))
                    .within(1000, 2),
            fact("a frame past the limit", "02 02 aabb | 80 03", broken(FRAME_TOO_BIG))
                    .within(1000, 2),
            fact("the largest length", "82 7f 7fffffffffffffff", broken(MESSAGE_TOO_BIG))
                    .within(1000, Long.MAX_VALUE),
            fact("a sum of lengths that overflows", "02 01 aa | 80 7f 7fffffffffffffff", broken(MESSAGE_TOO_BIG)),
            fact("a length that fits no array", "82 7f 0000000080000000", broken(MESSAGE_TOO_BIG))
                    .within(1 << 30, Long.MAX_VALUE),

            // compressed
            fact("inflated to the limit", "c2 02 05aa", binary("aa*5"))
                    .within(5, 1000)
                    .withCompression(),
            fact("inflated past the limit", "c2 02 06aa", broken(MESSAGE_TOO_BIG))
                    .within(5, 1000)
                    .withCompression(),
            fact("in pieces past it", "42 02 03aa | 80 04 02aa01aa", broken(MESSAGE_TOO_BIG))
                    .within(5, 1000)
                    .withCompression(),
            fact("more bytes on the wire than inflated", "c2 0a 01aa 01aa 01aa 01aa 01aa", binary("aa*5"))
                    .within(5, 1000)
                    .withCompression(),
            fact("compressed bytes of the frame limit", "c2 02 ffaa", binary("aa*255"))
                    .within(1000, 2)
                    .withCompression(),
            fact("compressed bytes past it", "c2 03", broken(FRAME_TOO_BIG))
                    .within(1000, 2)
                    .withCompression(),
            fact("as many on the wire as could be of use", "c2 7e 0480")
                    .within(8, 2000)
                    .withCompression(),
            fact("one more", "c2 7e 0481", broken(MESSAGE_TOO_BIG))
                    .within(8, 2000)
                    .withCompression(),
            fact("as many in frames", "42 01 01 | 80 7e 047f").within(8, 2000).withCompression(),
            fact("one more in frames", "42 01 01 | 80 7e 0480", broken(MESSAGE_TOO_BIG))
                    .within(8, 2000)
                    .withCompression());
}
