package dev.parley.protocol;

/// How a reader is set up.
///
/// @param compressed whether [RunLength] was agreed on
record Setup(Role role, ReadLimits limits, boolean compressed) {

    static final ReadLimits WIDE = new ReadLimits(1 << 20, Long.MAX_VALUE);

    MessageReader reader(boolean parts, MessageEvents events) {
        return new MessageReader(role, limits, parts, compressed ? new RunLength() : null, events);
    }
}
