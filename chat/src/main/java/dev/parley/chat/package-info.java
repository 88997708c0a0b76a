/// The chat: rooms, messages and people, for clients of the hub. It is an ordinary user of the hub, which knows nothing of it.
/// [dev.parley.chat.Chat] is its door; `docs/chat.md` says what it does.
@NullMarked
package dev.parley.chat;

import org.jspecify.annotations.NullMarked;
