package dev.parley.chat;

import dev.parley.chat.storage.ChatException;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// What an RPC method of the chat does.
@FunctionalInterface
public interface Command {

    /// Does it. On a virtual thread, for somebody who has signed in: it may block.
    ///
    /// @return writes the fields of the answer's object; called once, at once, on the same thread
    /// @throws Refusal when it does not do it; one that is thrown has done nothing
    /// @throws ChatException as the storage has it; the caller is told what it means
    Consumer<JsonGenerator> run(Call call) throws Refusal, ChatException;

    /// The answer of what has none: `{}`.
    Consumer<JsonGenerator> NOTHING = _ -> {};
}
