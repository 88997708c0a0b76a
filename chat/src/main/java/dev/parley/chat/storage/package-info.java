/// The chat's storage: rooms, members, messages, read marks, what waits to be published, and who did what.
///
/// [ChatStorage] is the door; [JdbcChatStorage] is behind it.
@NullMarked
package dev.parley.chat.storage;

import org.jspecify.annotations.NullMarked;
