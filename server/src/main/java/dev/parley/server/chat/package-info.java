/// The rooms of the chat page, at `/chat/{room}`: small JSON messages, nothing kept.
///
/// Server to one client: [Reply]. Client to server: [Said]. Server to everybody in a room: [Heard].
@NullMarked
package dev.parley.server.chat;

import org.jspecify.annotations.NullMarked;
