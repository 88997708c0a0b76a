package dev.parley.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One fact about the protocol: these bytes mean this.
///
/// @param bytes in [Notation], unmasked, as a server sends them; a client's are made of them
/// @param only the role of the reader for which `bytes` stand as they are; null for both, masked where it must be
/// @param compressed whether [RunLength] was agreed on
record Vector(
        String fact, String bytes, @Nullable Role only, ReadLimits limits, boolean compressed, List<Event> expected) {

    static Vector fact(String fact, String bytes, Event... expected) {
        return new Vector(fact, bytes, null, Setup.WIDE, false, List.of(expected));
    }

    Vector readBy(Role role) {
        return new Vector(fact, bytes, role, limits, compressed, expected);
    }

    Vector within(long message, long frame) {
        return new Vector(fact, bytes, only, new ReadLimits(message, frame), compressed, expected);
    }

    Vector withCompression() {
        return new Vector(fact, bytes, only, limits, true, expected);
    }

    @Override
    public String toString() {
        return fact;
    }
}
