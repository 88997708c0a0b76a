package dev.parley.chat;

import java.io.IOException;
import java.util.Set;

/// Who is in a room on all nodes together: a person whose last session here has ended may have one on another node.
@FunctionalInterface
interface Elsewhere {

    /// May block.
    ///
    /// @return users' ids
    /// @throws IOException when that can't be told just now
    Set<String> present(String room) throws IOException;
}
