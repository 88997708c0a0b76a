package dev.parley.dialects.centrifuge;

import java.nio.ByteBuffer;

/// Reads the commands of one message.
interface Commands {

    /// Hands each to `taker`, in order.
    ///
    /// @param message lent for this call; its position is left alone
    /// @return what was left unread when the taker stopped: a view of commands that can be read like a message, or empty
    ByteBuffer read(ByteBuffer message, Taker taker) throws MalformedException;

    interface Taker {
        /// @return whether to go on
        boolean take(Command command) throws MalformedException;
    }
}
