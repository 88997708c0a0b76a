package dev.parley.protocol.handshake;

import java.util.List;

/// The header fields of a request or response, as the handshake sees them. Names are compared without regard to case
/// (RFC 9110 section 5.1), which is the implementor's part.
@FunctionalInterface
public interface HeaderFields {

    /// Every value of the fields called `name`, in order; empty when there is none.
    List<String> all(String name);
}
