package dev.parley.protocol;

/// A rule of the protocol that the peer has broken: the one place where a broken rule becomes a close code.
public enum Violation {
    RESERVED_BITS(1002, "5.2", "a reserved bit is set without an extension that gives it a meaning"),
    RESERVED_OPCODE(1002, "5.2", "reserved opcode"),
    UNMASKED_FROM_CLIENT(1002, "5.1", "a client must mask its frames"),
    MASKED_FROM_SERVER(1002, "5.1", "a server must not mask its frames"),
    LENGTH_NOT_MINIMAL(1002, "5.2", "a payload length must use the fewest bytes"),
    LENGTH_NEGATIVE(1002, "5.2", "the highest bit of a 64-bit length must be 0"),
    CONTROL_TOO_LONG(1002, "5.5", "a control frame carries at most 125 bytes"),
    CONTROL_FRAGMENTED(1002, "5.5", "a control frame can't be fragmented"),
    CONTROL_COMPRESSED(1002, "RFC 7692 section 6", "a control frame can't be compressed"),
    CONTINUATION_WITHOUT_START(1002, "5.4", "a continuation frame without a message to continue"),
    MESSAGE_INSIDE_MESSAGE(1002, "5.4", "a new message inside a fragmented one"),
    CONTINUATION_COMPRESSED(
            1002, "RFC 7692 section 6.1", "only the first frame of a message says that it is compressed"),
    CLOSE_PAYLOAD_OF_ONE(1002, "5.5.1", "a close frame carries nothing, or a code of two bytes"),
    CLOSE_CODE_FORBIDDEN(1002, "7.4", "this close code can't be sent"),
    NOT_UTF8(1007, "8.1", "text is not UTF-8"),
    CLOSE_REASON_NOT_UTF8(1007, "5.5.1", "a close reason is not UTF-8"),
    DEFLATE_BROKEN(1007, "RFC 7692 section 7.2.2", "a compressed message can't be inflated"),
    FRAME_TOO_BIG(1009, "10.4", "the frame is over the size limit"),
    MESSAGE_TOO_BIG(1009, "10.4", "the message is over the size limit");

    private final int closeCode;
    private final String section;
    private final String rule;

    Violation(int closeCode, String section, String rule) {
        this.closeCode = closeCode;
        this.section = section;
        this.rule = rule;
    }

    /// What the connection is failed with.
    public int closeCode() {
        return closeCode;
    }

    /// Where the rule is written: a section of RFC 6455 unless it names another.
    public String section() {
        return section.startsWith("RFC") ? section : "RFC 6455 section " + section;
    }

    public String rule() {
        return rule;
    }
}
