package dev.parley.protocol;

import dev.parley.protocol.deflate.Inflation;
import org.jspecify.annotations.Nullable;

/// How a reader is set up.
///
/// @param inflation of what was agreed on, or null
record Setup(Role role, ReadLimits limits, @Nullable Inflation inflation) {

    static final ReadLimits WIDE = new ReadLimits(1 << 20, Long.MAX_VALUE);

    /// @param compressed whether [RunLength] was agreed on
    Setup(Role role, ReadLimits limits, boolean compressed) {
        this(role, limits, compressed ? new RunLength() : null);
    }

    boolean compressed() {
        return inflation != null;
    }

    MessageReader reader(boolean parts, MessageEvents events) {
        return new MessageReader(
                role, limits, parts, inflation instanceof RunLength ? new RunLength() : inflation, events);
    }
}
