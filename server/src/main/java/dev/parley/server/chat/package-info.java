/// The rooms of the chat page, on the hub's channels `chat:ROOM` ([ChatNamespace]) and as an ordinary user of the hub: who
/// connects with a name may come in ([ChatEntrance]), and talks by calling [ChatRpc]. Presence, comings and goings, history
/// and recovery are the hub's.
@NullMarked
package dev.parley.server.chat;

import org.jspecify.annotations.NullMarked;
